/** A view key in a real browser: a page shows it to its relay, and to nobody else. */
import { beforeAll, expect, test } from 'vitest';
import type { MadeKey } from '../../protocol/access-keys.ts';
import { openPage, untilTrue } from '../support/browser.ts';
import { withTest } from '../support/clean-up.ts';
import { Driver } from '../support/driver.ts';
import { need } from '../support/need.ts';
import { built, builtPages } from '../support/programs.ts';
import { startTestRelay } from '../support/test-relay.ts';

beforeAll(built);

const shows = (text: string) => `document.body.innerText.includes(${JSON.stringify(text)})`;

need('chromium')('a view key in a browser', () => {
  test('opens the viewers’ page, stays with the tab, and is in no request, markup or Referer', async () => {
    const relay = await startTestRelay({ pagesFolder: builtPages });
    const car = await Driver.join(relay, 'RACE-1', 'A. Driver');
    await car.skipTo(2);
    car.start();
    const made = await relay.send('POST', '/api/keys', { kind: 'view', name: 'Viewer' });
    const { key } = made.json as MadeKey;
    withTest(() => car.stop());

    const without = await openPage(`${relay.address}/watch/live`);
    await untilTrue(without, shows('Watching here needs a view key'));
    const list = await openPage(`${relay.address}/watch?list`);
    await untilTrue(list, shows('Watching here needs a view key'));

    const { page } = await openPage('about:blank');
    const sent: string[] = [];
    page.on('request', (request) => {
      sent.push(request.url(), JSON.stringify(request.headers().referer ?? ''));
    });
    page.on('websocket', (socket) => sent.push(socket.url()));
    await page.goto(`${relay.address}/watch/live#key=${key}`);
    const isLive = "document.getElementById('word').textContent === 'Live'";
    await page.waitForFunction(isLive);
    // Other pages of the tab need no key in their addresses.
    await page.goto(`${relay.address}/watch?list`);
    await page.getByText('A. Driver').first().waitFor();
    expect(await page.content()).not.toContain(key);
    // The browser reports the address with the part behind #, which it does not send.
    const addresses = sent.map((address) => address.split('#')[0]);
    expect(addresses.some((address) => address!.startsWith('ws://'))).toBe(true);
    expect(addresses.join('\n')).not.toContain(key);
  });
});
