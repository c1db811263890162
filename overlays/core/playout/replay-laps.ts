/**
 * Loads a lap for playback: from the relay's store, or the demo car's lap that is built into the pages. Both have one
 * format.
 */
import { decodeFrames, formOf } from '../../../protocol/frame-codec.ts';
import type { LapReplay } from '../../../protocol/lap-replay.ts';
import { fetchFromRelay } from '../net/shown-key.ts';

/** A lap from the relay's store; null: none is stored yet. Rejects with a reason. */
export async function storedLap(
  session: string,
  lap: 'best' | 'last' | number,
): Promise<LapReplay | null> {
  const path = `/api/sessions/${session}/laps/${lap}/replay`;
  const response = await fetchFromRelay(path, { cache: 'no-store' });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`the relay answered ${response.status}`);
  return (await response.json()) as LapReplay;
}

/** The demo car's lap; needs no session, database or socket. Rejects with a reason. */
export async function demoLap(address: string): Promise<LapReplay> {
  const response = await fetch(address);
  if (!response.ok || response.body === null) throw new Error(`there is no ${address}`);
  const bytes = new Response(response.body.pipeThrough(new DecompressionStream('gzip')));
  return readDemoLap(await bytes.arrayBuffer());
}

interface Head extends Omit<LapReplay, 'data'> {
  readonly channels: readonly string[];
}

/** Reads the format of `scripts/build/demo-lap.ts`: a head and messages, each preceded by its length. */
export function readDemoLap(buffer: ArrayBuffer): LapReplay {
  const view = new DataView(buffer);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < buffer.byteLength; ) {
    const length = view.getUint32(at, true);
    parts.push(new Uint8Array(buffer, at + 4, length));
    at += 4 + length;
  }
  const [head, ...messages] = parts;
  const { channels, ...about } = JSON.parse(new TextDecoder().decode(head)) as Head;
  const form = formOf(channels);
  return { ...about, data: messages.flatMap((message) => decodeFrames(form, message).frames) };
}
