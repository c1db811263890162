/**
 * Fills a running relay with laps, for pictures and tests: the demo car drives in time-lapse, and its frames go to
 * `/ingest`. It waits for the database.
 */
import { timeLapse } from '../agent/demo/time-lapse.ts';
import type { Frame } from '../protocol/frame.ts';
import { limits } from '../protocol/limits.ts';
import type { SessionInfo } from '../protocol/session.ts';

export interface StoredDrive {
  readonly sessionID: string;
  readonly facts: SessionInfo;
  readonly seed: number;
  /** Complete laps. The start of one more follows, because its first frame carries the last lap's time. */
  readonly laps: number;
  readonly hz: number;
}

/** How far the car drives at most, in seconds, and how many frames of the lap after the last one it leaves. */
const drives = { seconds: 36_000, restFrames: 120 };

/** Between two checks whether all is stored, and before a refused request is sent again, ms. */
const wait = { checkMs: 100, retryMs: 200 };

/**
 * Resolves when everything is stored; rejects when the relay refuses a request.
 * @param afterLap called after each lap with the seconds of driving so far
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
  for (const { frame } of timeLapse(car, drives.seconds, hz)) {
    if (lap.length > 0 && lap[0]!.lap !== frame.lap) {
      await publish(url, sessionID, lap);
      await afterLap(lap.at(-1)!.t! / 1000);
      lap = [];
    }
    lap.push(frame);
    sent++;
    if (frame.lap! > laps && lap.length >= drives.restFrames) break;
  }
  await publish(url, sessionID, lap);
  while ((await storedFrames(url, sessionID)) < sent) {
    await new Promise((resolve) => setTimeout(resolve, wait.checkMs));
  }
}

/** The relay's writer needs a while for hours of driving that arrive in seconds. */
async function storedFrames(url: string, sessionID: string): Promise<number> {
  const response = await fetch(`${url}/api/sessions/${sessionID}`);
  return response.ok ? ((await response.json()) as { frames: number }).frames : 0;
}

/** Sends frames of one lap, a full batch at a time. */
async function publish(url: string, sessionID: string, frames: readonly Frame[]): Promise<void> {
  const address = `${url}/ingest?session_id=${sessionID}&lap=${frames[0]!.lap}`;
  for (let i = 0; i < frames.length; i += limits.batchFramesMax) {
    await send(address, 'POST', frames.slice(i, i + limits.batchFramesMax));
  }
}

/** Retries while the relay asks for a pause, as an agent does. */
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
    await new Promise((resolve) => setTimeout(resolve, wait.retryMs));
  }
}
