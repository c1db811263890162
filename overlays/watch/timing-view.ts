/** Draws the timing page of `/watch`: rows that move to their new places, and the card of the followed driver. */
import { bar, byId, made, marker, shower, texters } from './dom.ts';
import { type FollowedCar, type TimingPicture, type TimingRow, timingColumns } from './timing.ts';

const movesMs = 450;

interface RowElements {
  readonly item: HTMLElement;
  readonly button: HTMLElement;
  readonly show: (row: TimingRow) => void;
}

export class TimingView {
  readonly #tower = byId('tower');
  readonly #rows = new Map<number, RowElements>();
  readonly #onFollow: (row: TimingRow) => void;
  readonly #followed = new FollowedView();
  readonly #showHint = shower(byId('timing-hint'));
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');

  /** @param onFollow the viewer chose a driver */
  constructor(onFollow: (row: TimingRow) => void) {
    this.#onFollow = onFollow;
  }

  show({ rows, followed }: TimingPicture): void {
    const there = new Set(rows.map(({ id }) => id));
    for (const [id, { item }] of this.#rows) {
      if (there.has(id)) continue;
      item.remove();
      this.#rows.delete(id);
    }
    for (const row of rows) this.#elementsOf(row).show(row);
    this.#arrange(rows);
    this.#followed.show(followed);
    this.#showHint(followed === null);
  }

  #elementsOf(row: TimingRow): RowElements {
    let elements = this.#rows.get(row.id);
    if (elements === undefined) {
      elements = rowElements((shown) => this.#onFollow(shown));
      this.#rows.set(row.id, elements);
    }
    return elements;
  }

  /** Puts the rows in order. Rows that change places slide there. */
  #arrange(rows: readonly TimingRow[]): void {
    const items = rows.map(({ id }) => this.#rows.get(id)!.item);
    const isSame = items.every((item, i) => this.#tower.children[i] === item);
    if (isSame) return;
    const focused = document.activeElement;
    const before = new Map(items.map((item) => [item, item.isConnected ? item.offsetTop : null]));
    this.#tower.replaceChildren(...items);
    if (focused instanceof HTMLElement && this.#tower.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
    if (this.#still.matches) return;
    for (const item of items) {
      const top = before.get(item);
      if (top === null || top === undefined || top === item.offsetTop) continue;
      const from = { transform: `translateY(${top - item.offsetTop}px)` };
      item.animate([from, { transform: 'none' }], { duration: movesMs, easing: 'ease-out' });
    }
  }
}

function rowElements(onFollow: (row: TimingRow) => void): RowElements {
  const item = made('li');
  const button = made('button', '', 'row');
  button.setAttribute('type', 'button');
  const place = made('b', '', 'place');
  const driver = made('span', '', 'driver');
  const name = made('span', '', 'name');
  const gained = made('span', '', 'gained');
  const badge = made('span', '', 'badge');
  driver.append(name, ' ', gained, ' ', badge);
  const figures = timingColumns.map((column) => made('b', '', `figure ${column}`));
  const last = made('b', '', 'lap-time');
  // Blanks keep the parts apart for screen readers.
  button.append(place, ' ', driver);
  for (const figure of [...figures, last]) button.append(' ', figure);
  item.append(button);
  let shown: TimingRow | null = null;
  button.addEventListener('click', () => {
    if (shown !== null) onFollow(shown);
  });
  const show = (row: TimingRow) => {
    const was = shown;
    shown = row;
    const text = (element: HTMLElement, now: string, before: string | undefined) => {
      if (now !== before) element.textContent = now;
    };
    text(place, row.place, was?.place);
    text(name, row.name, was?.name);
    timingColumns.forEach((column, i) => {
      text(figures[i]!, row[column], was?.[column]);
    });
    text(last, row.last, was?.last);
    text(badge, row.badge, was?.badge);
    if (row.gained !== was?.gained) {
      gained.textContent = row.gained === 0 ? '' : String(Math.abs(row.gained));
      gained.dataset.side = row.gained > 0 ? 'gain' : row.gained < 0 ? 'loss' : '';
    }
    if (row.isFollowed !== was?.isFollowed) {
      button.setAttribute('aria-pressed', String(row.isFollowed));
    }
    if (row.isOwn !== was?.isOwn) item.classList.toggle('is-own', row.isOwn);
    if (row.badge !== was?.badge) item.dataset.state = row.badge.toLowerCase();
    figures.at(-1)!.dataset.verdict = row.bestVerdict;
    last.dataset.verdict = row.lastVerdict;
    if (row.colour !== was?.colour) {
      if (row.colour === '') item.style.removeProperty('--team');
      else item.style.setProperty('--team', row.colour);
    }
  };
  return { item, button, show };
}

class FollowedView {
  readonly #show = shower(byId('followed'));
  readonly #text = texters('followed-', [
    'place',
    'name',
    'below',
    'ahead',
    'ahead-gap',
    'behind',
    'behind-gap',
    'lap',
    'last',
    'best',
    'stops',
    'gear',
    'fuel',
  ]);
  readonly #lastVerdict = marker(byId('followed-last'), 'verdict');
  readonly #bestVerdict = marker(byId('followed-best'), 'verdict');
  readonly #showStops = shower(byId('followed-stops-tile'));
  readonly #showFeet = shower(byId('followed-feet'));
  readonly #throttle = bar('followed-throttle');
  readonly #brake = bar('followed-brake');

  show(car: FollowedCar | null): void {
    this.#show(car !== null);
    if (car === null) return;
    this.#text.place(car.place);
    this.#text.name(car.name);
    this.#text.below(car.below);
    this.#text.ahead(car.ahead?.name ?? '');
    this.#text['ahead-gap'](car.ahead?.gap ?? '–');
    this.#text.behind(car.behind?.name ?? '');
    this.#text['behind-gap'](car.behind?.gap ?? '–');
    this.#text.lap(car.lap);
    this.#text.last(car.last);
    this.#text.best(car.best);
    this.#lastVerdict(car.lastVerdict);
    this.#bestVerdict(car.bestVerdict);
    this.#showStops(car.stops !== null);
    this.#text.stops(car.stops ?? '');
    this.#showFeet(car.feet !== null);
    if (car.feet === null) return;
    this.#text.gear(car.feet.gear);
    this.#text.fuel(car.feet.fuel);
    this.#throttle(car.feet.throttle);
    this.#brake(car.feet.brake);
  }
}
