/**
 * What is done to every field of every frame, as straight code: one line a channel, made once from the list of
 * channels when the relay starts. A loop over the list costs ten times as much, for each of its looks into a frame is by
 * a name that the engine does not know beforehand. Nothing from outside is ever put into that code.
 */
import { type Channel, channels } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';

/** The condition under which one value fits its channel. */
function valueFits({ type, min, max }: Channel, value: string): string {
  if (type === 'boolean') return `typeof ${value} === 'boolean'`;
  const inRange = `typeof ${value} === 'number' && ${value} >= ${min} && ${value} <= ${max}`;
  return type === 'integer' ? `${inRange} && Number.isInteger(${value})` : inRange;
}

function channelFits(c: Channel): string {
  const lanes = Array.from({ length: c.size }, (_, k) => `(${valueFits(c, `v[${k}]`)})`);
  const one = `(${valueFits(c, 'v')})`;
  const fits =
    c.size === 1 ? one : `(Array.isArray(v) && v.length === ${c.size} && ${lanes.join(' && ')})`;
  const given = c.nullable ? `(v === null || ${fits})` : fits;
  return c.required ? given : `(v === undefined || ${given})`;
}

const checks = channels.map((c) => `v = frame.${c.name}; if (!${channelFits(c)}) return false;`);
const copies = channels.map(({ name: n }) => `v = frame.${n}; if (v !== undefined) into.${n} = v;`);

/** True where `frameProblem` finds none: the same list, the same bounds. */
export const isFrame = new Function(
  'frame',
  `if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return false;
  let v; ${checks.join('\n')} return true;`,
) as (frame: unknown) => boolean;

/** Copies every channel that a frame has; an unknown field of a publisher must not pile up there. */
export const merge = new Function('into', 'frame', `let v; ${copies.join('\n')}`) as (
  into: Partial<Frame>,
  frame: Partial<Frame>,
) => void;
