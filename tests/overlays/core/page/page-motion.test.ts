/** How an overlay comes and goes in a real browser, and that it does so at once where less motion is asked for. */
import { expect, test } from 'vitest';
import { expectClean, type OpenedPage, untilTrue } from '../../../support/browser.ts';
import { need } from '../../../support/need.ts';
import { eachPageRig, hostStyle, moving } from './page-rig.ts';

declare global {
  var seenPoses: string[];
}

/** Notes the clip of the overlay's element with every animation frame in which it may be seen. */
async function notePoses({ page }: OpenedPage): Promise<void> {
  await page.evaluate(() => {
    globalThis.seenPoses = [];
    const host = document.querySelector('canvas')!.parentElement!;
    const note = () => {
      const { clipPath, visibility } = getComputedStyle(host);
      if (visibility === 'visible') globalThis.seenPoses.push(clipPath);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
}

/** Shares of the width that were cut off at the right, %. */
async function cutAtTheRight({ page }: OpenedPage): Promise<number[]> {
  const poses = await page.evaluate(() => globalThis.seenPoses);
  return poses.flatMap((pose) => {
    const right = /^inset\(\S+ ([\d.]+)%/.exec(pose)?.[1];
    return right === undefined ? [] : [Number(right)];
  });
}

need('chromium')('an overlay of a theme that wipes', () => {
  const on = eachPageRig();

  /** Driven, hidden by the menu, and shown again. */
  async function shownAgain(options = {}): Promise<OpenedPage> {
    const one = await on.rig.openOverlay('probe?theme=world-feed', options);
    await on.rig.relay.viewer();
    on.rig.drive(moving);
    await on.rig.untilDrawn(one, 10);
    await untilTrue(one, `${hostStyle}.visibility === 'visible'`);
    on.rig.relay.setSession({ ...on.rig.relay.session!, status: 'menu' });
    await untilTrue(one, `${hostStyle}.visibility === 'hidden'`);
    await notePoses(one);
    on.rig.relay.setSession({ ...on.rig.relay.session!, status: 'driving' });
    await untilTrue(one, `${hostStyle}.visibility === 'visible'`);
    await untilTrue(one, 'globalThis.seenPoses.length > 90');
    return one;
  }

  test('comes in from the left, and rests without a clip', async () => {
    const one = await shownAgain();
    const cuts = await cutAtTheRight(one);
    expect(cuts.some((cut) => cut > 1 && cut < 99)).toBe(true);
    const coming = cuts.filter((cut) => cut < 100);
    expect(coming).toEqual([...coming].sort((a, b) => b - a));
    expect(await one.page.evaluate(() => globalThis.seenPoses.at(-1))).toBe('none');
    expectClean(one);
  });

  test('is there at once for viewers who ask for less motion', async () => {
    const one = await shownAgain({ reducedMotion: 'reduce' });
    const cuts = await cutAtTheRight(one);
    expect(cuts.filter((cut) => cut > 0)).toEqual([]);
    expect(await one.page.evaluate(`${hostStyle}.opacity`)).toBe('1');
  });
});
