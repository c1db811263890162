/** What a page draws on, and whether it is seen: sizes, drawing contexts that get lost, browsers without WebGL, hidden pages. */
import { expect, test } from 'vitest';
import { openBrowser } from '../../../../scripts/browser.ts';
import {
  browserFlags,
  expectClean,
  openPage,
  pictureOf,
  untilTrue,
} from '../../../support/browser.ts';
import { Cdp } from '../../../support/cdp.ts';
import { withTest } from '../../../support/clean-up.ts';
import { need } from '../../../support/need.ts';
import { eachPageRig, hostStyle, moving, steady } from './page-rig.ts';
import { stats } from './probe-pages.ts';

need('chromium')('the canvas of a page in a real browser', () => {
  const on = eachPageRig();

  test('hidden by OBS it receives no frames and stops; shown again it continues with the newest', async () => {
    const one = await on.rig.open();
    const viewer = await on.rig.relay.viewer();
    on.rig.drive(moving);
    await on.rig.untilDrawn(one, 10);
    const setVisible = (visible: boolean) =>
      one.page.evaluate(
        (detail) => {
          window.dispatchEvent(new CustomEvent('obsSourceVisibleChanged', { detail }));
        },
        { visible },
      );
    await setVisible(false);
    await on.rig.relay.until(() => viewer.visible.at(-1) === false);
    const hidden = await on.rig.probe(one);
    const { framesReceived } = await stats(one);
    await untilTrue(one, `globalThis.sequential.stats().framesReceived > ${framesReceived + 60}`);
    expect((await on.rig.probe(one)).updates).toBe(hidden.updates);
    await setVisible(true);
    await on.rig.relay.until(() => viewer.visible.at(-1) === true);
    await on.rig.until(one, (record) => record.updates > 20);
    const shown = await on.rig.probe(one);
    // What came while it was hidden is not drawn after the fact.
    expect(shown.passed - hidden.passed).toBeLessThan(45);
    expect(shown.backwards).toBe(0);
  });

  test('a change of the source’s size builds a sharp picture of the new size', async () => {
    const one = await on.rig.open('', 2);
    await on.rig.relay.viewer();
    on.rig.drive(steady);
    await on.rig.untilDrawn(one, 1);
    expect((await on.rig.probe(one)).size).toBe('400x200@2');
    await one.page.setViewportSize({ width: 900, height: 300 });
    await on.rig.until(one, (record) => record.size === '600x300@2');
    await untilTrue(one, `${hostStyle}.opacity === '1'`);
    const picture = await pictureOf(one.page);
    expect([picture.width, picture.height]).toEqual([1800, 600]);
    // In the middle of the wider source: 150 CSS pixels free on each side, the bar half of 600 long.
    expect(picture.at(290, 300)[3]).toBe(0);
    expect(picture.at(310, 300)).toEqual([0, 0, 255, 255]);
    expect(picture.at(890, 300)).toEqual([0, 0, 255, 255]);
    expect(picture.at(910, 300)[3]).toBe(0);
    expectClean(one);
  });

  test('a lost drawing context is hidden, and everything is rebuilt when it returns', async () => {
    const one = await on.rig.openDriven('renderer=webgl', 1, steady);
    expect((await stats(one)).renderer).toMatch(/^webgl/);
    const { created } = await on.rig.probe(one);
    const hidden = await one.page.evaluate(async () => {
      const canvas = document.querySelector('canvas')!;
      const loss = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
      const lost = new Promise((resolve) => canvas.addEventListener('webglcontextlost', resolve));
      loss.loseContext();
      await lost;
      Object.assign(window, { loss });
      return canvas.style.visibility;
    });
    expect(hidden).toBe('hidden');
    expect((await pictureOf(one.page)).at(100, 100)).toEqual([0, 0, 0, 0]);
    await one.page.evaluate('window.loss.restoreContext()');
    await untilTrue(one, `globalThis.probe.created === ${created + 1}`);
    await expect
      .poll(async () => (await pictureOf(one.page)).at(100, 100))
      .toEqual([0, 0, 255, 255]);
    expectClean(one);
  });

  test('a drawing context that does not return is replaced by a plain canvas', async () => {
    const one = await on.rig.openDriven('renderer=webgl', 1, steady);
    await one.page.evaluate(
      `document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()`,
    );
    await untilTrue(one, `globalThis.sequential.stats().renderer.startsWith('canvas')`);
    await expect
      .poll(async () => (await pictureOf(one.page)).at(100, 100))
      .toEqual([0, 0, 255, 255]);
    expectClean(one);
  });

  test('a hidden page draws no pictures and jumps to the newest frame when it is visible', async () => {
    const cdp = await Cdp.launch();
    try {
      const tab = await cdp.tab(`${on.rig.relay.address}/overlays/probe`);
      const viewer = await on.rig.relay.viewer();
      on.rig.drive(moving);
      await tab.until('globalThis.sequential?.stats().framesDrawn > 10');
      await tab.setWindow('minimized');
      await tab.until(`document.visibilityState === 'hidden'`);
      await on.rig.relay.until(() => viewer.visible.at(-1) === false);
      const updates = await tab.evaluate<number>('globalThis.probe.updates');
      await tab.until('globalThis.sequential.stats().framesReceived > 100');
      expect(await tab.evaluate('globalThis.probe.updates')).toBe(updates);
      const passed = await tab.evaluate<number>('globalThis.probe.passed');
      await tab.setWindow('normal');
      await on.rig.relay.until(() => viewer.visible.at(-1) === true);
      await tab.until(`globalThis.probe.updates > ${updates + 5}`);
      const now = await tab.evaluate<number>('globalThis.probe.passed');
      expect(now - passed).toBeLessThan(60);
      expect(await tab.evaluate('globalThis.probe.backwards')).toBe(0);
    } finally {
      await cdp.close();
    }
  });

  test('without any WebGL it draws with a plain canvas', async () => {
    const browser = await openBrowser([...browserFlags, '--disable-3d-apis']);
    withTest(() => browser.close());
    const one = await openPage(`${on.rig.relay.address}/overlays/probe`, { browser });
    await on.rig.relay.viewer();
    on.rig.drive(steady);
    await on.rig.untilDrawn(one, 1);
    expect((await stats(one)).renderer).toBe('canvas (no WebGL)');
    await expect
      .poll(async () => (await pictureOf(one.page)).at(100, 100))
      .toEqual([0, 0, 255, 255]);
  });
});
