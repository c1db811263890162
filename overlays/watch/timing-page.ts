/**
 * The timing page of `/watch`: the tower of all cars, and one driver whom the viewer follows. It asks for cars only while it is
 * shown, because each costs mobile data. It is a script of its own, loaded when a session has cars.
 */
import { watchShown } from '../core/page/page-visibility.ts';
import type { CarsLink, TimingPageOptions, WatchView } from './cars-link.ts';
import { byId, marker, shower } from './dom.ts';
import { type TimingColumn, TimingModel, type TimingRow, timingColumns } from './timing.ts';
import { TimingView } from './timing-view.ts';

/** The page is drawn this often, ms; pedals need more than times. */
const drawnEveryMs = 100;
const words = { interval: 'Interval', gap: 'Gap', best: 'Best lap' } as const;

class TimingPage {
  readonly #options: TimingPageOptions;
  readonly #model = new TimingModel();
  readonly #view = new TimingView((row) => this.#follow(row));
  readonly #markView = marker(document.body, 'view');
  /** Narrow screens show one of the columns. */
  readonly #markColumn = marker(byId('timing-table'), 'column');
  #column: TimingColumn = 'interval';
  #link: CarsLink | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unwatch: () => void = () => {};

  constructor(options: TimingPageOptions) {
    this.#options = options;
    const query = new URLSearchParams(location.search);
    this.#model.followed = query.get('follow');
    byId('view-car').addEventListener('click', () => this.#choose('car'));
    byId('view-timing').addEventListener('click', () => this.#choose('timing'));
    byId('timing-column').addEventListener('click', () => this.#nextColumn());
    shower(byId('views'))(true);
    const asked = query.get('view');
    // The race of a server has no car to show.
    const isTiming = asked === 'timing' || (asked === null && !options.hasCar());
    this.#setView(isTiming ? 'timing' : 'car');
  }

  #choose(view: WatchView): void {
    this.#setView(view);
    keepInAddress('view', view);
  }

  #setView(view: WatchView): void {
    this.#markView(view);
    byId('view-car').setAttribute('aria-pressed', String(view === 'car'));
    byId('view-timing').setAttribute('aria-pressed', String(view === 'timing'));
    this.#options.onView(view);
    if (view === 'timing') this.#open();
    else this.#close();
  }

  #open(): void {
    if (this.#link !== null) return;
    const link = this.#options.openLink();
    this.#link = link;
    this.#unwatch = watchShown((shown) => link.setVisible(shown));
    this.#timer = setInterval(() => this.#draw(), drawnEveryMs);
  }

  #close(): void {
    clearInterval(this.#timer);
    this.#unwatch();
    this.#link?.stop();
    this.#link = null;
  }

  #draw(): void {
    if (document.visibilityState !== 'visible') return;
    const nowMs = performance.now();
    const grid = this.#link?.grid(nowMs) ?? null;
    byId('timing-none').hidden = grid !== null;
    byId('timing-table').hidden = grid === null;
    if (grid !== null) this.#view.show(this.#model.read(grid, nowMs));
  }

  #follow({ id }: TimingRow): void {
    const grid = this.#link?.grid(performance.now());
    const driver = grid?.cars.find((car) => car.id === id)?.driver ?? null;
    // A second tap lets go of the driver.
    this.#model.followed = this.#model.followed === driver ? null : driver;
    keepInAddress('follow', this.#model.followed);
    this.#draw();
  }

  #nextColumn(): void {
    const at = timingColumns.indexOf(this.#column);
    this.#column = timingColumns[(at + 1) % timingColumns.length]!;
    byId('timing-column-word').textContent = words[this.#column];
    this.#markColumn(this.#column);
  }
}

/** The page opens the same way again. */
function keepInAddress(name: string, value: string | null): void {
  const address = new URL(location.href);
  if (value === null) address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  history.replaceState(null, '', address.pathname + address.search);
}

/** Opens the page and the choice between it and the car. */
export function openTiming(options: TimingPageOptions): void {
  new TimingPage(options);
}
