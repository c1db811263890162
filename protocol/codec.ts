/**
 * Compact frames: what our own pages receive instead of JSON. Every message stands alone (a viewer may lose any
 * of them), inside it each frame is the difference to the one before. Pure; never touches a socket.
 *
 * Layout: kind (1 byte, 1 = frames) · lap · frame count · frames. Numbers are LEB128 varints, signed ones zigzag.
 * A frame is a bit mask over the form's channels (bit i of byte i>>3: channel i follows) and, for each channel
 * set, its values as whole steps minus those of the frame before (0 before the first). A channel that is not set has not changed
 * since the frame before; one not set in any frame so far is not known from this message. Nullable channels
 * count from 1 (below zero from -1); 0 is null. Booleans are 0 and 1.
 */
import { type Channel, type ChannelName, channels } from './channels.ts';
import type { Frame } from './frame.ts';
import { limits } from './limits.ts';

export const framesKind = 1;

/** The channels one kind of page receives; messages are encoded once per form. */
export interface Form {
  /** Equal for equal forms. */
  readonly key: string;
  readonly channels: readonly Channel[];
  readonly lanes: number;
}

export interface DecodedFrames {
  lap: number;
  /** In order; each holds every channel known so far in this message. */
  frames: Partial<Frame>[];
}

/** The one thing `decodeFrames` throws. */
export class CodecError extends Error {
  readonly code = 'bad-compact-frames';
  override readonly name = 'CodecError';
}

/** @param names what a page asked for; `packetId` and `t` are always added, unknown names are left out. */
export function formOf(names: readonly string[]): Form {
  const wanted = new Set<string>(names);
  const chosen: Channel[] = channels.filter(
    (c) => c.name === 'packetId' || c.name === 't' || wanted.has(c.name),
  );
  return {
    key: chosen.map((c) => c.name).join(' '),
    channels: chosen,
    lanes: chosen.reduce((sum, c) => sum + c.size, 0),
  };
}

/** Steps per unit: dividing by a whole number gives back the shortest decimal. */
function stepsPerUnit(c: Channel): number {
  return Math.round(1 / c.step);
}

function toSteps(c: Channel, value: unknown): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const steps = Math.round((value as number) * stepsPerUnit(c));
  // Below zero stays as it is, so that every number keeps a place beside null's 0.
  return c.nullable && steps >= 0 ? steps + 1 : steps;
}

function fromSteps(c: Channel, steps: number): number | boolean | null {
  if (c.type === 'boolean') return steps !== 0;
  if (!c.nullable) return steps / stepsPerUnit(c);
  if (steps === 0) return null;
  return (steps > 0 ? steps - 1 : steps) / stepsPerUnit(c);
}

/** A byte buffer that grows; reused from message to message. */
class Writer {
  bytes = new Uint8Array(4096);
  length = 0;

  byte(value: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = value;
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  signed(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }
}

const writer = new Writer();

/**
 * @param frames checked frames (see `frameProblem`) of one lap, in order; values are rounded to the channel's step.
 * @returns a fresh buffer that the caller may keep.
 */
export function encodeFrames(
  form: Form,
  lap: number,
  frames: readonly Partial<Frame>[],
): Uint8Array {
  const maskBytes = Math.ceil(form.channels.length / 8);
  const before = new Float64Array(form.lanes);
  const known = new Uint8Array(form.channels.length);
  writer.length = 0;
  writer.byte(framesKind);
  writer.varint(lap);
  writer.varint(frames.length);
  for (const frame of frames) {
    const mask = writer.length;
    for (let i = 0; i < maskBytes; i++) writer.byte(0);
    let lane = 0;
    for (let i = 0; i < form.channels.length; i++) {
      const c = form.channels[i]!;
      const value = frame[c.name as ChannelName];
      if (value !== undefined && (known[i] === 0 || changed(c, value, before, lane))) {
        known[i] = 1;
        writer.bytes[mask + (i >> 3)]! |= 1 << (i & 7);
        for (let k = 0; k < c.size; k++) {
          const steps = toSteps(c, c.size === 1 ? value : (value as readonly number[])[k]);
          writer.signed(steps - before[lane + k]!);
          before[lane + k] = steps;
        }
      }
      lane += c.size;
    }
  }
  return writer.bytes.slice(0, writer.length);
}

function changed(c: Channel, value: unknown, before: Float64Array, lane: number): boolean {
  if (c.size === 1) return toSteps(c, value) !== before[lane];
  for (let k = 0; k < c.size; k++) {
    if (toSteps(c, (value as readonly number[])[k]) !== before[lane + k]) return true;
  }
  return false;
}

class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new CodecError('The message ends in the middle of a frame.');
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
      if (scale > 2 ** 49) throw new CodecError('A number is longer than any that is sent.');
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new CodecError('A number is too large.');
    return value;
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** @throws CodecError for anything that `encodeFrames` could not have made. */
export function decodeFrames(form: Form, bytes: Uint8Array): DecodedFrames {
  const reader = new Reader(bytes);
  if (reader.byte() !== framesKind) throw new CodecError('The message is not of frames.');
  const lap = reader.varint();
  const count = reader.varint();
  if (count > limits.batchFramesMax) throw new CodecError('The message has too many frames.');
  const maskBytes = Math.ceil(form.channels.length / 8);
  const before = new Float64Array(form.lanes);
  const frames: Partial<Frame>[] = [];
  let known: Record<string, unknown> = {};
  for (let n = 0; n < count; n++) {
    known = { ...known };
    const mask = reader.at;
    reader.at += maskBytes;
    if (reader.at > bytes.length)
      throw new CodecError('The message ends in the middle of a frame.');
    let lane = 0;
    for (let i = 0; i < maskBytes * 8; i++) {
      const set = (bytes[mask + (i >> 3)]! & (1 << (i & 7))) !== 0;
      const c = form.channels[i];
      if (c === undefined) {
        if (set) throw new CodecError('A frame holds a channel that was not asked for.');
        continue;
      }
      if (set) known[c.name] = readChannel(c, reader, before, lane);
      lane += c.size;
    }
    frames.push(known as Partial<Frame>);
  }
  if (reader.at !== bytes.length) throw new CodecError('The message goes on after its last frame.');
  return { lap, frames };
}

function readChannel(c: Channel, reader: Reader, before: Float64Array, lane: number): unknown {
  const values: unknown[] = [];
  for (let k = 0; k < c.size; k++) {
    const steps = before[lane + k]! + reader.signed();
    if (Math.abs(steps) > Number.MAX_SAFE_INTEGER) throw new CodecError('A number is too large.');
    before[lane + k] = steps;
    values.push(fromSteps(c, steps));
  }
  return c.size === 1 ? values[0] : values;
}
