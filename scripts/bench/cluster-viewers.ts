/**
 * A process full of viewers that connect again when their relay goes away, to another one, as pages behind a proxy do. They
 * check that frames come in order, and measure how long none come.
 */
import { BareViewer } from './bare-viewer.ts';
import { wait } from './programs.ts';

export type ClusterViewerOrder =
  | {
      readonly type: 'open';
      readonly count: number;
      readonly ports: readonly number[];
      readonly sessions: readonly string[];
    }
  /** Silences are measured from now on. */
  | { readonly type: 'mark' }
  | { readonly type: 'report' };

export interface Silence {
  readonly session: string;
  /** Index of the relay at which the viewer was when the mark was made. */
  readonly relay: number;
  /** The longest time without a frame since the mark, ms. */
  readonly longestMs: number;
}

export interface ClusterViewerReport {
  readonly open: number;
  readonly frames: number;
  /** Frames that were not newer than the one before. */
  readonly outOfOrder: number;
  readonly silences: readonly Silence[];
  /** Of each session: when the frame with this packet came, by relay, ms. For viewers that were asked to note arrivals. */
  readonly arrivals: readonly (readonly [relay: number, packetId: number, atMs: number])[];
}

const packetMark = Buffer.from('"packetId":');
const reconnectMs = 50;
const connectingMax = 100;
/** Arrivals of the first viewers of the first session that are remembered. */
const arrivalsMax = 20_000;

class ClusterViewer {
  readonly session: string;
  readonly #ports: readonly number[];
  relay: number;
  relayAtMark: number;
  frames = 0;
  outOfOrder = 0;
  isOpen = false;
  longestMs = 0;
  readonly arrivals: [number, number, number][] | null;
  #newest = -1;
  #heardAt = performance.now();
  #opened: () => void = () => {};

  constructor(session: string, ports: readonly number[], relay: number, notesArrivals: boolean) {
    this.session = session;
    this.#ports = ports;
    this.relay = relay;
    this.relayAtMark = relay;
    this.arrivals = notesArrivals ? [] : null;
  }

  open(): Promise<void> {
    return new Promise((resolve) => {
      this.#opened = resolve;
      this.#connect();
    });
  }

  #connect(): void {
    const port = this.#ports[this.relay]!;
    void new BareViewer(
      { port, session: this.session, page: null, isRemote: false },
      {
        opened: () => {
          this.isOpen = true;
          this.#opened();
        },
        message: (payload) => this.#receive(payload),
        closed: () => {
          this.isOpen = false;
          this.relay = this.#anotherRelay();
          setTimeout(() => this.#connect(), reconnectMs + Math.random() * reconnectMs);
        },
      },
    );
  }

  /** A proxy shares those who come back among the relays that are left. */
  #anotherRelay(): number {
    const others = this.#ports.length - 1;
    const step = 1 + Math.floor(Math.random() * others);
    return (this.relay + step) % this.#ports.length;
  }

  #receive(payload: Buffer): void {
    const now = performance.now();
    this.longestMs = Math.max(this.longestMs, now - this.#heardAt);
    this.#heardAt = now;
    let at = payload.indexOf(packetMark);
    while (at >= 0) {
      const packetId = Number.parseInt(payload.toString('latin1', at + 11, at + 22), 10);
      if (packetId <= this.#newest) this.outOfOrder++;
      else this.#newest = packetId;
      this.frames++;
      if (this.arrivals !== null && this.arrivals.length < arrivalsMax) {
        this.arrivals.push([this.relay, packetId, performance.timeOrigin + now]);
      }
      at = payload.indexOf(packetMark, at + 11);
    }
  }

  mark(): void {
    this.longestMs = 0;
    this.relayAtMark = this.relay;
    if (this.arrivals !== null) this.arrivals.length = 0;
  }

  /** A silence that lasts counts too. */
  get silence(): Silence {
    const { session, relayAtMark: relay } = this;
    const longestMs = Math.max(this.longestMs, performance.now() - this.#heardAt);
    return { session, relay, longestMs };
  }
}

const viewers: ClusterViewer[] = [];

async function open({ count, ports, sessions }: ClusterViewerOrder & { type: 'open' }) {
  for (let i = 0; i < count; i++) {
    const relay = i % ports.length;
    const session = sessions[Math.floor(i / ports.length) % sessions.length]!;
    viewers.push(new ClusterViewer(session, ports, relay, i < ports.length));
  }
  const left = [...viewers];
  const openSome = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await one.open();
  };
  await Promise.all(Array.from({ length: connectingMax }, openSome));
  await wait(500);
}

function report(): ClusterViewerReport {
  const sum = (read: (one: ClusterViewer) => number): number =>
    viewers.reduce((total, one) => total + read(one), 0);
  return {
    open: sum(({ isOpen }) => (isOpen ? 1 : 0)),
    frames: sum(({ frames }) => frames),
    outOfOrder: sum(({ outOfOrder }) => outOfOrder),
    silences: viewers.map(({ silence }) => silence),
    arrivals: viewers.flatMap(({ arrivals }) => arrivals ?? []),
  };
}

process.on('disconnect', () => process.exit(0));
process.on('message', (order: ClusterViewerOrder) => {
  if (order.type === 'open') {
    void open(order).then(() => process.send!(report()));
    return;
  }
  if (order.type === 'mark') for (const viewer of viewers) viewer.mark();
  process.send!(report());
});
process.send!('ready');
