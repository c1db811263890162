/** The whole way for measurements: a process that plays the game, the agent, a relay, and a plain client that listens. */
import { WebSocket } from 'ws';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { PlainBatch } from '../../protocol/messages.ts';
import { ForkedProcess } from './forked-process.ts';
import type { GameMode, GameReport } from './game-process.ts';
import { Programs, type Started, type StartedRelay } from './programs.ts';

export interface DrivingOptions {
  readonly mode?: GameMode;
  readonly relayWords?: readonly string[];
  readonly agentWords?: readonly string[];
  /** Further flags of Node. */
  readonly relayFlags?: readonly string[];
  readonly agentFlags?: readonly string[];
}

export interface Driving {
  readonly programs: Programs;
  readonly relay: StartedRelay;
  readonly agent: Started;
  report(): Promise<GameReport>;
}

/** Runs the game, the agent and the relay of a build while something is measured. */
export async function whileDriving<T>(
  program: string,
  options: DrivingOptions,
  measure: (driving: Driving) => Promise<T>,
): Promise<T> {
  const programs = new Programs(program);
  let game: ForkedProcess<'report', GameReport> | null = null;
  try {
    const relay = await programs.relay(options.relayWords, options.relayFlags);
    game = await ForkedProcess.start('game-process.ts', [programs.pages, options.mode ?? 'drive']);
    const agent = await programs.agent(relay.url, options.agentWords, options.agentFlags);
    const report = game.ask.bind(game, 'report');
    return await measure({ programs, relay, agent, report });
  } finally {
    await programs.stop();
    await game?.stop();
  }
}

/** When a packet was written, monotonic ms; null: never. */
export function writtenAt(report: GameReport, packetId: number): number | null {
  return report.writtenAtMs[packetId - report.firstPacketId] ?? null;
}

/** A WebSocket client without the subprotocol that keeps each frame with the moment of its receipt, monotonic ms. */
export class PlainClient {
  readonly received: { readonly frame: Frame; readonly atMs: number }[] = [];
  /** Characters of all messages. */
  characters = 0;
  readonly #socket: WebSocket;

  constructor(url: string, session = 'live') {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${session}`);
    this.#socket.on('message', (data) => {
      const atMs = monotonicMs();
      const text = String(data);
      this.characters += text.length;
      for (const frame of (JSON.parse(text) as PlainBatch).data)
        this.received.push({ frame, atMs });
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}
