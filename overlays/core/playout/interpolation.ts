/**
 * The value of a channel between two samples, or a little past the newest. Pure. Channels that step (gear, flags, lap)
 * are never interpolated. Neither are values that would never have existed: the rpm between two gears, the lap time
 * between two laps.
 */
import type { Channel } from '../../../protocol/channels.ts';
import type { Frame } from '../../../protocol/frame.ts';

/** While the gear changes, a change of the rpm by more than this share is a step. */
const shiftDropShare = 0.15;

/**
 * One number of a linear channel.
 * @param share 0: `from`, 1: `to`; above 1 it extrapolates past `to` within the channel's range
 */
export function blendNumber(channel: Channel, from: number, to: number, share: number): number {
  let target = to;
  if (channel.name === 'trackPosition' && Math.abs(to - from) > 0.5) {
    // Across the finish line, 0.99 to 0.01 is a small step forward.
    target = to > from ? to - 1 : to + 1;
    const value = from + (target - from) * share;
    return value - Math.floor(value);
  }
  const value = from + (target - from) * share;
  const kept = share > 1 ? Math.min(Math.max(value, channel.min), channel.max) : value;
  return channel.type === 'integer' ? Math.round(kept) : kept;
}

/** False if the channel steps from one sample to the next. */
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

/** True if no channel differs but the counters `packetId` and `t`. */
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
