/**
 * A running overlay page: connects the frame source, the items and the animation loop, and decides when to draw. A page
 * of one overlay is an arrangement of one item.
 */

import { messageOf } from '../../../protocol/explained-error.ts';
import { limits } from '../../../protocol/limits.ts';
import type { RelayToViewer, ViewerSettings } from '../../../protocol/messages.ts';
import type { Theme } from '../../../protocol/theme-schema.ts';
import { ignoredCss, keepInPlace, keepPageInPlace } from '../custom-css.ts';
import type { Drawing } from '../draw/drawing.ts';
import { fitBox, type PageBox, placeBox } from '../draw/page-box.ts';
import { isOutdated, reloadOnce } from '../net/outdated-page.ts';
import { loadCode, reloadForCode } from '../net/page-code.ts';
import type { OverlayDefinition } from '../overlay.ts';
import type { Problems } from '../problems.ts';
import type { PageParameters } from './address-parameters.ts';
import { Loop, restEveryDefault, type Step } from './animation-loop.ts';
import {
  type Arrangement,
  emptyArrangement,
  isSameNeed,
  isSamePicture,
  needsOf,
  type PlacedItem,
} from './arrangement.ts';
import { flash } from './flash.ts';
import { FrameSource } from './frame-source.ts';
import { Item } from './item.ts';
import { watchSize } from './page-size.ts';
import { type PageStats, Stats } from './page-stats.ts';
import { watchShown } from './page-visibility.ts';
import { watchReducedMotion } from './reduced-motion.ts';

export interface PageOptions {
  /** Name that the page reports to the relay: its overlay, or `layout`. */
  readonly name: string;
  /** Name of the layout; null: the page shows one overlay. */
  readonly layout: string | null;
  readonly parameters: PageParameters;
  readonly problems: Problems;
  readonly build: string;
  /** Parent of the items' elements. */
  readonly root: HTMLElement;
  readonly load: (overlay: string) => Promise<OverlayDefinition>;
  /** The relay's layout may differ from the one that is shown. */
  readonly onLayoutChanged?: () => void;
}

/** Themes, accent and logo that the relay's settings choose. */
type Choices = Pick<ViewerSettings, 'theme' | 'overlays' | 'accent' | 'logo'>;

export class OverlayPage {
  readonly #options: PageOptions;
  readonly #loop: Loop;
  readonly #stats = new Stats();
  readonly #stops: (() => void)[] = [];
  #arrangement: Arrangement;
  #source: FrameSource;
  #items: Item[] = [];
  #drawing: Drawing | null = null;
  #opening: Promise<Drawing> | null = null;
  #choices: Choices = { theme: null };
  #previewed: Theme | null = null;
  #recheckTimer: ReturnType<typeof setTimeout> | undefined;
  #sessionID: string | null = null;
  #shownT: number | null = null;
  #welcomes = 0;
  #isPageShown = true;
  #isStopped = false;

  constructor(options: PageOptions, arrangement: Arrangement) {
    this.#options = options;
    this.#arrangement = arrangement;
    keepPageInPlace();
    keepInPlace(options.root, { position: 'absolute', left: '0', top: '0' });
    options.root.style.zIndex = '0';
    this.#source = this.#sourceFor(arrangement);
    this.#loop = new Loop(
      {
        fps: options.parameters.fps,
        restEvery: 0,
        step: (nowMs, follows) => this.#step(nowMs, follows),
      },
      {
        request: (callback) => requestAnimationFrame(callback),
        cancel: (id) => cancelAnimationFrame(id),
      },
    );
  }

  #sourceFor(arrangement: Arrangement): FrameSource {
    const { parameters, name, layout, build, problems } = this.#options;
    return new FrameSource({
      parameters,
      needs: needsOf(arrangement),
      overlay: name,
      layout,
      build,
      onMessage: (message) => this.#message(message),
      onChange: (nowMs) => this.#refresh(nowMs),
      onProblem: (sentence) => problems.report(sentence),
    });
  }

  /** Connects; `open` draws. */
  start(): void {
    this.#stops.push(watchShown((shown) => this.#setPageShown(shown)));
    const onExit = () => this.stop();
    window.addEventListener('obsExit', onExit, { once: true });
    this.#stops.push(() => window.removeEventListener('obsExit', onExit));
    this.#source.start();
  }

  /** Builds the pictures and starts drawing. Resolves when each is drawn or its error is reported. */
  async open(): Promise<void> {
    const { parameters, problems, layout } = this.#options;
    const report = (sentence: string) => problems.report(sentence);
    this.#opening = loadCode(import('../draw/drawing.ts')).then(({ Drawing }) =>
      Drawing.open({
        preference: parameters.renderer,
        isShared: layout !== null,
        onProblem: report,
      }),
    );
    const opened = this.#arrange();
    try {
      this.#drawing = await this.#opening;
      if (this.#isStopped) this.#drawing.close();
    } catch (error) {
      report(`No picture can be drawn: ${messageOf(error)}`);
      return;
    }
    await opened;
    this.#source.feed.playout.begin();
    this.#drawFirst();
    this.#stops.push(
      watchSize((nowMs) => this.#resized(nowMs)),
      watchReducedMotion(() => this.#resized(performance.now())),
    );
  }

  /** Draws the first picture without waiting for an animation frame, with the time stamp of the previous one. */
  #drawFirst(): void {
    const nowMs = Number(document.timeline.currentTime ?? performance.now());
    if (this.#hasToDraw(nowMs)) this.#step(nowMs, false);
  }

  /** Shows another arrangement; items that look the same keep their view. */
  async show(arrangement: Arrangement): Promise<void> {
    this.#arrangement = arrangement;
    const opened = this.#arrange();
    if (!isSameNeed(needsOf(arrangement), this.#source.needs)) {
      this.#source.stop();
      this.#source = this.#sourceFor(arrangement);
      this.#source.setShown(this.#isPageShown);
      this.#source.start();
    }
    this.#refresh(performance.now());
    await opened;
    this.#redraw();
  }

  async #arrange(): Promise<void> {
    if (this.#opening === null) return;
    const kept = new Map(this.#items.map((item) => [item.placed.id, item]));
    const opened: Promise<void>[] = [];
    this.#items = this.#arrangement.items.map((placed, order) => {
      const before = kept.get(placed.id);
      if (before !== undefined && isSamePicture(before.placed, placed)) {
        kept.delete(placed.id);
        before.move(placed, order);
        return before;
      }
      const item = this.#itemFor(placed, order, this.#opening!);
      opened.push(item.open());
      return item;
    });
    for (const gone of kept.values()) gone.close();
    this.#refresh(performance.now());
    await Promise.all(opened);
  }

  #itemFor(placed: PlacedItem, order: number, drawing: Promise<Drawing>): Item {
    const { root, load, problems } = this.#options;
    const item = new Item(placed, order, {
      root,
      feed: () => this.#source.feed,
      box: (one) => this.#box(one),
      themeOf: (one) => this.#themeOf(one),
      accent: () => this.#options.parameters.accent ?? this.#choices.accent ?? null,
      logo: () => this.#choices.logo ?? null,
      load,
      drawing,
      report: (sentence) => problems.report(sentence),
      onRedraw: () => this.#redraw(),
    });
    if (this.#previewed !== null) item.preview(this.#previewed);
    return item;
  }

  /** Closes the page's connection and pictures; may be called twice. */
  stop(): void {
    this.#isStopped = true;
    this.#loop.stop();
    clearTimeout(this.#recheckTimer);
    for (const stop of this.#stops.splice(0).reverse()) stop();
    this.#source.stop();
    for (const item of this.#items) item.close();
    this.#drawing?.close();
  }

  /** Shows an unsaved theme in every item until the page reloads. */
  preview(theme: Theme): void {
    this.#previewed = theme;
    for (const item of this.#items) item.preview(theme);
  }

  stats(): PageStats {
    const { framesDrawn, droppedFrames } = this.#stats;
    const { connection, feed } = this.#source;
    return {
      connected: connection.isConnected,
      refusal: connection.refusal,
      via: connection.via,
      sessionID: feed.session?.sessionID ?? null,
      framesReceived: feed.framesReceived,
      framesDrawn,
      ageMs: this.#stats.ageMs(),
      droppedFrames,
      scriptMs: this.#stats.scriptMs(),
      renderer: this.#drawing?.rendererText ?? null,
    };
  }

  /** Session time of the last picture (`t`, ms), and the delay that play-out keeps, ms. */
  playing(): { readonly t: number | null; readonly delayMs: number } {
    return { t: this.#shownT, delayMs: this.#source.feed.playout.delayMs };
  }

  /** For `?debug`. */
  debugLines(): readonly string[] {
    const { sessionID, ageMs, droppedFrames, renderer, framesReceived } = this.stats();
    const nowMs = performance.now();
    const { connection, feed } = this.#source;
    const { playout } = feed;
    const script = this.#stats.scriptMs();
    const age = ageMs.p50 === null ? 'unknown' : `${ageMs.p50} ms, p99 ${ageMs.p99} ms`;
    const clockMs = Math.ceil((connection.clock.tripMs ?? 0) / 2);
    const way = playout.oneByOne ? 'single frames' : 'batches';
    const size = this.#canvas();
    const status = feed.status(nowMs);
    const { name, layout } = this.#options;
    const title = layout === null ? name : `${name} ${layout}`;
    return [
      `${title}  ${size.width} x ${size.height} at ${devicePixelRatio}`,
      ...(connection.refusal === null ? [] : [`refused: ${connection.refusal}`]),
      `relay ${connection.state}, session ${sessionID ?? 'none'}: ${status}`,
      `${this.#stats.rate(nowMs)} pictures/s, ${droppedFrames} dropped, ${framesReceived} frames`,
      `age ${age} (${way}, delay ${Math.round(playout.delayMs)} ms, clock within ${clockMs} ms)`,
      `script ${script.p50} ms, p95 ${script.p95} ms`,
      `renderer ${renderer ?? 'loading'}`,
      ...this.#items
        .filter((item) => !item.shown)
        .map(({ placed: { id, show } }) => `${id} is hidden because of show=${show.join(',')}`),
      ...ignoredCss(),
      ...this.#options.problems.sentences.map((sentence) => `! ${sentence}`),
    ];
  }

  #canvas(): PageBox {
    const page = { width: innerWidth, height: innerHeight };
    return fitBox(page, this.#arrangement.size, this.#options.parameters.scale, devicePixelRatio);
  }

  #box({ rect, about }: PlacedItem): PageBox {
    return placeBox(this.#canvas(), this.#arrangement.size, rect, about.size, devicePixelRatio);
  }

  /** In order: the item's own theme or its layout's, the relay's for this overlay, the relay's for all, the page's, the default. */
  #themeOf({ theme, about }: PlacedItem): string | null {
    const { overlays, theme: ofAll } = this.#choices;
    return theme ?? overlays?.[about.name] ?? ofAll ?? this.#options.parameters.theme;
  }

  /** @returns true: the message is not for the feed */
  #message(message: RelayToViewer): boolean {
    const { build, problems, onLayoutChanged } = this.#options;
    if (message.type === 'welcome') {
      if (isOutdated(message.build, build)) {
        if (reloadOnce(message.build)) return true;
        problems.report(
          'This page and the relay are from different builds, and reloading the page did not help: ' +
            'restart the relay, then refresh the source.',
        );
      }
      // What the relay did not send while it was away is asked for again.
      if (reloadForCode()) return true;
      for (const item of this.#items) item.complete();
      // Changes of the layout while the connection was lost are not known, nor whether it can be had now.
      if (++this.#welcomes > 1 || this.#arrangement === emptyArrangement) onLayoutChanged?.();
    }
    if (message.type === 'flash') flash();
    if (message.type !== 'settings') return false;
    const { changed, layout, ...choices } = message;
    this.#choices = choices;
    for (const item of this.#items) {
      item.chooseTheme(changed);
      item.chooseLogo();
    }
    if (layout !== undefined) onLayoutChanged?.();
    return true;
  }

  /** Updates the items after a change and wakes the loop if a picture is needed. */
  #refresh(nowMs: number): void {
    const { feed } = this.#source;
    const sessionID = feed.session?.sessionID ?? null;
    if (sessionID !== this.#sessionID) this.#stats.forgetAges();
    this.#sessionID = sessionID;
    let dueMs = feed.changesAtMs() ?? Infinity;
    for (const item of this.#items) dueMs = Math.min(item.refresh(feed, nowMs) ?? Infinity, dueMs);
    clearTimeout(this.#recheckTimer);
    if (dueMs !== Infinity && dueMs > nowMs) {
      this.#recheckTimer = setTimeout(() => this.#refresh(performance.now()), dueMs - nowMs + 1);
    }
    if (this.#hasToDraw(nowMs)) this.#loop.wake();
  }

  #hasToDraw(nowMs: number): boolean {
    if (!this.#isPageShown) return false;
    const hasChanges = this.#source.feed.hasChanges();
    return this.#items.some((item) => item.isDrawing(nowMs) && (hasChanges || item.mustDraw));
  }

  #redraw(): void {
    if (this.#hasToDraw(performance.now())) this.#loop.wake();
  }

  #step(nowMs: number, follows: boolean): Step {
    if (!this.#isPageShown || !this.#items.some((item) => item.isDrawing(nowMs))) {
      return { drawn: false, again: false };
    }
    this.#stats.frame(nowMs, follows);
    const startedMs = performance.now();
    const { feed } = this.#source;
    const sample = feed.sample(nowMs);
    this.#shownT = sample.t;
    let drawn = false;
    let animating = false;
    for (const item of this.#items) {
      const one = item.update(sample, nowMs);
      drawn ||= one.drawn;
      animating ||= one.animating;
    }
    if (drawn) {
      if (this.#stats.framesDrawn === 0) performance.mark('sequential: first picture');
      this.#stats.drawn(nowMs, this.#ageMs(sample.t, nowMs), performance.now() - startedMs);
      this.#loop.restEvery = this.#drawing?.quality === 'webgl' ? restEveryDefault : 0;
    }
    return { drawn, again: animating || feed.hasChanges() };
  }

  /** Age of a picture: it reaches the screen at the next animation frame at the earliest. */
  #ageMs(t: number | null, nowMs: number): number | null {
    const { feed, connection } = this.#source;
    const origin = feed.session?.originMs ?? null;
    const relayMs = connection.clock.at(nowMs + this.#stats.intervalMs);
    const { newestT, isTimed } = feed.playout;
    if (t === null || newestT === null || origin === null || relayMs === null || !isTimed) {
      return null;
    }
    // No frames arrive (a pause), so an age would only measure the pause.
    if (t - newestT > 2 * limits.extrapolateMsMax) return null;
    // Extrapolated values are as old as the newest sample.
    return relayMs - (origin + Math.min(t, newestT));
  }

  #setPageShown(shown: boolean): void {
    this.#isPageShown = shown;
    this.#source.setShown(shown);
    if (shown) {
      for (const item of this.#items) item.redraw();
      this.#loop.resume();
      this.#refresh(performance.now());
    } else {
      this.#loop.pause();
    }
  }

  #resized(nowMs: number): void {
    for (const item of this.#items) item.rebuild();
    if (this.#items.some((item) => item.mustDraw)) this.#step(nowMs, false);
  }
}
