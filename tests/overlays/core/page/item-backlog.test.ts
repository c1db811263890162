import { describe, expect, test } from 'vitest';
import { ItemBacklog } from '../../../../overlays/core/page/item-backlog.ts';
import type { Sample } from '../../../../overlays/core/sample.ts';
import { limits } from '../../../../protocol/limits.ts';
import { nobody } from '../../../support/overlay-samples.ts';

function sample(packetIds: number[], more: Partial<Sample> = {}): Sample {
  const state = { packetId: packetIds.at(-1) ?? 0 };
  const passed = packetIds.map((packetId) => ({ packetId }));
  return { ...nobody, state, passed, status: 'driving', t: 0, ...more };
}

const event = (id: number) =>
  ({ name: 'lap-completed', id, sessionID: 'S', at: 0 }) as Sample['events'][number];

const ids = ({ passed }: Sample) => passed.map(({ packetId }) => packetId);

describe('the backlog of an item', () => {
  test('is the sample itself while the item draws every picture', () => {
    const backlog = new ItemBacklog();
    const one = sample([1]);
    expect(backlog.drain(one)).toBe(one);
    expect(backlog.drain(one)).toBe(one);
  });

  test('passes the skipped frames and events once, with the newest state', () => {
    const backlog = new ItemBacklog();
    // The page uses one array again and again.
    const passed = [{ packetId: 1 }];
    backlog.add(sample([], { passed, events: [event(1)], reset: true }));
    passed.length = 0;
    backlog.add(sample([2, 3]));
    const drained = backlog.drain(sample([4], { events: [event(2)] }));
    expect(ids(drained)).toEqual([1, 2, 3, 4]);
    expect(drained.events.map(({ id }) => id)).toEqual([1, 2]);
    expect(drained.reset).toBe(true);
    expect(drained.state).toEqual({ packetId: 4 });
    const next = sample([5]);
    expect(backlog.drain(next)).toBe(next);
  });

  test('forgets what belongs to a previous session', () => {
    const backlog = new ItemBacklog();
    backlog.add(sample([1], { events: [event(1)] }));
    backlog.add(sample([7], { reset: true }));
    const drained = backlog.drain(sample([8]));
    expect([ids(drained), drained.events, drained.reset]).toEqual([[7, 8], [], true]);
  });

  test('keeps the newest frames for an item that was hidden for hours', () => {
    const backlog = new ItemBacklog();
    const count = 10 * limits.missedFramesMax;
    for (let n = 0; n < count; n++) backlog.add(sample([n], { events: [event(n)] }));
    const drained = backlog.drain(sample([count]));
    expect(drained.passed.length).toBeLessThanOrEqual(limits.missedFramesMax);
    expect(drained.events.length).toBeLessThanOrEqual(limits.viewerEventsMax);
    expect([drained.passed.at(-1)?.packetId, drained.events.at(-1)?.id]).toEqual([
      count,
      count - 1,
    ]);
  });
});
