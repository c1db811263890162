/**
 * The agent: reads the game's memory and publishes frames to a relay. It connects the sampling thread, the pipeline and
 * a publisher, and waits for game and relay as long as it takes.
 */
import type { CarSourceName } from '../protocol/cars.ts';
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';
import type { GameStatus } from '../protocol/session.ts';
import { isSessionId } from '../protocol/session-id.ts';
import { askAppToShow } from './cars/app-camera.ts';
import { appPageBytes, appPageNameWith } from './cars/app-page.ts';
import { appSource } from './cars/app-source.ts';
import { CarWatch } from './cars/car-watch.ts';
import { carsPages } from './cars/cars-page.ts';
import { carsPageSource } from './cars/cars-page-source.ts';
import { defaultPagePrefix } from './games/assetto-corsa/layout.ts';
import { namedPages } from './memory/open.ts';
import type { OpenNamedPage } from './memory/port.ts';
import type { AgentOptions } from './options.ts';
import { Pipeline } from './pipeline.ts';
import { HttpPublisher } from './publish/http-publisher.ts';
import type { PublisherOptions, PublisherStats } from './publish/port.ts';
import { relayUrls } from './publish/relay-url.ts';
import { WsPublisher } from './publish/ws-publisher.ts';
import { monotonicMs } from './sampling/clock.ts';
import type { SamplerStats } from './sampling/ring.ts';
import { startSampling } from './sampling/sampling-thread.ts';
import { SessionTracker } from './session/session.ts';

export interface AgentStats {
  status: GameStatus;
  /** The reason for the status, for people. */
  detail: string | null;
  sessionID: string | null;
  frames: number;
  /** Over the last second of driving. */
  framesPerSecond: number;
  /** The source of other cars in use; null: none. */
  cars: CarSourceName | null;
  sampling: SamplerStats & { dropped: number };
  publish: PublisherStats;
}

export interface Agent {
  stats(): AgentStats;
  /** Sends kept frames for a few seconds at most, then ends. May be called twice. */
  stop(): Promise<void>;
}

/** Prefix of other pages than the game's, so that tests and a game do not collide on one machine. */
const pagePrefixVariable = 'SEQUENTIAL_PAGES';

/** @throws Error with a sentence for invalid options */
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
      `--session "${session}" is not a session id: 1 to ${limits.sessionIdCharsMax} of A-Z a-z 0-9 . _ -`,
    );
  }
}

/** In any order, so that the agents of a relay that ends spread over the others. */
function shuffled(urls: readonly URL[]): URL[] {
  return urls
    .map((url) => ({ url, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ url }) => url);
}

/**
 * Resolves when the agent runs; game and relay may still be away.
 * @throws Error with a sentence for invalid options, or when this machine's memory cannot be read
 */
export async function startAgent(options: AgentOptions, log: Log): Promise<Agent> {
  check(options);
  const { key, session, driver, raceNumber, team, country, race, hz, batch, source } = options;
  const relays = relayUrls(options.relay);
  const pagePrefix = process.env[pagePrefixVariable] ?? defaultPagePrefix;
  const openPage = await namedPages(source);
  const openToWrite = await namedPages(source, 'write');
  const appPageName = appPageNameWith(pagePrefix);
  let cameraProblem: string | null = null;
  const publishing: PublisherOptions = {
    relay: relays.first,
    otherRelays: shuffled(relays.others),
    batch,
    hz,
    log,
    now: monotonicMs,
    random: Math.random,
    onFocus: (carId) => {
      cameraProblem = askAppToShow(() => openToWrite(appPageName, appPageBytes), carId);
      log.debug(
        { carId, problem: cameraProblem },
        'A commentator chose a car for the camera of the game.',
      );
    },
    ...(key === undefined ? {} : { key }),
  };
  const publisher =
    options.transport === 'ws' ? new WsPublisher(publishing) : new HttpPublisher(publishing);
  const tracker = new SessionTracker({
    wallMs: Date.now,
    random: Math.random,
    ...(session === undefined ? {} : { session }),
    ...(driver === undefined ? {} : { driver }),
    ...(raceNumber === undefined ? {} : { raceNumber }),
    ...(team === undefined ? {} : { team }),
    ...(race === undefined ? {} : { race }),
    ...(country === undefined ? {} : { country }),
  });
  const pipeline = new Pipeline(tracker, publisher, log);
  const cars = new CarWatch({
    sources: [
      appSource(() => openPage(appPageName, appPageBytes)),
      ...carsPages.map((format) => {
        const open: OpenNamedPage = (name, bytes) => openPage(`${pagePrefix}_${name}`, bytes);
        return carsPageSource(format, open);
      }),
    ],
    now: monotonicMs,
    onCars: (reading) => {
      const isStuck = cameraProblem !== null && reading?.camera !== undefined;
      pipeline.observeCars(isStuck ? { ...reading, camera: 'no-way' } : reading);
    },
  });
  const sampling = await startSampling({
    hz,
    source,
    pagePrefix,
    onSample: (sample) => pipeline.observe(sample),
    onReport: (report) => pipeline.observeMemory(report),
    // A bug: the process ends with it.
    onError: (error) => {
      throw error;
    },
  }).catch(async (error: unknown) => {
    await publisher.close();
    throw error;
  });

  cars.start();

  const stop = async (): Promise<void> => {
    cars.stop();
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
      cars: cars.used?.name ?? null,
      sampling: sampling.stats(),
      publish: publisher.stats(),
    }),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
