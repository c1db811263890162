/**
 * One overlay on a page: its picture, its theme and its visibility. An error is reported and ends this item only.
 */

import { messageOf } from '../../../protocol/explained-error.ts';
import type { Theme } from '../../../protocol/theme-schema.ts';
import { keepInPlace } from '../custom-css.ts';
import type { Drawing } from '../draw/drawing.ts';
import { type DriverPictures, noPictures } from '../draw/driver-pictures.ts';
import type { PageBox } from '../draw/page-box.ts';
import type { Scene } from '../draw/scene.ts';
import { loadCode } from '../net/page-code.ts';
import type { OverlayDefinition, Sample } from '../overlay.ts';
import type { Feed } from '../playout/feed.ts';
import { withAccent } from '../theme/accent.ts';
import { loadFontFiles, loadTheme } from '../theme/theme-loader.ts';
import type { PlacedItem } from './arrangement.ts';
import { loadDriverPictures } from './driver-picture-loader.ts';
import { entranceOf } from './entrance.ts';
import { Fader } from './fader.ts';
import { FrameThrottle } from './frame-throttle.ts';
import { ItemBacklog } from './item-backlog.ts';
import { prefersReducedMotion } from './reduced-motion.ts';
import { situationOf, Visibility } from './show-rule.ts';

export interface ItemParts {
  /** Parent of the item's element. */
  readonly root: HTMLElement;
  readonly feed: () => Feed;
  /** Present position of an item on the page. */
  readonly box: (placed: PlacedItem) => PageBox;
  /** Name of the item's theme; null: the default. */
  readonly themeOf: (placed: PlacedItem) => string | null;
  /** The streamer's accent colour, `#rrggbb`; null: each theme's own. */
  readonly accent: () => string | null;
  /** Address of the streamer's logo; null: none is set. */
  readonly logo: () => string | null;
  readonly load: (overlay: string) => Promise<OverlayDefinition>;
  readonly drawing: Promise<Drawing>;
  readonly report: (sentence: string) => void;
  /** The picture has to be drawn although no sample has changed. */
  readonly onRedraw: () => void;
}

const nothing = { drawn: false, animating: false } as const;
/** Skipped; the next animation frame is needed. */
const later = { drawn: false, animating: true } as const;

export class Item {
  readonly #parts: ItemParts;
  #isIncomplete = false;
  readonly #missing = (sentence: string): void => {
    this.#isIncomplete = true;
    this.#parts.report(sentence);
  };
  readonly #host = document.createElement('div');
  readonly #fader = new Fader(this.#host);
  readonly #backlog = new ItemBacklog();
  readonly #throttle: FrameThrottle;
  #placed: PlacedItem;
  #order: number;
  #visibility: Visibility;
  #scene: Scene | null = null;
  #drawing: Drawing | null = null;
  /** As its file says. */
  #plainTheme: Theme | null = null;
  /** As it is drawn, with the streamer's accent. */
  #theme: Theme | null = null;
  #themeName: string | null = null;
  #accent: string | null = null;
  #logo: string | null = null;
  #pictures: DriverPictures = noPictures;
  #previewed: Theme | null = null;
  #themesAsked = 0;
  #mustDraw = true;
  #isClosed = false;

  constructor(placed: PlacedItem, order: number, parts: ItemParts) {
    this.#placed = placed;
    this.#order = order;
    this.#parts = parts;
    this.#visibility = new Visibility(placed.show);
    this.#throttle = new FrameThrottle(placed.about.calmHz ?? 0, order);
    this.#host.dataset.item = placed.id;
    keepInPlace(this.#host);
    this.#host.style.zIndex = String(order);
    parts.root.append(this.#host);
  }

  get placed(): PlacedItem {
    return this.#placed;
  }

  get shown(): boolean {
    return this.#visibility.shown;
  }

  /** Asks again for files that the relay did not send; the present picture stays meanwhile. */
  complete(): void {
    if (!this.#isIncomplete) return;
    this.#isIncomplete = false;
    const loading = [this.#loadTheme(this.#themeName), this.#loadPictures(this.#newestInfo)];
    // A copy: letters of another font are drawn anew only for another theme.
    void Promise.all(loading).then(() => this.#useTheme({ ...this.#plainTheme! }));
  }

  /** The present picture has not been drawn yet. */
  get mustDraw(): boolean {
    return this.#mustDraw;
  }

  /** Loads overlay and theme and builds the picture. Reports errors; never rejects. */
  async open(): Promise<void> {
    const { name } = this.#placed.about;
    try {
      const [definition, drawing] = await Promise.all([
        this.#parts.load(name),
        this.#parts.drawing,
        this.#loadTheme(),
      ]);
      if (this.#isClosed) return;
      const { units, density, own } = this.#placed;
      const scene = await drawing.scene({
        host: this.#host,
        definition,
        units,
        density,
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
      this.#fade(performance.now());
      this.redraw();
    } catch (error) {
      this.#parts.report(`The overlay ${name} could not be started: ${messageOf(error)}`);
    }
  }

  /** Needs a loaded theme. */
  #shape() {
    return {
      box: this.#parts.box(this.#placed),
      resolution: devicePixelRatio,
      theme: this.#previewed ?? this.#theme!,
      sessionInfo: this.#sessionInfo,
      pictures: this.#pictures,
      reducedMotion: prefersReducedMotion(),
    };
  }

  /** What the picture is built with. */
  #sessionInfo: Feed['sessionInfo'] = {};
  /** Newer, while the fonts for its names load. */
  #newestInfo: Feed['sessionInfo'] = {};

  async #follow(sessionInfo: Feed['sessionInfo']): Promise<void> {
    const before = this.#sessionInfo;
    this.#newestInfo = sessionInfo;
    const { shapedBy = [] } = this.#placed.about;
    const isShaped = shapedBy.some((fact) => sessionInfo[fact] !== before[fact]);
    if (isShaped) {
      const names = this.#theme === null ? null : this.#loadNames(this.#theme, sessionInfo);
      await Promise.all([names, this.#loadPictures(sessionInfo)]);
    }
    if (this.#isClosed || this.#newestInfo !== sessionInfo) return;
    this.#sessionInfo = sessionInfo;
    if (isShaped) this.rebuild();
  }

  /** Loads the fonts for the names of a session, for overlays that write them. */
  async #loadNames(theme: Theme, sessionInfo: Feed['sessionInfo']): Promise<void> {
    if (this.#placed.about.shapedBy === undefined) return;
    try {
      const { nameFiles } = await loadCode(import('../theme/name-faces.ts'));
      await loadFontFiles(nameFiles(theme, sessionInfo), this.#missing);
    } catch (error) {
      // Names are then written in a font of the system.
      this.#parts.report(`The fonts for names could not be loaded: ${messageOf(error)}`);
    }
  }

  /** Loads flag and logo, for overlays that show them. */
  async #loadPictures(sessionInfo: Feed['sessionInfo']): Promise<void> {
    const { about } = this.#placed;
    const logo = this.#parts.logo();
    this.#logo = logo;
    const pictures = await loadDriverPictures(about, sessionInfo, logo, this.#missing);
    if (this.#newestInfo === sessionInfo && this.#logo === logo) this.#pictures = pictures;
  }

  /** Changes position, theme or show rule; the view stays (see `isSamePicture`). */
  move(placed: PlacedItem, order: number): void {
    const isRule = placed.show.join() !== this.#placed.show.join();
    this.#placed = placed;
    this.#order = order;
    this.#host.style.zIndex = String(order);
    if (isRule) this.#visibility = new Visibility(placed.show, this.#visibility.shown);
    this.chooseTheme();
    this.rebuild();
  }

  /** Follows the choice of logo. */
  chooseLogo(): void {
    if (this.#parts.logo() === this.#logo || this.#placed.about.wearsLogo !== true) return;
    void this.#loadPictures(this.#newestInfo).then(() => this.rebuild());
  }

  /** Follows the choice of theme and accent. @param changed name of a theme whose file was saved */
  chooseTheme(changed?: string): void {
    const name = this.#parts.themeOf(this.#placed);
    const isNew = name !== this.#themeName || (changed !== undefined && changed === name);
    if (isNew) void this.#loadTheme(changed);
    else if (this.#plainTheme !== null && this.#parts.accent() !== this.#accent)
      this.#useTheme(this.#plainTheme);
  }

  #useTheme(theme: Theme): void {
    const accent = this.#parts.accent();
    this.#accent = accent;
    this.#plainTheme = theme;
    this.#theme = accent === null ? theme : withAccent(theme, accent);
    this.rebuild();
  }

  /** @param kept name of a theme that is shown on if it cannot be used now */
  async #loadTheme(kept?: string | null): Promise<void> {
    const name = this.#parts.themeOf(this.#placed);
    this.#themeName = name;
    const asked = ++this.#themesAsked;
    const theme = await loadTheme(name, this.#missing);
    await this.#loadNames(theme, this.#newestInfo);
    // The relay's choice often arrives while the first theme loads. The first theme is then drawn until the chosen one is there.
    const isLate = asked !== this.#themesAsked && this.#theme !== null;
    if (isLate || theme === this.#plainTheme) return;
    // A theme file that is being edited may be invalid for a moment: keep the theme that is shown.
    if (kept != null && theme.name !== name && this.#theme !== null) return;
    this.#useTheme(theme);
  }

  /** Shows an unsaved theme instead of the chosen one. */
  preview(theme: Theme): void {
    this.#previewed = theme;
    this.rebuild();
  }

  /** Rebuilds the picture if its size, theme or session info has changed. */
  rebuild(): void {
    if (this.#theme !== null) this.#scene?.rebuild();
  }

  redraw(): void {
    this.#mustDraw = true;
    this.#parts.onRedraw();
  }

  /**
   * Updates visibility and session info after the feed has changed.
   * @returns time of the next call if nothing changes before, ms; null: none is needed
   */
  refresh(feed: Feed, nowMs: number): number | null {
    const { sessionInfo, newest } = feed;
    if (sessionInfo !== this.#newestInfo) void this.#follow(sessionInfo);
    const isInPits = newest.inPitLane === true || newest.inPit === true;
    const wasShown = this.#visibility.shown;
    const againMs = this.#visibility.update(situationOf(feed.status(nowMs), isInPits), nowMs);
    this.#fade(nowMs);
    if (this.shown && !wasShown) this.redraw();
    return againMs;
  }

  /** Lets the picture come or go. It comes once there is one, or its entrance would be over before it is drawn. */
  #fade(nowMs: number): void {
    const entrance = entranceOf(this.#theme?.motion.entrance ?? null, prefersReducedMotion());
    this.#fader.set(this.shown && this.#scene !== null, nowMs, entrance, this.#order);
  }

  /** The item has a picture that is at least partly visible. */
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
    const result = this.#scene!.update(this.#backlog.drain(sample), nowMs, this.#mustDraw);
    this.#mustDraw = false;
    return result;
  }

  /** Removes the item from the page; may be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#scene?.close();
    this.#scene = null;
    this.#host.remove();
  }
}
