/** The lower row of the dash: times, fuel, tyres, lap and place, each under its label. */

import type { Kit } from '../core/draw/kit.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { verdictInks, warningInk } from '../core/draw/verdicts.ts';
import type { CellPlace } from './layout.ts';
import type { CellName, DashPicture } from './model.ts';
import { createTyreCell, type TyreCell } from './tyre-cell.ts';

const patterns: Readonly<Record<Exclude<CellName, 'tyres'>, string>> = {
  last: '0:00.000',
  best: '0:00.000',
  fuel: '00.0',
  'laps-left': '00.0',
  lap: '0',
  position: '0',
};

export class CellRow {
  readonly #figures = new Map<CellName, Figures>();
  readonly #tyres: TyreCell | null = null;
  readonly #litres = new Readout(0.1, 500, 1);
  readonly #laps = new Readout(0.1, 500, 1);

  constructor(kit: Kit, places: readonly CellPlace[]) {
    const inks = { ...verdictInks(kit.theme), low: warningInk(kit.theme) };
    const { figure: cap, label } = kit.sizes;
    for (const { name, x, width, labelY, valueY } of places) {
      if (name === 'tyres') {
        const top = labelY - label / 2;
        const box = { x: x - width / 2, y: top, width, height: valueY + cap / 2 - top };
        this.#tyres = createTyreCell(kit, box);
        continue;
      }
      const pattern = patterns[name];
      const sheet = new FiguresSheet(kit, { cap: cap + 2, pattern, inks, width });
      this.#figures.set(name, sheet.row(x, valueY, 'center'));
    }
  }

  set(picture: DashPicture, nowMs: number): void {
    const { timer, litres, lapsLeft, isFuelLow, lap, position, wheels } = picture;
    const set = (name: CellName, text: string | null, ink = 'plain') =>
      this.#figures.get(name)?.set(text, ink);
    set('last', timer.last, timer.lastVerdict === 'best' ? 'best' : 'plain');
    set('best', timer.best, timer.best === null ? 'plain' : 'best');
    const fuelInk = isFuelLow ? 'low' : 'plain';
    set('fuel', this.#litres.text(litres, nowMs), fuelInk);
    set('laps-left', this.#laps.text(lapsLeft, nowMs), fuelInk);
    set('lap', lap);
    set('position', position);
    this.#tyres?.set(wheels, nowMs);
  }
}
