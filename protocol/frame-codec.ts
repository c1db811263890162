/**
 * Compact frames: what our own pages receive instead of JSON. A message can be read without the others, as a viewer may miss
 * any of them. Pure; never touches a socket.
 *
 * | part | content |
 * |---|---|
 * | kind | 1 byte: 2, +1 for a single frame, +4 when all channels are in |
 * | lap | varint |
 * | frame count | varint; absent for a single frame |
 * | mask | bit i of byte i>>3: channel i is in this message; absent when all are |
 * | columns | one for each value of each channel |
 *
 * A column is the first value in whole steps and, with more frames, the width in bits of the differences between neighbours
 * and those differences, packed. `packetId` and `t` grow almost evenly, so their columns hold the change of the difference.
 * Numbers are LEB128 varints, signed ones zigzag. Nullable channels count from 1 (below zero from -1); 0 is null. Booleans
 * are 0 and 1.
 */
import { ByteReader, ByteWriter, CodecError, unzigzag, zigzag } from './byte-stream.ts';
import { type Channel, type ChannelName, channels } from './channels.ts';
import type { Frame } from './frame.ts';
import { limits } from './limits.ts';

const framesKind = 2;
/** Added to the kind: there is one frame, and its count is left out. */
const singleFlag = 1;
/** Added to the kind: every channel of the form is in the message, and the mask is left out. */
const wholeFlag = 4;
/** Every first byte that a message of frames may have. */
export const framesKinds: readonly number[] = [
  0,
  singleFlag,
  wholeFlag,
  singleFlag + wholeFlag,
].map((flags) => framesKind + flags);

/** Added to the width of a channel's first column when its values begin later than the first frame; that frame's number follows. */
const lateFlag = 128;
/** More bits than a difference of any channel takes, and few enough for exact arithmetic with a byte begun. */
const widthBitsMost = 45;

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

/** A value as the wire carries it: whole steps of its channel. */
export function stepsOf(c: Channel, value: unknown): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const steps = Math.round((value as number) * c.stepsPerUnit);
  // Below zero stays as it is, so that every number keeps a place beside null's 0.
  return c.nullable && steps >= 0 ? steps + 1 : steps;
}

function fromSteps(c: Channel, steps: number): number | boolean | null {
  if (c.type === 'boolean') return steps !== 0;
  if (!c.nullable) return steps / c.stepsPerUnit;
  if (steps === 0) return null;
  return (steps > 0 ? steps - 1 : steps) / c.stepsPerUnit;
}

/** Bits that a number takes; 0 for 0. */
function bitsOf(value: number): number {
  return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32));
}

for (const c of channels) {
  const farthest = Math.max(Math.abs(c.min), Math.abs(c.max)) * c.stepsPerUnit;
  if (bitsOf(8 * farthest) > widthBitsMost) throw new Error(`${c.name} does not fit a column.`);
}

const writer = new ByteWriter();
/** Values of one channel, and differences of one column; reused. */
const values: unknown[] = [];
const differences = new Float64Array(limits.batchFramesMax);

/**
 * @param frames checked frames (see `frameProblem`) of one lap, in order, at most `limits.batchFramesMax`; values are
 * rounded to the channel's step.
 * @returns a fresh buffer that the caller may keep.
 */
export function encodeFrames(
  form: Form,
  lap: number,
  frames: readonly Partial<Frame>[],
): Uint8Array {
  const count = frames.length;
  const single = count === 1 ? singleFlag : 0;
  writer.length = 0;
  writer.byte(framesKind + single);
  writer.varint(lap);
  if (single === 0) writer.varint(count);
  const mask = writer.length;
  let missing = 0;
  for (let i = 0; i < form.channels.length; i += 8) writer.byte(0);
  const columns = writer.length;
  for (let i = 0; i < form.channels.length; i++) {
    const c = form.channels[i]!;
    const start = gather(c.name as ChannelName, frames);
    if (start === count) {
      missing++;
      continue;
    }
    writer.bytes[mask + (i >> 3)]! |= 1 << (i & 7);
    for (let k = 0; k < c.size; k++) writeColumn(c, k, start, count);
  }
  if (missing === 0) {
    writer.bytes[0]! += wholeFlag;
    writer.bytes.copyWithin(mask, columns, writer.length);
    writer.length -= columns - mask;
  }
  return writer.bytes.slice(0, writer.length);
}

/** Collects a channel's values; where a frame has none it has that of the frame before. @returns the first frame with one */
function gather(name: ChannelName, frames: readonly Partial<Frame>[]): number {
  let start = frames.length;
  let known: unknown;
  for (let n = 0; n < frames.length; n++) {
    const value = frames[n]![name];
    if (value !== undefined) {
      known = value;
      if (start > n) start = n;
    }
    values[n] = known;
  }
  return start;
}

/** @param k which of the channel's values */
function writeColumn(c: Channel, k: number, start: number, count: number): void {
  const steady = c.isSteady;
  let before = 0;
  let pace = 0;
  let widest = 0;
  for (let n = start; n < count; n++) {
    const value = values[n];
    const steps = stepsOf(c, c.size === 1 ? value : (value as readonly number[])[k]);
    if (n === start) {
      writer.varint(zigzag(steps));
    } else {
      const difference = zigzag(steps - before - pace);
      if (steady) pace = steps - before;
      differences[n] = difference;
      if (difference > widest) widest = difference;
    }
    before = steps;
  }
  if (count === 1) return;
  const width = bitsOf(widest);
  const isLate = k === 0 && start > 0;
  writer.byte(isLate ? width | lateFlag : width);
  if (isLate) writer.varint(start);
  if (width === 0) return;
  for (let n = start + 1; n < count; n++) writer.bits(differences[n]!, width);
  writer.pad();
}

/** A column of the message that is being read, in steps; from `start` on. */
interface Column {
  readonly start: number;
  readonly steps: Float64Array;
}

/** @throws CodecError for anything that `encodeFrames` could not have made. */
export function decodeFrames(form: Form, bytes: Uint8Array): DecodedFrames {
  const reader = new ByteReader(bytes);
  const kind = reader.byte();
  if (!framesKinds.includes(kind)) throw new CodecError('The message is not of frames.');
  const lap = reader.varint();
  const count = (kind & singleFlag) === 0 ? reader.varint() : 1;
  if (count > limits.batchFramesMax) throw new CodecError('The message has too many frames.');
  const whole = (kind & wholeFlag) !== 0;
  const maskBytes = whole ? 0 : Math.ceil(form.channels.length / 8);
  const mask = reader.at;
  reader.at += maskBytes;
  if (reader.at > bytes.length) throw new CodecError('The message ends in the middle of a frame.');
  const frames: Record<string, unknown>[] = [];
  for (let n = 0; n < count; n++) frames.push({});
  const asked = whole ? form.channels.length : maskBytes * 8;
  for (let i = 0; i < asked; i++) {
    if (!whole && (bytes[mask + (i >> 3)]! & (1 << (i & 7))) === 0) continue;
    const c = form.channels[i];
    if (c === undefined) throw new CodecError('There is a channel that was not asked for.');
    if (count === 0) throw new CodecError('There is a channel but no frame.');
    readChannel(c, reader, frames);
  }
  if (reader.at !== bytes.length) throw new CodecError('The message goes on after its last frame.');
  return { lap, frames: frames as Partial<Frame>[] };
}

function readChannel(c: Channel, reader: ByteReader, frames: Record<string, unknown>[]): void {
  const columns: Column[] = [];
  for (let k = 0; k < c.size; k++) {
    columns.push(readColumn(c, reader, frames.length, columns[0]?.start ?? null));
  }
  const { start, steps } = columns[0]!;
  if (c.size === 1) {
    for (let n = start; n < frames.length; n++) frames[n]![c.name] = fromSteps(c, steps[n]!);
    return;
  }
  let known: unknown[] | null = null;
  for (let n = start; n < frames.length; n++) {
    const stays = known !== null && columns.every((one) => one.steps[n] === one.steps[n - 1]);
    if (!stays) known = columns.map((one) => fromSteps(c, one.steps[n]!));
    frames[n]![c.name] = known;
  }
}

/** @param begun where the channel begins, as its first column told; null: this is the first */
function readColumn(c: Channel, reader: ByteReader, count: number, begun: number | null): Column {
  const first = unzigzag(reader.varint());
  let start = begun ?? 0;
  let width = 0;
  if (count > 1) {
    width = reader.byte();
    if (begun === null && width >= lateFlag) {
      width -= lateFlag;
      start = reader.varint();
      if (start === 0 || start >= count) throw new CodecError('A channel begins in no frame.');
    }
    if (width > widthBitsMost) throw new CodecError('A difference is wider than any that is sent.');
  }
  const steady = c.isSteady;
  const steps = new Float64Array(count);
  let before = first;
  let pace = 0;
  steps[start] = before;
  for (let n = start + 1; n < count; n++) {
    const now = before + pace + (width === 0 ? 0 : unzigzag(reader.bits(width)));
    if (Math.abs(now) > Number.MAX_SAFE_INTEGER) throw new CodecError('A number is too large.');
    if (steady) pace = now - before;
    before = now;
    steps[n] = now;
  }
  reader.pad();
  return { start, steps };
}
