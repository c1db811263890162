/**
 * The value of a channel between two samples, or a little past the newest. Pure. Channels that step (gear, flags,
 * lap) are never blended; what would show something that never was (the rpm between two gears, the lap timer between
 * two laps) is not blended either.
 */
import type { Channel } from '../../../protocol/channels.ts';
import type { Frame } from '../../../protocol/frame.ts';

/** A drop of the engine's speed by more than this share while the gear changes is a step, not a slope. */
const shiftDropShare = 0.15;

/**
 * One number of a linear channel.
 * @param share 0 = `from`, 1 = `to`; above 1 carries on past `to`, kept inside the channel's range
 */
export function blendNumber(channel: Channel, from: number, to: number, share: number): number {
  let target = to;
  if (channel.name === 'trackPosition' && Math.abs(to - from) > 0.5) {
    // Over the finish line: 0.99 to 0.01 is a small step forward.
    target = to > from ? to - 1 : to + 1;
    const value = from + (target - from) * share;
    return value - Math.floor(value);
  }
  const value = from + (target - from) * share;
  const kept = share > 1 ? Math.min(Math.max(value, channel.min), channel.max) : value;
  return channel.type === 'integer' ? Math.round(kept) : kept;
}

/** False where the way from one sample to the next is a step for this channel. */
export function isSlope(channel: Channel, from: Partial<Frame>, to: Partial<Frame>): boolean {
  if (channel.name === 'rpms') {
    if (from.gear === to.gear) return true;
    const before = from.rpms ?? 0;
    const after = to.rpms ?? 0;
    return Math.abs(after - before) <= shiftDropShare * Math.max(Math.abs(before), Math.abs(after));
  }
  if (channel.name === 'currentLapTime') {
    return from.lap === to.lap && (to.currentLapTime ?? 0) >= (from.currentLapTime ?? 0);
  }
  return true;
}

/** True when no channel but the counters `packetId` and `t` differs. */
export function isSameState(
  channels: readonly Channel[],
  one: Partial<Frame>,
  other: Partial<Frame>,
): boolean {
  for (const { name, size } of channels) {
    if (name === 'packetId' || name === 't') continue;
    const a = one[name as keyof Frame];
    const b = other[name as keyof Frame];
    if (a === b) continue;
    if (size === 1 || !Array.isArray(a) || !Array.isArray(b)) return false;
    for (let k = 0; k < size; k++) if (a[k] !== b[k]) return false;
  }
  return true;
}
