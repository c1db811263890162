/** How old the pictures of a page are and how many it draws, measured in a real browser. */
import { expect, test } from 'vitest';
import { expectClean } from '../../../support/browser.ts';
import { need } from '../../../support/need.ts';
import { eachPageRig, moving } from './page-rig.ts';
import { stats } from './probe-pages.ts';

need('chromium')('the timing of a page in a real browser', () => {
  const on = eachPageRig();

  test('reports ages by synchronised clocks, pictures, frames and renderer', async () => {
    const one = await on.rig.openDriven('debug', 90);
    const reported = await stats(one);
    expect(reported).toMatchObject({ connected: true, sessionID: 's1' });
    expect(reported.framesReceived).toBeGreaterThan(60);
    expect(reported.ageMs.p50).toBeGreaterThan(5);
    expect(reported.ageMs.p50).toBeLessThan(200);
    expect(reported.ageMs.p99).toBeGreaterThanOrEqual(reported.ageMs.p50!);
    // The browser of the tests has no GPU: WebGL is software there, and a 2D canvas is used.
    expect(reported.renderer).toMatch(/^canvas \((WebGL is software|no WebGL)/);
    const panel = await one.page.textContent('#debug');
    expect(panel).toContain('session s1: driving');
    expect(panel).toMatch(/age [\d.]+ ms, p99 [\d.]+ ms/);
    expect((await on.rig.probe(one)).backwards).toBe(0);
    expectClean(one);
  });

  test('?fps=10 is kept to', async () => {
    const one = await on.rig.open('fps=10');
    await on.rig.relay.viewer();
    on.rig.drive(moving);
    await on.rig.untilDrawn(one, 5);
    const first = await stats(one);
    await one.page.waitForTimeout(1500);
    const drawn = (await stats(one)).framesDrawn - first.framesDrawn;
    expect(drawn).toBeGreaterThanOrEqual(11);
    expect(drawn).toBeLessThanOrEqual(17);
  });

  test('?delay=300 is kept to', async () => {
    const one = await on.rig.open('delay=300');
    await on.rig.relay.viewer();
    on.rig.drive(moving);
    await on.rig.untilDrawn(one, 60);
    const { ageMs } = await stats(one);
    expect(ageMs.p50).toBeGreaterThan(295);
    expect(ageMs.p50).toBeLessThan(500);
  });
});
