/**
 * Frames as short text for SQLite. The text is JSON in which pieces that come in nearly every frame are replaced by
 * single control characters; JSON never holds those as they are, so putting the pieces back gives the same JSON for
 * whatever a publisher sent. SQL can do that too: the `data` column is generated from it (`dataExpression`).
 */
import type { Frame } from '../../protocol/frame.ts';

/** Between two frames; stands for what is the same in all frames of the chunk, and the beginning of the next one. */
const boundary = '\x01';
const nextFrame = '},{"packetId":';

/**
 * Pieces and the character codes that stand for them. The generated column of the first migration holds this very
 * list, so it never changes; what is not in it is stored as it is. Codes that people's tools choke on are left out.
 */
const pieces: readonly (readonly [code: number, text: string])[] = [
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

/** Longer pieces first: `,"gas":0` begins `,"gas":0.`. */
const byLength = [...pieces].sort((a, b) => b[1].length - a[1].length);
const escapeRegExp = (text: string) => text.replace(/[[\]{}.*+?^$()|\\]/g, '\\$&');
const anyPiece = new RegExp(byLength.map(([, text]) => escapeRegExp(text)).join('|'), 'g');
const codeOf = new Map(pieces.map(([code, text]) => [text, String.fromCharCode(code)]));
const textOf = new Map(pieces.map(([code, text]) => [String.fromCharCode(code), text]));
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const anyCode = /[\x01-\x1f]/g;

/** Frames that are packed without letting anything else run: a chunk takes longer than a frame of the live picture. */
const sliceFrames = 200;

export interface Packed {
  packed: string;
  /** What is the same in every frame of the chunk, as it stands at a frame's end: `,"lap":5,"position":1`. */
  common: string;
}

/** @param frames at least one */
export async function packFrames(frames: readonly Frame[]): Promise<Packed> {
  const same = commonFields(frames);
  const common = same.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const packed = await shortTexts(frames, new Set(same.map(([name]) => name)));
  return { packed, common: common.join('') };
}

/** Own fields only: a publisher may name a field `toString`. */
function hasField(frame: Frame, name: string, value: unknown): boolean {
  return (
    Object.hasOwn(frame, name) && (frame as unknown as Record<string, unknown>)[name] === value
  );
}

/** The opposite. @returns JSON text of the array of frames */
export function unpackFrames({ packed, common }: Packed): string {
  const between = `${common}${nextFrame}`;
  const inner = packed.replace(anyCode, (code) =>
    code === boundary ? between : (textOf.get(code) ?? code),
  );
  return `[{"packetId":${inner}${common}}]`;
}

/** Plain values that every frame of the chunk has alike. */
function commonFields(frames: readonly Frame[]): [string, unknown][] {
  let same = Object.entries(frames[0]!).filter(
    ([name, value]) => name !== 'packetId' && (typeof value !== 'object' || value === null),
  );
  for (const frame of frames) same = same.filter(([name, value]) => hasField(frame, name, value));
  return same;
}

/** @param common fields that are kept elsewhere */
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
  return frame.packetId + fields.replace(anyPiece, (text) => codeOf.get(text)!);
}

/** SQLite before 3.46 cannot read deeper nesting than about twenty calls, so the pieces are put back in two steps. */
const half = 14;

/** SQL that puts the first half of the pieces back into the column `packed`. */
export function widenedExpression(): string {
  return putBack('packed', pieces.slice(0, half));
}

/** SQL that puts the JSON back together from the columns `widened` and `common`. */
export function dataExpression(): string {
  const inner = putBack('widened', pieces.slice(half));
  return `'[{"packetId":' || replace(${inner}, char(1), common || '${nextFrame}') || common || '}]'`;
}

function putBack(column: string, some: typeof pieces): string {
  return some.reduce((sql, [code, text]) => `replace(${sql}, char(${code}), '${text}')`, column);
}
