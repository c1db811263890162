/**
 * One overlay page at work: ties connection, feed, scene, visibility and the animation loop together. Decides when
 * a picture is needed; what it looks like is the overlay's business.
 */
import type { ChannelName } from '../../protocol/channels.ts';
import { formOf } from '../../protocol/codec.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { RelayToViewer } from '../../protocol/messages.ts';
import { Connection } from './connection.ts';
import { Fader } from './fader.ts';
import { Feed } from './feed.ts';
import { fitBox } from './fit.ts';
import { Loop, restEveryDefault, type Step } from './loop.ts';
import type { OverlayDefinition } from './overlay.ts';
import { watchShown } from './page-shown.ts';
import { watchSize } from './page-size.ts';
import type { PageParameters } from './parameters.ts';
import type { Problems } from './problems.ts';
import { isOutdated, reloadOnce } from './reload.ts';
import { Replay } from './replay.ts';
import type { Scene, SceneShape } from './scene.ts';
import { type PageStats, Stats } from './stats.ts';
import type { Theme } from './theme.ts';
import { loadTheme } from './theme-loader.ts';
import { asksForPits, situationOf, Visibility } from './visibility.ts';

export interface PageOptions {
  readonly about: Omit<OverlayDefinition, 'create'>;
  readonly parameters: PageParameters;
  readonly problems: Problems;
  readonly build: string;
  /** Element that the canvas is put into. */
  readonly host: HTMLElement;
}

/** The scene's class: it brings Pixi and is loaded beside the connection being made. */
export type SceneMaker = Pick<typeof Scene, 'open' | 'tidy'>;

const tidyEveryMs = 30_000;

export class Page {
  readonly #options: PageOptions;
  readonly #feed: Feed;
  readonly #connection: Connection;
  readonly #visibility: Visibility;
  readonly #fader: Fader;
  readonly #loop: Loop;
  readonly #stats = new Stats();
  /** Plays a stored lap in place of the live stream. */
  readonly #replay: Replay | null;
  readonly #stops: (() => void)[] = [];
  #scene: Scene | null = null;
  #theme: Theme | null = null;
  #relayTheme: string | null = null;
  #themesAsked = 0;
  #mustDraw = true;
  #recheckTimer: ReturnType<typeof setTimeout> | undefined;
  #isPageShown = true;

  constructor(options: PageOptions) {
    this.#options = options;
    const { about, parameters, build } = options;
    const pits: ChannelName[] = asksForPits(parameters.show) ? ['inPitLane', 'inPit'] : [];
    const channels = [...new Set<ChannelName>([...about.channels, ...pits])];
    const form = formOf(channels);
    this.#feed = new Feed(form.channels, parameters.delayMs);
    this.#visibility = new Visibility(parameters.show);
    this.#fader = new Fader(options.host);
    const { lap, session, driver, speed, startS } = parameters;
    const now = () => performance.now();
    this.#replay =
      lap === null
        ? null
        : new Replay({
            session,
            driver,
            lap,
            speed,
            startS,
            channels: form.channels.map((channel) => channel.name),
            now,
            onMessage: (message) => {
              // What is played is there, whether the relay is or not.
              this.#feed.live(true, now());
              this.#take(message);
            },
            onFrames: (frames, nowMs) => this.#frames(frames, nowMs),
            onProblem: (sentence) => options.problems.say(sentence),
          });
    const isLive = this.#replay === null;
    this.#connection = new Connection({
      address: relayAddress(parameters),
      overlay: about.name,
      build,
      // Beside a replay the relay only tells what happens, for the next lap to be fetched.
      channels: isLive ? channels : [],
      board: isLive && (about.board ?? false),
      form: isLive ? form : formOf([]),
      hz: isLive ? about.hz : 1,
      now,
      onMessage: (message) => this.#message(message),
      onFrames: (frames, nowMs) => {
        if (isLive) this.#frames(frames, nowMs);
      },
      onLive: (live, nowMs) => {
        // A lap that is loaded plays on without the relay.
        if (isLive || live) this.#feed.live(live, nowMs);
        this.#look(nowMs);
      },
      onProblem: (sentence) => options.problems.say(sentence),
    });
    this.#loop = new Loop(
      {
        fps: parameters.fps,
        restEvery: 0,
        step: (nowMs, follows) => this.#step(nowMs, follows),
      },
      {
        request: (callback) => requestAnimationFrame(callback),
        cancel: (id) => cancelAnimationFrame(id),
      },
    );
  }

  /** Begins to receive; the picture comes with `open`. */
  start(): void {
    this.#stops.push(watchShown((shown) => this.#setPageShown(shown)));
    const onExit = () => this.stop();
    window.addEventListener('obsExit', onExit, { once: true });
    this.#stops.push(() => window.removeEventListener('obsExit', onExit));
    this.#connection.start();
    this.#replay?.start();
    this.#stops.push(() => this.#replay?.stop());
    this.#stops.push(() => this.#connection.stop());
  }

  /** Builds the picture and starts to draw. */
  async open(definition: OverlayDefinition, theme: Theme, scenes: SceneMaker): Promise<void> {
    const { host, parameters, problems } = this.#options;
    // The relay may have chosen another one meanwhile.
    this.#theme ??= theme;
    this.#scene = await scenes.open({
      host,
      definition,
      units: parameters.units,
      parameters: parameters.own,
      preference: parameters.renderer,
      shape: () => this.#shape(),
      onProblem: (sentence) => problems.say(sentence),
      onRebuilt: () => {
        this.#feed.playout.excuse();
        this.#redraw();
      },
    });
    this.#stops.push(() => this.#scene?.close());
    this.#feed.playout.begin();
    const tidy = setInterval(() => this.#isPageShown && scenes.tidy(), tidyEveryMs);
    this.#stops.push(() => clearInterval(tidy));
    this.#stops.push(watchSize((nowMs) => this.#resized(nowMs)));
    this.#redraw();
  }

  /** Ends everything; may be called twice. */
  stop(): void {
    this.#loop.stop();
    clearTimeout(this.#recheckTimer);
    for (const stop of this.#stops.splice(0).reverse()) stop();
  }

  stats(): PageStats {
    const { framesDrawn, droppedFrames } = this.#stats;
    return {
      connected: this.#connection.live,
      sessionID: this.#feed.session?.sessionID ?? null,
      framesReceived: this.#feed.framesReceived,
      framesDrawn,
      ageMs: this.#stats.ageMs(),
      droppedFrames,
      renderer: this.#scene?.rendererText ?? null,
    };
  }

  /** For `?debug`. */
  debugLines(): readonly string[] {
    const { sessionID, ageMs, droppedFrames, renderer, framesReceived } = this.stats();
    const nowMs = performance.now();
    const { playout } = this.#feed;
    const script = this.#stats.scriptMs();
    const age = ageMs.p50 === null ? 'not known' : `${ageMs.p50} ms, p99 ${ageMs.p99} ms`;
    const clockMs = Math.ceil((this.#connection.clock.tripMs ?? 0) / 2);
    const way = playout.live ? 'single frames' : 'batches';
    const size = this.#box();
    const status = this.#feed.status(nowMs);
    const show = this.#options.parameters.show.join(',');
    return [
      `${this.#options.about.name}  ${size.width} x ${size.height} at ${devicePixelRatio}`,
      `relay ${this.#connection.state}, session ${sessionID ?? 'none'}: ${status}`,
      `${this.#stats.rate(nowMs)} pictures/s, ${droppedFrames} dropped, ${framesReceived} frames`,
      `age ${age} (${way}, delay ${Math.round(playout.delayMs)} ms, clock within ${clockMs} ms)`,
      `script ${script.p50} ms, p95 ${script.p95} ms`,
      `renderer ${renderer ?? 'not there yet'}`,
      ...(this.#visibility.shown ? [] : [`hidden, because show=${show}`]),
      ...this.#options.problems.sentences.map((sentence) => `! ${sentence}`),
    ];
  }

  #box() {
    const page = { width: innerWidth, height: innerHeight };
    return fitBox(page, this.#options.about.size, this.#options.parameters.scale, devicePixelRatio);
  }

  /** Called only once there is a theme. */
  #shape(): SceneShape {
    const resolution = devicePixelRatio;
    return { box: this.#box(), resolution, theme: this.#theme!, facts: this.#feed.facts };
  }

  #message(message: RelayToViewer): void {
    if (message.type === 'welcome' && isOutdated(message.build, this.#options.build)) {
      if (reloadOnce(message.build)) return;
      this.#options.problems.say(
        'This page is of another build than the relay, and loading it again did not help: ' +
          'restart the relay, then refresh the source.',
      );
    }
    if (message.type === 'settings') {
      void this.#setTheme(message.theme, message.changed);
      return;
    }
    if (this.#replay === null) this.#take(message);
    else this.#replay.message(message);
  }

  #frames(frames: readonly Partial<Frame>[], nowMs: number): void {
    this.#feed.frames(frames, nowMs);
    this.#look(nowMs);
  }

  /** What is shown changes, not only how the picture is made. */
  #take(message: RelayToViewer): void {
    const factsBefore = this.#feed.facts;
    const sessionBefore = this.#feed.session?.sessionID;
    this.#feed.message(message);
    if (this.#feed.session?.sessionID !== sessionBefore) this.#stats.forgetAges();
    const { facts } = this.#feed;
    if (this.#options.about.shapedBy?.some((fact) => facts[fact] !== factsBefore[fact])) {
      this.#scene?.rebuild();
    }
    this.#look(performance.now());
  }

  /** @param changed a theme whose file was saved */
  async #setTheme(chosen: string | null, changed?: string): Promise<void> {
    const shown = chosen ?? this.#options.parameters.theme;
    if (chosen === this.#relayTheme && (changed === undefined || changed !== shown)) return;
    this.#relayTheme = chosen;
    const asked = ++this.#themesAsked;
    const theme = await loadTheme(shown, (sentence) => this.#options.problems.say(sentence));
    if (asked !== this.#themesAsked || theme === this.#theme) return;
    // While somebody edits a theme its file may be wrong for a moment: what is shown stays.
    if (changed !== undefined && theme.name !== shown && this.#theme !== null) return;
    this.#theme = theme;
    this.#scene?.rebuild();
  }

  /** Something may have changed: is a picture needed, is the overlay to be seen? */
  #look(nowMs: number): void {
    this.#lookVisible(nowMs);
    if (this.#isDrawing(nowMs) && (this.#mustDraw || this.#feed.hasNews())) this.#loop.wake();
  }

  #lookVisible(nowMs: number): void {
    const { state } = this.#feed;
    const isInPits = state.inPitLane === true || state.inPit === true;
    const situation = situationOf(this.#feed.status(nowMs), isInPits);
    const before = this.#visibility.shown;
    const againMs = this.#visibility.update(situation, nowMs);
    const changesMs = this.#feed.changesAtMs();
    const dueMs = Math.min(againMs ?? Infinity, changesMs ?? Infinity);
    clearTimeout(this.#recheckTimer);
    if (dueMs !== Infinity && dueMs > nowMs) {
      this.#recheckTimer = setTimeout(() => this.#look(performance.now()), dueMs - nowMs + 1);
    }
    const { shown } = this.#visibility;
    if (shown === before) return;
    this.#fader.set(shown, nowMs);
    if (shown) this.#redraw();
  }

  #isDrawing(nowMs: number): boolean {
    return this.#scene !== null && this.#isPageShown && this.#fader.isSeen(nowMs);
  }

  #redraw(): void {
    this.#mustDraw = true;
    if (this.#isDrawing(performance.now())) this.#loop.wake();
  }

  #step(nowMs: number, follows: boolean): Step {
    const scene = this.#scene;
    if (scene === null || !this.#isDrawing(nowMs)) return { drawn: false, again: false };
    this.#stats.frame(nowMs, follows);
    const startedMs = performance.now();
    const sample = this.#feed.sample(nowMs);
    const { drawn, animating } = scene.update(sample, nowMs, this.#mustDraw);
    this.#mustDraw = false;
    if (drawn) {
      if (this.#stats.framesDrawn === 0) performance.mark('sequential: first picture');
      this.#stats.drawn(nowMs, this.#ageMs(sample.t, nowMs), performance.now() - startedMs);
      this.#loop.restEvery = scene.quality === 'webgl' ? restEveryDefault : 0;
    }
    return { drawn, again: animating || this.#feed.hasNews() };
  }

  /** The picture of an animation frame is on the screen at the next one at the earliest. */
  #ageMs(t: number | null, nowMs: number): number | null {
    const origin = this.#feed.session?.originMs ?? null;
    const relayMs = this.#connection.clock.at(nowMs + this.#stats.intervalMs);
    const { newestT, isTimed } = this.#feed.playout;
    if (t === null || newestT === null || origin === null || relayMs === null || !isTimed) {
      return null;
    }
    // Nothing comes (a pause): what still moves on the picture is no older for that.
    if (t - newestT > 2 * limits.extrapolateMsMax) return null;
    // Values that are carried on past the newest sample are as old as that sample.
    return relayMs - (origin + Math.min(t, newestT));
  }

  #setPageShown(shown: boolean): void {
    this.#isPageShown = shown;
    this.#feed.playout.setShown(shown);
    this.#connection.setVisible(shown);
    if (shown) {
      this.#mustDraw = true;
      this.#loop.resume();
      this.#look(performance.now());
    } else {
      this.#loop.pause();
    }
  }

  #resized(nowMs: number): void {
    this.#scene?.rebuild();
    if (this.#mustDraw && this.#isDrawing(nowMs)) this.#step(nowMs, false);
  }
}

function relayAddress({ session, driver }: PageParameters): string {
  const address = new URL(`/ws/${session}`, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (driver !== null) address.searchParams.set('driver', driver);
  return address.href;
}
