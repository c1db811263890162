/** Frames for tests of the store, with defaults for the fields that a test does not set. */
import type { Frame } from '../../../protocol/frame.ts';

export function frame(
  packetId: number,
  more: Partial<Frame> & Record<string, unknown> = {},
): Frame {
  return {
    packetId,
    gas: 0.784,
    brake: 0,
    fuel: 31.42,
    gear: 4,
    rpms: 7377,
    steerAngle: -0.0125,
    speedKmh: 180.6,
    ...more,
  };
}

/** Frames at 60 Hz (every fifth or sixth packet), `count` of them. */
export function frames(
  firstPacket: number,
  count: number,
  more: (i: number) => Partial<Frame> & Record<string, unknown> = () => ({}),
): Frame[] {
  return Array.from({ length: count }, (_, i) =>
    frame(firstPacket + Math.floor((i * 50) / 9), more(i)),
  );
}

export function packets(list: readonly { packetId: number }[]): number[] {
  return list.map(({ packetId }) => packetId);
}
