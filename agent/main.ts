/**
 * The agent: reads the game's memory and publishes frames to a relay. Connects the sampling thread, the pipeline and
 * a publisher; `startAgent` returns how to stop it. It waits for the game and for the relay, it never gives up.
 */
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';
import type { GameStatus } from '../protocol/session.ts';
import { defaultPagePrefix } from './games/assetto-corsa/layout.ts';
import type { AgentOptions } from './options.ts';
import { Pipeline } from './pipeline.ts';
import { HttpPublisher } from './publish/http.ts';
import type { PublisherOptions, PublisherStats } from './publish/port.ts';
import { relayUrl } from './publish/relay-url.ts';
import { WsPublisher } from './publish/ws.ts';
import { monotonicMs } from './sampling/clock.ts';
import type { SamplerStats } from './sampling/ring.ts';
import { startSampling } from './sampling/sampling-thread.ts';
import { SessionTracker } from './session/session.ts';

export interface AgentStats {
  status: GameStatus;
  /** Why, for people, where there is something to say. */
  detail: string | null;
  sessionID: string | null;
  frames: number;
  /** Over the last second of driving. */
  framesPerSecond: number;
  sampling: SamplerStats & { dropped: number };
  publish: PublisherStats;
}

export interface Agent {
  stats(): AgentStats;
  /** Sends what it has (a few seconds at most) and ends. May be called twice. */
  stop(): Promise<void>;
}

/** Variable that names other pages than the game's, so that tests and a game do not meet on one machine. */
const pagePrefixVariable = 'SEQUENTIAL_PAGES';

/** @throws Error with one sentence for options that cannot work. */
function check(options: AgentOptions): void {
  const { hz, batch } = options;
  if (!(hz >= limits.sampleHzMin && hz <= limits.sampleHzMax)) {
    throw new Error(`--hz ${hz} is out of range; it goes from 1 to ${limits.sampleHzMax}.`);
  }
  const whole = batch === 'auto' || Number.isInteger(batch);
  if (!whole || (batch !== 'auto' && !(batch >= 1 && batch <= limits.fixedBatchFramesMax))) {
    throw new Error(`--batch ${batch} is neither auto nor 1 to ${limits.fixedBatchFramesMax}.`);
  }
  const { session } = options;
  if (session !== undefined && !isSessionId(session)) {
    throw new Error(
      `--session «${session}» is no session id: 1 to ${limits.sessionIdCharsMax} of A-Z a-z 0-9 . _ -`,
    );
  }
}

function isSessionId(text: string): boolean {
  return /^[A-Za-z0-9._-]+$/.test(text) && text.length <= limits.sessionIdCharsMax;
}

/**
 * Resolves when the agent runs (the game and the relay may still be away).
 * @throws Error with one sentence for options that cannot work, or when this machine's memory cannot be read.
 */
export async function startAgent(options: AgentOptions, log: Log): Promise<Agent> {
  check(options);
  const { key, session, driver, hz, batch, source } = options;
  const publishing: PublisherOptions = {
    relay: relayUrl(options.relay),
    batch,
    hz,
    log,
    now: monotonicMs,
    random: Math.random,
    ...(key === undefined ? {} : { key }),
  };
  const publisher =
    options.transport === 'ws' ? new WsPublisher(publishing) : new HttpPublisher(publishing);
  const tracker = new SessionTracker({
    wallMs: Date.now,
    random: Math.random,
    ...(session === undefined ? {} : { session }),
    ...(driver === undefined ? {} : { driver }),
  });
  const pipeline = new Pipeline(tracker, publisher, log);
  const sampling = await startSampling({
    hz,
    source,
    pagePrefix: process.env[pagePrefixVariable] ?? defaultPagePrefix,
    onSample: (sample) => pipeline.observe(sample),
    onReport: (report) => pipeline.observeMemory(report),
    // An error of the program: the process ends with it.
    onError: (error) => {
      throw error;
    },
  }).catch(async (error: unknown) => {
    await publisher.close();
    throw error;
  });

  const stop = async (): Promise<void> => {
    await sampling.stop();
    pipeline.stop();
    await publisher.close();
  };
  let stopping: Promise<void> | null = null;
  return {
    stats: () => ({
      status: pipeline.status,
      detail: pipeline.detail,
      sessionID: pipeline.sessionID,
      frames: pipeline.frames,
      framesPerSecond: pipeline.framesPerSecond,
      sampling: sampling.stats(),
      publish: publisher.stats(),
    }),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
