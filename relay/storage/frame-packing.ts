/**
 * Packs frames into short text for SQLite: an hour of driving takes 23 MB instead of 80 MB of plain JSON. In the packed
 * text, single control characters replace parts that occur in nearly every frame. JSON never contains those characters,
 * so unpacking is exact. SQL can unpack it too: the column `data` is generated (`dataExpression`).
 */
import type { Frame } from '../../protocol/frame.ts';

/** Separates two frames. Replaces the fields that all frames share and the beginning of the next frame. */
const boundary = '\x01';
const nextFrame = '},{"packetId":';

/**
 * Texts and the character codes that replace them. The generated column of the first migration contains this list, so it
 * must not change. Codes that common tools cannot show are not used.
 */
const substitutions: readonly (readonly [code: number, text: string])[] = [
  [2, ',"gas":0.'],
  [3, ',"gas":0'],
  [4, ',"gas":1'],
  [5, ',"brake":0.'],
  [6, ',"brake":0'],
  [7, ',"brake":1'],
  [8, ',"fuel":'],
  [11, ',"gear":'],
  [12, ',"rpms":'],
  [14, ',"steerAngle":-0.'],
  [15, ',"steerAngle":0.'],
  [16, ',"speedKmh":'],
  [17, ',"t":'],
  [18, ',"clutch":0'],
  [19, ',"currentLapTime":'],
  [20, ',"trackPosition":0.'],
  [21, ',"accG":['],
  [22, '],"worldPosition":['],
  [23, ',-0.'],
  [24, ',0.'],
  [25, ',-'],
  [26, ',"tyreCoreC":['],
  [27, '],"tyrePressurePsi":['],
  [28, '],"tyreWearPct":['],
  [29, ',"sector":'],
  [30, ',"lastSectorTime":'],
  [31, ',"sessionTimeLeftMs":'],
];

/** Longer texts first, because `,"gas":0` begins `,"gas":0.`. */
const byLength = [...substitutions].sort((a, b) => b[1].length - a[1].length);
const escapeRegExp = (text: string) => text.replace(/[[\]{}.*+?^$()|\\]/g, '\\$&');
const anyText = new RegExp(byLength.map(([, text]) => escapeRegExp(text)).join('|'), 'g');
const codeOf = new Map(substitutions.map(([code, text]) => [text, String.fromCharCode(code)]));
const textOf = new Map(substitutions.map(([code, text]) => [String.fromCharCode(code), text]));
// biome-ignore lint/suspicious/noControlCharactersInRegex: it matches the codes
const anyCode = /[\x01-\x1f]/g;

/** Frames packed before other work gets a turn, because packing a full chunk would delay live frames. */
const sliceFrames = 200;

export interface Packed {
  packed: string;
  /** The fields that every frame of the chunk shares, as the end of a frame's JSON: `,"lap":5,"position":1`. */
  common: string;
}

/** @param frames at least one */
export async function packFrames(frames: readonly Frame[]): Promise<Packed> {
  const same = commonFields(frames);
  const common = same.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const packed = await shortTexts(frames, new Set(same.map(([name]) => name)));
  return { packed, common: common.join('') };
}

/** Only own fields count, because a publisher may name a field `toString`. */
function hasField(frame: Frame, name: string, value: unknown): boolean {
  return (
    Object.hasOwn(frame, name) && (frame as unknown as Record<string, unknown>)[name] === value
  );
}

/** @returns JSON text of the array of frames */
export function unpackFrames({ packed, common }: Packed): string {
  const between = `${common}${nextFrame}`;
  const inner = packed.replace(anyCode, (code) =>
    code === boundary ? between : (textOf.get(code) ?? code),
  );
  return `[{"packetId":${inner}${common}}]`;
}

/** Fields with the same plain value in every frame. */
function commonFields(frames: readonly Frame[]): [string, unknown][] {
  let same = Object.entries(frames[0]!).filter(
    ([name, value]) => name !== 'packetId' && (typeof value !== 'object' || value === null),
  );
  for (const frame of frames) same = same.filter(([name, value]) => hasField(frame, name, value));
  return same;
}

/** @param common fields to leave out, because `Packed.common` has them */
async function shortTexts(frames: readonly Frame[], common: ReadonlySet<string>): Promise<string> {
  const left = new Set(['packetId', ...common]);
  const parts: string[] = [];
  for (let i = 0; i < frames.length; i += sliceFrames) {
    if (i > 0) await new Promise((resolve) => setImmediate(resolve));
    for (const frame of frames.slice(i, i + sliceFrames)) parts.push(shortText(frame, left));
  }
  return parts.join(boundary);
}

function shortText(frame: Frame, left: ReadonlySet<string>): string {
  const rest = Object.fromEntries(Object.entries(frame).filter(([name]) => !left.has(name)));
  const json = JSON.stringify(rest);
  const fields = json === '{}' ? '' : `,${json.slice(1, -1)}`;
  return frame.packetId + fields.replace(anyText, (text) => codeOf.get(text)!);
}

/** SQLite before 3.46 cannot parse more than about twenty nested calls, so SQL unpacks in two steps. */
const half = 14;

/** SQL that unpacks the first half of the substitutions in the column `packed`. */
export function widenedExpression(): string {
  return putBack('packed', substitutions.slice(0, half));
}

/** SQL that makes the JSON from the columns `widened` and `common`. */
export function dataExpression(): string {
  const inner = putBack('widened', substitutions.slice(half));
  return `'[{"packetId":' || replace(${inner}, char(1), common || '${nextFrame}') || common || '}]'`;
}

function putBack(column: string, some: typeof substitutions): string {
  return some.reduce((sql, [code, text]) => `replace(${sql}, char(${code}), '${text}')`, column);
}
