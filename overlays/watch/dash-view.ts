/** Writes car, times and race into the page. Decides nothing. */
import type { DeltaPicture } from '../core/reading/delta.ts';
import type { LapTimerPicture } from '../core/reading/lap-timer.ts';
import type { WatchDashPicture } from './dash.ts';
import { bar, byId, made, marker, shower, texter } from './dom.ts';

const noTime = '–:––.–––';
const unknown = '–';

export class WatchDashView {
  readonly #text = {
    gear: texter('gear'),
    speed: texter('speed'),
    rpm: texter('rpm'),
    throttle: texter('throttle'),
    brake: texter('brake'),
    delta: texter('delta'),
    deltaLabel: texter('delta-label'),
    currentLabel: texter('current-label'),
    current: texter('current'),
    last: texter('last'),
    best: texter('best'),
    position: texter('position'),
    lap: texter('lap'),
    fuel: texter('fuel'),
    fuelLaps: texter('fuel-laps'),
    left: texter('left'),
    flag: texter('flag'),
  };
  readonly #bars = {
    revs: bar('revs'),
    throttle: bar('throttle-bar'),
    brake: bar('brake-bar'),
    delta: bar('delta-bar'),
  };
  readonly #limiter = marker(byId('dash'), 'limiter');
  readonly #side = marker(parentOf('delta'), 'side');
  readonly #verdict = marker(parentOf('current'), 'verdict');
  readonly #lastVerdict = marker(parentOf('last'), 'verdict');
  /** Times above an hour are set smaller. */
  readonly #long = marker(byId('times'), 'long');
  readonly #showLeft = shower(byId('left-tile'));
  readonly #showFlag = shower(byId('flag-tile'));
  readonly #revs = byId('revs').parentElement!;
  readonly #fuelTile = byId('fuel-tile');
  readonly #sectors: { mark(value: string): void; time: HTMLElement; delta: HTMLElement }[] = [];
  #shiftShare = Number.NaN;

  show(picture: WatchDashPicture): void {
    this.#showCar(picture);
    this.#showTimes(picture);
    const { session, lap, fuel, fuelLaps, fuelLow } = picture;
    this.#text.position(session.position === null ? unknown : `P${session.position}`);
    this.#text.lap(lap ?? unknown);
    this.#text.fuel(fuel === null ? unknown : `${fuel} L`);
    this.#text.fuelLaps(fuelLaps === null ? '' : `· ${fuelLaps} laps`);
    this.#fuelTile.classList.toggle('low', fuelLow);
    this.#showLeft(session.timeLeft !== null);
    this.#text.left(session.timeLeft ?? '');
    this.#showFlag(session.flag !== null);
    this.#text.flag(session.flag ?? '');
  }

  #showCar(picture: WatchDashPicture): void {
    const { throttle, brake, delta } = picture;
    this.#text.gear(picture.gear);
    this.#text.speed(picture.speed ?? unknown);
    this.#text.rpm(picture.rpm);
    this.#bars.revs(1 - picture.rpmShare);
    if (picture.shiftShare !== this.#shiftShare) {
      this.#shiftShare = picture.shiftShare;
      this.#revs.style.setProperty('--shift', String(picture.shiftShare));
    }
    this.#limiter(picture.limiter === 'off' ? '' : picture.limiter);
    this.#bars.throttle(throttle ?? 0);
    this.#bars.brake(brake ?? 0);
    this.#text.throttle(throttle === null ? unknown : `${Math.round(throttle * 100)} %`);
    this.#text.brake(brake === null ? unknown : `${Math.round(brake * 100)} %`);
    this.#text.delta(minus(delta.text ?? unknown));
    const { referenceLap } = delta;
    this.#text.deltaLabel(referenceLap === null ? 'To the best lap' : `To lap ${referenceLap}`);
    this.#side(delta.side === 'even' ? '' : delta.side);
    this.#bars.delta(delta.share);
  }

  #showTimes({ timer, delta }: WatchDashPicture): void {
    this.#long(isLong(timer, delta) ? 'yes' : '');
    this.#text.currentLabel(timer.held ? `Lap ${timer.lap} done` : 'This lap');
    this.#text.current(timer.time ?? noTime);
    this.#verdict(timer.verdict === 'plain' ? '' : timer.verdict);
    this.#text.last(timer.last ?? noTime);
    this.#lastVerdict(timer.lastVerdict === 'plain' ? '' : timer.lastVerdict);
    this.#text.best(timer.best ?? noTime);
    while (this.#sectors.length < timer.sectors.length) this.#addSector();
    timer.sectors.forEach(({ time, delta, verdict }, i) => {
      const sector = this.#sectors[i]!;
      write(sector.time, time ?? unknown);
      write(sector.delta, minus(delta));
      sector.mark(verdict === 'plain' ? '' : verdict);
    });
  }

  #addSector(): void {
    const item = made('li');
    const head = made('span');
    const delta = made('span');
    const time = made('b', unknown);
    head.append(made('span', `S${this.#sectors.length + 1}`), delta);
    item.append(head, time);
    byId('sectors').append(item);
    this.#sectors.push({ mark: marker(item, 'verdict'), time, delta });
  }
}

/** True if one of the texts exceeds its room. */
function isLong({ time, last, best, sectors }: LapTimerPicture, delta: DeltaPicture): boolean {
  const longer = (text: string | null, chars: number): boolean => (text?.length ?? 0) > chars;
  return (
    [time, last, best].some((text) => longer(text, 9)) ||
    longer(delta.text, 7) ||
    sectors.some((sector) => longer(sector.time, 8))
  );
}

/** A minus sign that is as wide as the plus. */
function minus(text: string): string {
  return text.replace('-', '−');
}

function parentOf(id: string): HTMLElement {
  return byId(id).parentElement!;
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
