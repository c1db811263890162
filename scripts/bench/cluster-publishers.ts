/** A process full of our own publishers, each with the addresses of all relays, that drive the same laps. */
import { randomBytes } from 'node:crypto';
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import { WsPublisher } from '../../agent/publish/ws-publisher.ts';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import type { Session } from '../../agent/session/session.ts';
import type { Frame } from '../../protocol/frame.ts';
import { silentLog } from '../../protocol/log.ts';
import { wait } from './programs.ts';

export type ClusterPublisherOrder =
  | {
      readonly type: 'open';
      readonly count: number;
      readonly ports: readonly number[];
      readonly hz: number;
      /** How long they can drive, s. */
      readonly seconds: number;
    }
  | { readonly type: 'report' }
  /** Drives no more; answered when everything is stored, or after a while. */
  | { readonly type: 'finish' };

export interface DrivenSession {
  readonly sessionID: string;
  /** Index of the relay that it publishes to. */
  readonly relay: number;
  /** Frames handed to its publisher. */
  readonly added: number;
  /** Of those, not reported as stored. */
  readonly kept: number;
  readonly dropped: number;
}

export type ClusterPublisherReport = readonly DrivenSession[];

const finishMs = 20_000;

class Driver {
  readonly #publisher: WsPublisher;
  readonly #session: Session;
  readonly #ports: readonly number[];
  #relay: number;
  added = 0;

  constructor(number: number, ports: readonly number[], hz: number) {
    this.#ports = ports;
    const order = ports.map((_, i) => (number + i) % ports.length);
    this.#relay = order[0]!;
    const urls = order.map((i) => new URL(`http://127.0.0.1:${ports[i]}`));
    this.#publisher = new WsPublisher({
      relay: urls[0]!,
      otherRelays: urls.slice(1),
      batch: 'auto',
      hz,
      log: { ...silentLog, info: (fields) => this.#note(fields) },
      now: monotonicMs,
      random: Math.random,
    });
    this.#session = {
      sessionID: `CLUSTER-${number}`,
      run: randomBytes(8).toString('hex'),
      info: { driverName: `Driver ${number}`, car: 'bench', track: 'bench' },
      startMs: monotonicMs(),
    };
    this.#publisher.setSession(this.#session);
    this.#publisher.setStatus('driving', null);
  }

  /** The publisher logs to which relay it has connected. */
  #note(fields: object): void {
    const { relay } = fields as { relay?: string };
    if (relay !== undefined) this.#relay = this.#ports.indexOf(Number(new URL(relay).port));
  }

  add(frame: Frame): void {
    this.#publisher.add(frame);
    this.added++;
  }

  flush(): void {
    this.#publisher.flush();
  }

  get driven(): DrivenSession {
    const { framesKept, framesDropped } = this.#publisher.stats();
    const { sessionID } = this.#session;
    const { added } = this;
    return { sessionID, relay: this.#relay, added, kept: framesKept, dropped: framesDropped };
  }
}

let drivers: Driver[] = [];
let isDriving = false;

async function drive(hz: number, seconds: number): Promise<void> {
  const moments = timeLapse({ seed: 1, pitEveryLaps: 0, spoiltLap: 0 }, seconds, hz);
  const startedMs = performance.now();
  let count = 0;
  isDriving = true;
  for (const { frame } of moments) {
    while (isDriving && ((performance.now() - startedMs) * hz) / 1000 < count) await wait(1);
    if (!isDriving) break;
    count++;
    for (const driver of drivers) driver.add(frame);
  }
  isDriving = false;
}

async function finish(): Promise<void> {
  isDriving = false;
  for (const driver of drivers) driver.flush();
  const deadlineMs = performance.now() + finishMs;
  const isDone = (): boolean => drivers.every(({ driven }) => driven.kept === 0);
  while (!isDone() && performance.now() < deadlineMs) await wait(20);
}

async function obey(order: ClusterPublisherOrder): Promise<void> {
  if (order.type === 'open') {
    const { count, ports, hz, seconds } = order;
    drivers = Array.from({ length: count }, (_, i) => new Driver(i, ports, hz));
    void drive(hz, seconds);
    await wait(1_000);
  } else if (order.type === 'finish') await finish();
  process.send!(drivers.map(({ driven }) => driven) satisfies ClusterPublisherReport);
}

process.on('disconnect', () => process.exit(0));
process.on('message', (order: ClusterPublisherOrder) => void obey(order));
process.send!('ready');
