import { expect, test } from 'vitest';
import { expectClean, openPage, pictureOf, untilTrue } from '../../../support/browser.ts';
import { need } from '../../../support/need.ts';
import { eachPageRig, hostStyle, layoutPath, moving, steady } from './page-rig.ts';
import { stats } from './probe-pages.ts';

need('chromium')('a page in a real browser', () => {
  const on = eachPageRig();

  test('requests what it needs, draws what arrives, and contacts no other machine', async () => {
    const one = await on.rig.open();
    const viewer = await on.rig.relay.viewer();
    expect(viewer.hello).toMatchObject({
      overlay: 'probe',
      build: 'build-of-the-test',
      channels: ['speedKmh', 'gear', 'gas'],
      hz: 0,
    });
    on.rig.drive(steady);
    await untilTrue(one, 'globalThis.sequential?.stats().framesReceived > 30');
    await on.rig.untilDrawn(one, 1);
    const picture = await pictureOf(one.page);
    expect(picture.at(100, 100)).toEqual([0, 0, 255, 255]);
    expect(picture.at(300, 100)).toEqual([0, 0, 0, 0]);
    expectClean(one);
  });

  test('shows why it is refused, and continues by itself when it is allowed', async () => {
    const reason = 'A page of race.example may not watch. Start the relay with --allow-host.';
    on.rig.relay.refusal = { code: 4403, reason };
    const one = await on.rig.open('debug');
    await untilTrue(
      one,
      `document.getElementById('debug').textContent.includes('refused: A page')`,
    );
    expect((await stats(one)).refusal).toBe(reason);
    on.rig.relay.refusal = null;
    await on.rig.relay.viewer();
    await untilTrue(one, `!document.getElementById('debug').textContent.includes('refused')`);
    expect(await stats(one)).toMatchObject({ connected: true, refusal: null });
  });

  test.each([
    ['a theme of the user', 'mine', /^\/themes\//],
    ['a font', 'hairline', /^\/assets\/fonts\//],
  ])('%s that did not come is there when the relay is back', async (_what, theme, cutOff) => {
    const { relay } = on.rig;
    relay.setTheme('mine', JSON.stringify({ name: 'mine', title: 'Mine' }));
    relay.cutOff = cutOff;
    const one = await on.rig.open(`theme=${theme}`);
    await expect.poll(() => one.errors.join()).toContain('Sequential: The');
    await on.rig.until(one, ({ created }) => created > 0);
    await on.rig.restart();
    const isThere = `globalThis.probe.theme === '${theme}' && globalThis.probe.hasFonts`;
    await untilTrue(one, isThere);
  });

  test.each(['the layout itself', 'all that its page loads later'])(
    '%s that did not come is there when the relay is back',
    async (what) => {
      const { rig } = on;
      const address = rig.relay.address + rig.serveLayout();
      if (what === 'the layout itself') rig.relay.cutOff = new RegExp(`^${layoutPath}$`);
      else {
        const before = await openPage(address);
        await rig.until(before, ({ created }) => created > 0);
        await before.close();
        rig.cutOffLater();
      }
      const one = await openPage(address);
      await expect.poll(() => one.errors.join()).toContain('Sequential: The');
      await rig.restart();
      await rig.until(one, ({ created, hasFonts }) => created > 0 && hasFonts);
    },
  );

  test('code that never comes loads the page again ten times and no more', async () => {
    const { rig } = on;
    const path = rig.serveLayout();
    const whole = await openPage(rig.relay.address + path);
    await rig.until(whole, ({ created }) => created > 0);
    await whole.close();
    rig.cutOffLater({ andSockets: false });
    rig.relay.requests = [];
    const one = await openPage(`${rig.relay.address}${path}?debug`);
    const loads = () => rig.relay.requests.filter((request) => request === path).length;
    const welcomeAgain = () => {
      for (const { socket } of rig.relay.viewers.splice(0)) socket.terminate();
    };
    await expect
      .poll(() => {
        welcomeAgain();
        return loads();
      })
      .toBe(11);
    const debug = `document.getElementById('debug')?.textContent`;
    await untilTrue(one, `${debug}?.includes('could not be started')`);
    welcomeAgain();
    await rig.relay.viewer();
    await untilTrue(one, 'globalThis.sequential?.stats().connected');
    expect(loads()).toBe(11);
  });

  test('a picture stays while something that it lacks is asked for again', async () => {
    const { relay } = on.rig;
    relay.cutOff = /^\/assets\/fonts\//;
    const one = await on.rig.openDriven();
    await expect.poll(() => one.errors.join()).toContain('Sequential: The font');
    await one.page.evaluate(`document.querySelector('canvas').id = 'first'`);
    await on.rig.restart();
    await on.rig.until(one, ({ hasFonts }) => hasFonts);
    expect(await one.page.evaluate(`document.querySelector('canvas').id`)).toBe('first');
    expect(await one.page.evaluate(`document.querySelectorAll('canvas').length`)).toBe(1);
  });

  test('draws nothing while nothing changes, although frames come', async () => {
    const one = await on.rig.openDriven('', 1, () => ({ speedKmh: 0, gear: 0 }));
    const { framesReceived } = await stats(one);
    // Extrapolation past the newest sample stops within a few frames.
    await untilTrue(one, `globalThis.sequential.stats().framesReceived > ${framesReceived + 30}`);
    const before = { ...(await stats(one)), ...(await on.rig.probe(one)) };
    await untilTrue(
      one,
      `globalThis.sequential.stats().framesReceived > ${before.framesReceived + 60}`,
    );
    const after = { ...(await stats(one)), ...(await on.rig.probe(one)) };
    expect(after.framesDrawn).toBe(before.framesDrawn);
    expect(after.updates).toBe(before.updates);
  });

  test('reconnects after the relay was killed and restarted', async () => {
    const one = await on.rig.openDriven();
    await on.rig.relay.stop();
    await untilTrue(one, '!globalThis.sequential.stats().connected');
    await on.rig.relay.start();
    await on.rig.relay.viewer();
    const { framesDrawn } = await stats(one);
    await on.rig.untilDrawn(one, framesDrawn + 20);
    expect(await stats(one)).toMatchObject({ connected: true, sessionID: 's1' });
    expect((await on.rig.probe(one)).resets).toBe(1);
    expectClean(one);
  });

  test('opened before any session, it stays empty and shows the session when it begins', async () => {
    on.rig.relay.session = null;
    on.rig.relay.state = null;
    const one = await on.rig.open();
    await on.rig.relay.viewer();
    await untilTrue(one, 'globalThis.sequential?.stats().renderer');
    expect((await pictureOf(one.page)).at(50, 100)).toEqual([0, 0, 0, 0]);
    on.rig.relay.setSession(on.rig.session('s2'), { speedKmh: 400, gear: 1 });
    await on.rig.until(one, (record) => record.status === 'driving');
    await untilTrue(one, `${hostStyle}.opacity === '1'`);
    expect((await pictureOf(one.page)).at(390, 100)).toEqual([0, 255, 0, 255]);
  });

  test('another session resets the view, another car rebuilds it', async () => {
    const one = await on.rig.openDriven();
    const { created } = await on.rig.probe(one);
    on.rig.relay.setSession(on.rig.session('s2', { facts: { maxRpm: 4000 } }));
    await on.rig.until(one, (record) => record.resets === 2);
    expect(await stats(one)).toMatchObject({ sessionID: 's2' });
    const record = await on.rig.probe(one);
    expect(record.created).toBe(created + 1);
    expect(record.destroyed).toBe(record.created - 1);
    on.rig.relay.setSession(on.rig.session('s2', { facts: { maxRpm: 4000, driverName: 'Ana' } }));
    on.rig.relay.broadcast({
      type: 'event',
      event: { name: 'lap-completed', id: 1, sessionID: 's2', at: on.rig.relay.nowMs },
    });
    await on.rig.until(one, (now) => now.events.length === 1);
    expect((await on.rig.probe(one)).created).toBe(created + 1);
    expectClean(one);
  });

  test('fades out when the driver opens the menu, and reappears at once', async () => {
    const one = await on.rig.openDriven();
    await untilTrue(one, `${hostStyle}.opacity === '1'`);
    on.rig.relay.setSession({ ...on.rig.relay.session!, status: 'menu' });
    await untilTrue(one, `${hostStyle}.visibility === 'hidden'`);
    const { framesDrawn } = await stats(one);
    const { framesReceived } = await stats(one);
    await untilTrue(one, `globalThis.sequential.stats().framesReceived > ${framesReceived + 20}`);
    expect((await stats(one)).framesDrawn).toBe(framesDrawn);
    on.rig.relay.setSession({ ...on.rig.relay.session!, status: 'driving' });
    await untilTrue(one, `${hostStyle}.opacity === '1'`);
    await on.rig.untilDrawn(one, framesDrawn + 5);
  });

  test('an outdated page reloads once, and reports it if that did not help', async () => {
    on.rig.relay.build = 'another-build';
    const one = await on.rig.open();
    await untilTrue(one, 'globalThis.sequential?.stats().connected');
    const loads = () => on.rig.relay.requests.filter((path) => path === '/overlays/probe').length;
    await expect.poll(() => one.errors.length).toBe(1);
    expect(one.errors[0]).toContain('from different builds');
    expect(loads()).toBe(2);
    on.rig.drive(moving);
    await on.rig.untilDrawn(one, 5);
    expect(loads()).toBe(2);
  });

  test('an invalid parameter gives one sentence in the console and in the debug panel', async () => {
    const one = await on.rig.openDriven('debug&delay=soon&thme=x', 1);
    expect(one.errors).toEqual([
      'Sequential: The address has a parameter `thme` that is not known here; did you mean `theme`?',
      'Sequential: delay=soon in the address is not usable: it takes stream, or a number from 0 to 10000 ms.',
    ]);
    await expect.poll(() => one.page.textContent('#debug')).toContain('delay=soon');
  });

  test('a user’s theme is checked and used; an invalid one is rejected with the path of the error, and the default is drawn', async () => {
    on.rig.relay.setTheme('mine', JSON.stringify({ name: 'mine', title: 'Mine' }));
    on.rig.relay.setTheme(
      'bad',
      JSON.stringify({ name: 'bad', title: 'Bad', palette: { acent: '#fff' } }),
    );
    const good = await on.rig.open('theme=mine');
    await on.rig.relay.viewer();
    on.rig.drive(moving);
    await on.rig.until(good, (record) => record.theme === 'mine');
    expectClean(good);
    const bad = await on.rig.open('theme=bad');
    await on.rig.until(bad, (record) => record.created > 0);
    expect((await on.rig.probe(bad)).theme).not.toBe('bad');
    expect(bad.errors).toHaveLength(1);
    expect(bad.errors[0]).toContain('/themes/bad.json: palette.acent');
  });

  test('a missing theme named like a property of every object falls back to the default', async () => {
    const one = await on.rig.open('theme=constructor');
    await on.rig.until(one, (record) => record.created > 0);
    expect((await on.rig.probe(one)).theme).not.toBe('constructor');
    expect(one.errors.join()).toContain('The theme constructor cannot be used');
  });

  test('an accent colour comes from the relay, and the address has the last word', async () => {
    const one = await on.rig.open();
    const orange = await on.rig.open('accent=ff8800');
    await on.rig.relay.viewer();
    on.rig.drive(moving);
    await on.rig.until(one, (record) => record.created > 0);
    const { accent } = await on.rig.probe(one);
    on.rig.relay.broadcast({ type: 'settings', theme: null, accent: '#30d060' });
    await on.rig.until(one, (record) => record.accent === '#30d060');
    await on.rig.until(orange, (record) => record.created > 0);
    expect((await on.rig.probe(orange)).accent).toBe('#ff8800');
    on.rig.relay.broadcast({ type: 'settings', theme: null });
    await untilTrue(one, `globalThis.probe.accent === ${JSON.stringify(accent)}`);
    expectClean(one);
  });

  test('the relay can change the theme of an open page and restore it', async () => {
    on.rig.relay.setTheme('other', JSON.stringify({ name: 'other', title: 'Other' }));
    const one = await on.rig.open();
    await on.rig.relay.viewer();
    on.rig.drive(moving);
    await on.rig.until(one, (record) => record.created > 0);
    const { theme } = await on.rig.probe(one);
    on.rig.relay.broadcast({ type: 'settings', theme: 'other' });
    await on.rig.until(one, (record) => record.theme === 'other');
    on.rig.relay.broadcast({ type: 'settings', theme: null });
    await untilTrue(one, `globalThis.probe.theme === ${JSON.stringify(theme)}`);
    expectClean(one);
  });

  test.each(['create', 'update'])(
    'an overlay that fails to %s is one sentence and no white box',
    async (what) => {
      const one = await on.rig.open(`fail=${what}`);
      await on.rig.relay.viewer();
      on.rig.drive(moving);
      await expect.poll(() => one.errors.length).toBe(1);
      expect(one.errors[0]).toContain('the probe fails on purpose');
      await untilTrue(one, `document.querySelector('canvas') === null`);
      expect((await pictureOf(one.page)).at(50, 100)).toEqual([0, 0, 0, 0]);
      expect(await stats(one)).toMatchObject({ connected: true });
    },
  );

  test('a missing overlay gives one sentence that lists the existing ones', async () => {
    const one = await on.rig.openOverlay('tachimeter');
    await expect.poll(() => one.errors.length).toBe(1);
    expect(one.errors[0]).toContain('There is no overlay tachimeter; there are');
  });

  test('a hanging relay is dropped after five seconds, and reconnected when it answers', async () => {
    const one = await on.rig.open();
    const first = await on.rig.relay.viewer();
    await on.rig.untilDrawn(one, 1);
    on.rig.relay.answers = false;
    await untilTrue(one, '!globalThis.sequential.stats().connected');
    // The old socket stays open as far as the relay knows; a second one greets and is not answered either.
    await on.rig.relay.until(
      () => on.rig.relay.viewers.length > 0 && on.rig.relay.viewers.at(-1) !== first,
    );
    on.rig.relay.answers = true;
    await untilTrue(one, 'globalThis.sequential.stats().connected');
    expectClean(one);
  });
});
