/** A viewer in a simulation: a plain client or one of our pages. It checks every frame it is shown. */

import type { Frame } from '../../protocol/frame.ts';
import { decodeFrames, formOf } from '../../protocol/frame-codec.ts';
import {
  type PlainBatch,
  protocolVersion,
  type RelayToViewer,
  type ViewerSession,
  viewerSubprotocol,
} from '../../protocol/messages.ts';
import type { End } from './network.ts';
import type { TrueRun } from './truth.ts';
import { Process } from './virtual-time.ts';
import type { World } from './world.ts';

const form = formOf(['packetId', 'rpms', 'fuel', 'lap']);
const retryMs = 1_000;

export class SimulatedViewer {
  readonly name: string;
  readonly isPage: boolean;
  /** The session it watches, or `live`. */
  readonly target: string;
  readonly #world: World;
  readonly #process: Process;
  #end: End | null = null;
  #isGone = false;
  /** Highest packet of each run seen over this connection. */
  #seen = new Map<TrueRun, number>();
  /** Its knowledge of the session. */
  session: ViewerSession | null = null;
  frames = 0;

  constructor(world: World, name: string, target: string, isPage: boolean) {
    this.#world = world;
    this.name = name;
    this.target = target;
    this.isPage = isPage;
    this.#process = new Process(name);
  }

  get isConnected(): boolean {
    return this.#end?.readyState === 1;
  }

  /** Its connection; null: there is none. */
  get end(): End | null {
    return this.#end;
  }

  start(): void {
    this.#world.time.as(this.#process, () => this.#connect());
  }

  /** Reloads, as a person does when the page stops moving, for instance on a half-open connection. */
  reload(): void {
    if (this.#end?.wire.state === 'half-open') this.#end.terminate();
  }

  leave(): void {
    this.#isGone = true;
    this.#end?.terminate();
  }

  #connect(): void {
    if (this.#isGone) return;
    const { network, time } = this.#world;
    const url = new URL(`http://relay/ws/${encodeURIComponent(this.target)}`);
    const end = network.connect(url, this.isPage ? [viewerSubprotocol] : [], 5_000);
    this.#end = end;
    this.#seen = new Map();
    this.session = null;
    end.on('error', () => {});
    end.on('open', () => {
      if (!this.isPage) return;
      const hello = { overlay: 'test', build: 'b', channels: form.channels.map((c) => c.name) };
      const message = { type: 'hello', protocol: protocolVersion, ...hello, hz: 0, board: true };
      end.send(JSON.stringify(message));
    });
    end.on('message', (data: Buffer, isBinary: boolean) => this.#hear(data, isBinary));
    end.on('close', () => {
      time.in(retryMs, this.#process, 'tries again', () => this.#connect());
    });
  }

  #hear(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.#see(decodeFrames(form, data).frames as readonly Partial<Frame>[]);
      return;
    }
    const message = JSON.parse(data.toString('utf8')) as RelayToViewer | PlainBatch;
    if (!('type' in message)) this.#see(message.data);
    else if (message.type === 'welcome' || message.type === 'session') {
      this.session = { ...message, type: 'session' };
    }
  }

  #see(frames: readonly Partial<Frame>[]): void {
    const { truth } = this.#world;
    for (const { packetId = -1 } of frames) {
      this.frames++;
      const run = truth.runOf.get(packetId);
      if (run === undefined) {
        this.#world.fail(`${this.name} sees packet ${packetId}, which nobody sampled.`);
        return;
      }
      const before = this.#seen.get(run) ?? -1;
      if (packetId <= before) {
        this.#world.fail(`${this.name} sees packet ${packetId} of ${run.name} behind ${before}.`);
      }
      this.#seen.set(run, packetId);
    }
  }
}
