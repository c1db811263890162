/** Marking a moment while a car is driven, in a real browser: the button on the home room, then the laps room. */
import { beforeAll, expect, test } from 'vitest';
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { MomentList } from '../../protocol/marked-moment.ts';
import { need } from '../support/need.ts';
import { axeFindings, fitsWidth, goTo, openPanel, widths } from '../support/panel.ts';
import { built, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

const facts = { driverName: 'Niki', track: 'sq_hollowmere', car: 'sq_gt', trackLengthM: 4_383 };

/** Two laps of the demo car and the beginning of a third. */
function drivenFrames(): Frame[] {
  const frames: Frame[] = [];
  for (const { frame } of timeLapse({ seed: 4, pitEveryLaps: 0, spoiltLap: 0 }, 600, 30)) {
    frames.push(frame);
    if (frame.lap! > 2 && frame.trackPosition! > 0.02) break;
  }
  return frames;
}

async function publish(url: string, frames: readonly Frame[]): Promise<void> {
  for (const lap of new Set(frames.map((frame) => frame.lap!))) {
    const ofLap = frames.filter((frame) => frame.lap === lap);
    for (let i = 0; i < ofLap.length; i += limits.batchFramesMax) {
      const response = await fetch(`${url}/ingest?session_id=RACE&lap=${lap}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(ofLap.slice(i, i + limits.batchFramesMax)),
      });
      expect(response.status).toBe(200);
    }
  }
}

async function moments(url: string): Promise<MomentList['moments']> {
  const response = await fetch(`${url}/api/sessions/RACE/moments`);
  return ((await response.json()) as MomentList).moments;
}

need('chromium')('marked moments in the panel', () => {
  test('are marked on the home room, and noted, shown and deleted in the laps room', async () => {
    const url = await run(['relay', '--port', '0', '--db', 'sqlite:laps.db']).url();
    await fetch(`${url}/api/sessions/RACE`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(facts),
    });
    const frames = drivenFrames();
    const middle = frames.findIndex((frame) => frame.lap === 2 && frame.trackPosition! > 0.5);
    const { page, errors, foreign } = await openPanel(url, { withoutFirstRun: true });
    expect(await page.getByRole('button', { name: 'Mark this moment' }).count()).toBe(0);

    await publish(url, frames.slice(0, middle));
    await page.getByRole('button', { name: 'Mark this moment' }).click();
    await page.getByText(/^Moment marked: lap 2, /).waitFor();
    await publish(url, frames.slice(middle));
    await until('the moment is stored', async () => (await moments(url)).length > 0);
    expect(await moments(url)).toMatchObject([{ lap: 2, note: '' }]);

    await goTo(page, 'Laps');
    await page.getByRole('link', { name: 'Hollowmere' }).click();
    const note = page.getByRole('textbox', { name: /^Note of lap 2, / });
    await note.fill('spin at the hairpin');
    await note.press('Enter');
    await until('the note is stored', async () => {
      return (await moments(url))[0]?.note === 'spin at the hairpin';
    });
    await page.getByRole('button', { name: /^Show lap 2, / }).click();
    await page.locator('[data-chart="speed"]').waitFor();
    await page.getByRole('img', { name: /^The track/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: widths.phone, height: 800 });
    expect(await fitsWidth(page)).toBe(true);
    expect(await page.getByRole('link', { name: 'CSV', exact: true }).first().isVisible()).toBe(
      true,
    );

    await page.getByRole('button', { name: /^Delete the moment of lap 2, / }).click();
    await until('it is gone', async () => (await moments(url)).length === 0);
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  });
});
