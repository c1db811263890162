/**
 * One overlay on a page: its picture, its theme, when it is to be seen. Knows neither the relay nor the other items,
 * and what fails here is said and ends here.
 */

import type { Theme } from '../../../protocol/theme-schema.ts';
import type { Drawing } from '../draw/drawing.ts';
import type { PageBox } from '../draw/page-box.ts';
import type { Scene } from '../draw/scene.ts';
import type { OverlayDefinition, Sample } from '../overlay.ts';
import type { Feed } from '../playout/feed.ts';
import { reasonOf } from '../problems.ts';
import { loadTheme } from '../theme/theme-loader.ts';
import type { PlacedItem } from './arrangement.ts';
import { Fader } from './fader.ts';
import { FrameThrottle } from './frame-throttle.ts';
import { ItemBacklog } from './item-backlog.ts';
import { situationOf, Visibility } from './show-rule.ts';

export interface ItemParts {
  /** Element that the item's own is put into. */
  readonly root: HTMLElement;
  readonly feed: () => Feed;
  /** Where the item lies in the page now. */
  readonly box: (placed: PlacedItem) => PageBox;
  /** Name of the theme to show; null: the default. */
  readonly themeOf: (placed: PlacedItem) => string | null;
  readonly load: (overlay: string) => Promise<OverlayDefinition>;
  readonly drawing: Promise<Drawing>;
  readonly report: (sentence: string) => void;
  /** There is something to draw that no sample tells of. */
  readonly onStale: () => void;
}

const nothing = { drawn: false, animating: false } as const;
/** Not now, but soon. */
const later = { drawn: false, animating: true } as const;

export class Item {
  readonly #parts: ItemParts;
  readonly #host = document.createElement('div');
  readonly #fader = new Fader(this.#host);
  readonly #backlog = new ItemBacklog();
  readonly #throttle: FrameThrottle;
  #placed: PlacedItem;
  #visibility: Visibility;
  #scene: Scene | null = null;
  #drawing: Drawing | null = null;
  #theme: Theme | null = null;
  #themeName: string | null = null;
  #previewed: Theme | null = null;
  #themesAsked = 0;
  #mustDraw = true;
  #isClosed = false;

  constructor(placed: PlacedItem, order: number, parts: ItemParts) {
    this.#placed = placed;
    this.#parts = parts;
    this.#visibility = new Visibility(placed.show);
    this.#throttle = new FrameThrottle(placed.about.calmHz ?? 0, order);
    this.#host.dataset.item = placed.id;
    this.#host.style.zIndex = String(order);
    parts.root.append(this.#host);
  }

  get placed(): PlacedItem {
    return this.#placed;
  }

  get shown(): boolean {
    return this.#visibility.shown;
  }

  /** There is a picture that was not drawn yet. */
  get mustDraw(): boolean {
    return this.#mustDraw;
  }

  /** Loads what the picture needs and builds it. Never rejects. */
  async open(): Promise<void> {
    const { name } = this.#placed.about;
    try {
      const [definition, drawing] = await Promise.all([
        this.#parts.load(name),
        this.#parts.drawing,
        this.#loadTheme(),
      ]);
      if (this.#isClosed) return;
      const { units, own } = this.#placed;
      const scene = await drawing.scene({
        host: this.#host,
        definition,
        units,
        parameters: own,
        shape: () => this.#shape(),
        onProblem: this.#parts.report,
        onRebuilt: () => {
          this.#parts.feed().playout.ignoreLateness();
          this.redraw();
        },
      });
      if (this.#isClosed) {
        scene.close();
        return;
      }
      this.#scene = scene;
      this.#drawing = drawing;
      this.redraw();
    } catch (error) {
      this.#parts.report(`The overlay ${name} could not be started: ${reasonOf(error)}`);
    }
  }

  /** Called only once there is a theme. */
  #shape() {
    return {
      box: this.#parts.box(this.#placed),
      resolution: devicePixelRatio,
      theme: this.#previewed ?? this.#theme!,
      sessionInfo: this.#sessionInfo,
    };
  }

  #sessionInfo: Feed['sessionInfo'] = {};

  /** Moves it, or changes when it is seen; what is drawn stays (see `isSamePicture`). */
  move(placed: PlacedItem, order: number): void {
    const isRule = placed.show.join() !== this.#placed.show.join();
    this.#placed = placed;
    this.#host.style.zIndex = String(order);
    if (isRule) this.#visibility = new Visibility(placed.show, this.#visibility.shown);
    this.chooseTheme();
    this.rebuild();
  }

  /** Another theme may have been chosen. @param changed a theme whose file was saved */
  chooseTheme(changed?: string): void {
    const name = this.#parts.themeOf(this.#placed);
    if (name === this.#themeName && (changed === undefined || changed !== name)) return;
    void this.#loadTheme(changed);
  }

  async #loadTheme(changed?: string): Promise<void> {
    const name = this.#parts.themeOf(this.#placed);
    this.#themeName = name;
    const asked = ++this.#themesAsked;
    const theme = await loadTheme(name, this.#parts.report);
    // A choice of the relay often comes while the first theme is loaded: to begin with, that one is better than none.
    const isLate = asked !== this.#themesAsked && this.#theme !== null;
    if (isLate || theme === this.#theme) return;
    // While somebody edits a theme its file may be wrong for a moment: what is shown stays.
    if (changed !== undefined && theme.name !== name && this.#theme !== null) return;
    this.#theme = theme;
    this.rebuild();
  }

  /** Shows a theme that is no file (yet), whatever is chosen. */
  preview(theme: Theme): void {
    this.#previewed = theme;
    this.rebuild();
  }

  /** Builds the picture anew where its size, theme or facts have changed. */
  rebuild(): void {
    if (this.#theme !== null) this.#scene?.rebuild();
  }

  redraw(): void {
    this.#mustDraw = true;
    this.#parts.onStale();
  }

  /**
   * What is known has changed: is the item to be seen, does its picture have another shape?
   * @returns when to look again if nothing changes before; null: only when something changes
   */
  refresh(feed: Feed, nowMs: number): number | null {
    const { sessionInfo, newest } = feed;
    if (sessionInfo !== this.#sessionInfo) {
      const before = this.#sessionInfo;
      this.#sessionInfo = sessionInfo;
      if (this.#placed.about.shapedBy?.some((fact) => sessionInfo[fact] !== before[fact]))
        this.rebuild();
    }
    const isInPits = newest.inPitLane === true || newest.inPit === true;
    const wasShown = this.#visibility.shown;
    const againMs = this.#visibility.update(situationOf(feed.status(nowMs), isInPits), nowMs);
    const { shown } = this.#visibility;
    if (shown !== wasShown) {
      this.#fader.set(shown, nowMs);
      if (shown) this.redraw();
    }
    return againMs;
  }

  /** There is a picture, and something of it can be seen. */
  isDrawing(nowMs: number): boolean {
    return this.#scene !== null && this.#fader.isSeen(nowMs);
  }

  update(sample: Sample, nowMs: number): { drawn: boolean; animating: boolean } {
    if (!this.isDrawing(nowMs)) {
      this.#backlog.add(sample);
      return nothing;
    }
    if (!this.#mustDraw && this.#drawing?.isCostly && !this.#throttle.isDue(nowMs)) {
      this.#backlog.add(sample);
      return later;
    }
    const result = this.#scene!.update(this.#backlog.take(sample), nowMs, this.#mustDraw);
    this.#mustDraw = false;
    return result;
  }

  /** Takes it off the page; may be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#scene?.close();
    this.#scene = null;
    this.#host.remove();
  }
}
