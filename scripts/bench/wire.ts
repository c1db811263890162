/** Bytes on the wire: compact frames beside the plain JSON of the same drive, for everything and for each overlay. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OverlayAbout } from '../../overlays/core/about.ts';
import { channels } from '../../protocol/channels.ts';
import { encodeFrames, formOf } from '../../protocol/codec.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { ChangeFilter } from '../../relay/broadcast/change-filter.ts';
import { binaryFrame, textFrame } from '../../relay/transport/websocket-frames.ts';
import { root } from '../processes.ts';
import { drive } from './drive-frames.ts';
import { plainFrame } from './poster.ts';
import type { Row, Section, SectionContext } from './section.ts';

const session = 'RACE-SPA-2026';
const required = channels.filter((c) => c.required).map((c) => c.name);

function plainBytes(frames: readonly Frame[]): number {
  return textFrame(JSON.stringify({ sessionID: session, lap: 5, data: frames })).length;
}

/** Bytes of a drive in batches, headers of WebSocket included. */
function bytesOf(
  frames: readonly Frame[],
  batch: number,
  bytes: (frames: readonly Frame[]) => number,
): number {
  let sum = 0;
  for (let at = 0; at < frames.length; at += batch) sum += bytes(frames.slice(at, at + batch));
  return sum;
}

function eightRow(frames: readonly Frame[], batch: number, atMost: number): Row {
  const form = formOf(required);
  const compact = bytesOf(frames, batch, (part) => binaryFrame(encodeFrames(form, 5, part)).length);
  const plain = bytesOf(frames, batch, (part) => plainBytes(part.map(plainFrame)));
  const messages = Math.ceil(frames.length / batch);
  const what = batch === 1 ? 'single frames' : `batches of ${batch}`;
  return {
    what: `the eight fields and t, ${what}: share of plain JSON`,
    result: (compact / plain) * 100,
    unit: '%',
    aim: { atMost },
    values: { 'compact B/message': compact / messages, 'plain B/message': plain / messages },
  };
}

/** One frame for each slot of 1/hz s, as the relay thins them. */
function thinned(frames: readonly Frame[], hz: number): readonly Frame[] {
  if (hz === 0) return frames;
  let slot = -1;
  return frames.filter((frame) => {
    const its = Math.floor(((frame.t ?? 0) * hz) / 1000);
    if (its === slot) return false;
    slot = its;
    return true;
  });
}

/** What one page is sent of a drive at its own rate, left out what changes nothing. */
function pageBytes(frames: readonly Frame[], { channels: names, hz }: OverlayAbout, batch: number) {
  const form = formOf(names);
  const filter = new ChangeFilter(form);
  return bytesOf(frames, batch, (part) => {
    const sent = filter.pass(thinned(part, hz));
    const newest = sent.length > 0 ? filter.passSkipped() : null;
    if (newest !== null) sent.push(newest);
    return sent.length === 0 ? 0 : binaryFrame(encodeFrames(form, 5, sent)).length;
  });
}

async function overlaysOf(): Promise<OverlayAbout[]> {
  const found: OverlayAbout[] = [];
  for (const folder of readdirSync(join(root, 'overlays'), { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name === 'core') continue;
    const file = join(root, 'overlays', folder.name, 'about.ts');
    const loaded = await import(pathToFileURL(file).href).catch(() => null);
    if (loaded !== null) found.push((loaded as { about: OverlayAbout }).about);
  }
  return found;
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const minutes = seconds >= 20 ? 6 : 3;
  note(`driving ${minutes} minutes`);
  const { frames } = drive({ seed: 1, hz: 60, seconds: minutes * 60 });
  const rows = [eightRow(frames, 20, 6), eightRow(frames, 1, 15)];
  const plain = bytesOf(frames, 1, plainBytes) / minutes / 1000;
  for (const about of await overlaysOf()) {
    const perMinute = (batch: number) => pageBytes(frames, about, batch) / minutes / 1000;
    const single = perMinute(1);
    rows.push({
      what: `${about.name}, ${about.channels.length} channels, ${about.hz || 60} Hz: single frames`,
      result: single,
      unit: 'kB/min',
      values: {
        'of plain %': (single / plain) * 100,
        'batches of 20 kB/min': perMinute(20),
        'coalesced kB/min': perMinute(Math.round((60 * limits.coalesceMs) / 1000)),
      },
    });
  }
  return rows;
}

export const wire: Section = {
  name: 'wire',
  title: 'Bytes on the wire',
  method:
    'The demo car drives; what the relay sends of it is counted with the headers of WebSocket. The eight required fields and t are in both forms of the first two rows. Of plain: of what a plain client gets of the same frames one by one. Overlays get their channels at their rate, without frames in which nothing of theirs changes.',
  run,
};
