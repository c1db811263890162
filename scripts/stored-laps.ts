/**
 * Fills a running relay with laps: the demo car drives in time-lapse, and what an agent would have sent goes to
 * `/ingest`. For pictures and for tests of what is done with stored laps; it waits for the database, but for no car.
 */
import { timeLapse } from '../agent/demo/time-lapse.ts';
import type { Frame } from '../protocol/frame.ts';
import { limits } from '../protocol/limits.ts';
import type { SessionInfo } from '../protocol/session.ts';

export interface StoredDrive {
  readonly sessionID: string;
  readonly facts: SessionInfo;
  readonly seed: number;
  /** Whole laps; the beginning of one more follows, which tells the time of the last. */
  readonly laps: number;
  readonly hz: number;
}

/** Seconds of driving after which a drive ends whatever it has reached. */
const longestS = 36_000;
/** Frames of the lap behind the last. */
const restFrames = 120;

/** Looks whether all is stored come this often, ms. */
const lookEveryMs = 100;
/** Before a request that the relay refused for now is sent again. */
const pauseMs = 200;

/**
 * Resolves when all of it is stored; rejects when the relay refuses something.
 * @param afterLap called after each lap with the seconds of driving that were published
 */
export async function driveLaps(
  url: string,
  drive: StoredDrive,
  afterLap: (drivenS: number) => Promise<void> = async () => {},
): Promise<void> {
  const { sessionID, facts, seed, laps, hz } = drive;
  await send(`${url}/api/sessions/${sessionID}`, 'PUT', facts);
  const car = { seed, pitEveryLaps: 0, spoiltLap: 0 };
  let lap: Frame[] = [];
  let sent = 0;
  for (const { frame } of timeLapse(car, longestS, hz)) {
    if (lap.length > 0 && lap[0]!.lap !== frame.lap) {
      await publish(url, sessionID, lap);
      await afterLap(lap.at(-1)!.t! / 1000);
      lap = [];
    }
    lap.push(frame);
    sent++;
    if (frame.lap! > laps && lap.length >= restFrames) break;
  }
  await publish(url, sessionID, lap);
  while ((await storedFrames(url, sessionID)) < sent) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** The writer takes its time with hours that come in seconds. */
async function storedFrames(url: string, sessionID: string): Promise<number> {
  const response = await fetch(`${url}/api/sessions/${sessionID}`);
  return response.ok ? ((await response.json()) as { frames: number }).frames : 0;
}

/** Frames of one lap, as many at a time as a batch holds. */
async function publish(url: string, sessionID: string, frames: readonly Frame[]): Promise<void> {
  const address = `${url}/ingest?session_id=${sessionID}&lap=${frames[0]!.lap}`;
  for (let i = 0; i < frames.length; i += limits.batchFramesMax) {
    await send(address, 'POST', frames.slice(i, i + limits.batchFramesMax));
  }
}

/** Waits and tries again while the relay asks for a pause, as an agent does. */
async function send(address: string, method: 'PUT' | 'POST', body: unknown): Promise<void> {
  for (;;) {
    const response = await fetch(address, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.ok) return;
    if (response.status !== 429 && response.status !== 503)
      throw new Error(`${method} ${address}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
