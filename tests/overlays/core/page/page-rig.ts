/** A page with the probe and a relay that the test controls, for the tests of every overlay's page. */
import { beforeAll, beforeEach } from 'vitest';
import type { Frame } from '../../../../protocol/frame.ts';
import type { ViewedSession } from '../../../../protocol/messages.ts';
import { type OpenedPage, openPage, untilTrue } from '../../../support/browser.ts';
import { withTest } from '../../../support/clean-up.ts';
import { PageRelay } from '../../../support/page-relay.ts';
import type { ProbeRecord } from './probe/view.ts';
import { probePagesBuilt, probePagesFolder } from './probe-pages.ts';

/** Where fading is done. */
export const hostStyle = `getComputedStyle(document.querySelector('canvas').parentElement)`;

export const moving = (t: number) => ({ speedKmh: 200 + 100 * Math.sin(t / 300), gear: 3 });

/** At one speed. */
export const steady = () => ({ speedKmh: 200, gear: 2 });

/** Where the layout of `serveLayout` is fetched. */
export const layoutPath = '/api/layouts/mine';

export class PageRig {
  readonly relay = new PageRelay(probePagesFolder);
  #driving: ReturnType<typeof setInterval> | undefined;
  #packetId = 0;

  async start(): Promise<void> {
    await this.relay.start();
    this.relay.session = this.session('s1');
    this.relay.state = { speedKmh: 100, gear: 1 };
  }

  async stop(): Promise<void> {
    clearInterval(this.#driving);
    await this.relay.stop();
  }

  session(sessionID: string, more: Partial<ViewedSession> = {}): ViewedSession {
    const info = { maxRpm: 8000 };
    const originMs = this.relay.nowMs;
    return {
      sessionID,
      run: 1,
      facts: info,
      status: 'driving',
      originMs,
      clock: 'measured',
      ...more,
    };
  }

  open(query = '', scale = 1): Promise<OpenedPage> {
    return this.openOverlay(`probe?${query}`, { deviceScaleFactor: scale });
  }

  /** A layout of one probe. @returns its page's address on the relay */
  serveLayout(): string {
    const place = { x: 0, y: 0, width: 400, height: 200, group: null, locked: false };
    const item = { ...place, id: 'one', overlay: 'probe', theme: null, parameters: {} };
    const shape = { version: 1, width: 400, height: 200, theme: null, items: [item] };
    this.relay.setLayout({ ...shape, name: 'mine', title: 'Mine', author: '', description: '' });
    return '/overlays/layout/mine';
  }

  /** From now on the relay cuts off pages after their layout, and sockets, until it is started again. */
  cutOffLater({ andSockets = true } = {}): void {
    const later = this.relay.requests.slice(this.relay.requests.indexOf(layoutPath) + 1);
    this.relay.cutOff = new RegExp(
      `^(${[...(andSockets ? ['/ws/.*'] : []), ...later].join('|')})$`,
    );
  }

  async restart(): Promise<void> {
    await this.relay.stop();
    this.relay.cutOff = null;
    await this.relay.start();
  }

  /** The page of the probe once it has drawn this many pictures of a drive. */
  async openDriven(query = '', pictures = 10, make = moving): Promise<OpenedPage> {
    const one = await this.open(query);
    await this.relay.viewer();
    this.drive(make);
    await this.untilDrawn(one, pictures);
    return one;
  }

  openOverlay(path: string, options = {}): Promise<OpenedPage> {
    return openPage(`${this.relay.address}/overlays/${path}`, options);
  }

  probe({ page }: OpenedPage): Promise<ProbeRecord> {
    return page.evaluate(() => globalThis.probe);
  }

  until(one: OpenedPage, condition: (record: ProbeRecord) => boolean): Promise<void> {
    return untilTrue(one, `globalThis.probe && (${condition})(globalThis.probe)`);
  }

  untilDrawn(one: OpenedPage, count: number): Promise<void> {
    return untilTrue(one, `globalThis.sequential?.stats().framesDrawn >= ${count}`);
  }

  /** Sends a frame each 16 ms until the end of the test. */
  drive(make: (t: number) => Partial<Frame>): void {
    clearInterval(this.#driving);
    this.#driving = setInterval(() => {
      const t = this.relay.nowMs - (this.relay.session?.originMs ?? 0);
      this.relay.frames([{ packetId: this.#packetId++, t, gas: 0, gear: 1, ...make(t) }]);
    }, 16);
  }
}

/** A fresh one for each test of the suite. */
export function eachPageRig(): { readonly rig: PageRig } {
  const current = {} as { rig: PageRig };
  beforeAll(probePagesBuilt);
  beforeEach(async () => {
    const rig = new PageRig();
    current.rig = rig;
    withTest(() => rig.stop());
    await rig.start();
  });
  return current;
}
