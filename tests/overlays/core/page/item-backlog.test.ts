import { describe, expect, test } from 'vitest';
import { ItemBacklog } from '../../../../overlays/core/page/item-backlog.ts';
import type { Sample } from '../../../../overlays/core/sample.ts';
import { limits } from '../../../../protocol/limits.ts';
import { emptyBoard } from '../../../../protocol/timing-summary.ts';

function sample(packetIds: number[], more: Partial<Sample> = {}): Sample {
  return {
    state: { packetId: packetIds.at(-1) ?? 0 },
    passed: packetIds.map((packetId) => ({ packetId })),
    sessionInfo: {},
    board: emptyBoard,
    status: 'driving',
    t: 0,
    events: [],
    reset: false,
    ...more,
  };
}

const event = (id: number) =>
  ({ name: 'lap-completed', id, sessionID: 'S', at: 0 }) as Sample['events'][number];

const ids = ({ passed }: Sample) => passed.map(({ packetId }) => packetId);

describe('the backlog of an item', () => {
  test('is the sample itself while the item draws every picture', () => {
    const share = new ItemBacklog();
    const one = sample([1]);
    expect(share.take(one)).toBe(one);
    expect(share.take(one)).toBe(one);
  });

  test('passes the skipped frames and events once, with the newest state', () => {
    const share = new ItemBacklog();
    // The page uses one array again and again.
    const passed = [{ packetId: 1 }];
    share.add(sample([], { passed, events: [event(1)], reset: true }));
    passed.length = 0;
    share.add(sample([2, 3]));
    const taken = share.take(sample([4], { events: [event(2)] }));
    expect(ids(taken)).toEqual([1, 2, 3, 4]);
    expect(taken.events.map(({ id }) => id)).toEqual([1, 2]);
    expect(taken.reset).toBe(true);
    expect(taken.state).toEqual({ packetId: 4 });
    const next = sample([5]);
    expect(share.take(next)).toBe(next);
  });

  test('forgets what belongs to a previous session', () => {
    const share = new ItemBacklog();
    share.add(sample([1], { events: [event(1)] }));
    share.add(sample([7], { reset: true }));
    const taken = share.take(sample([8]));
    expect([ids(taken), taken.events, taken.reset]).toEqual([[7, 8], [], true]);
  });

  test('keeps the newest frames for an item that was hidden for hours', () => {
    const share = new ItemBacklog();
    const count = 10 * limits.missedFramesMax;
    for (let n = 0; n < count; n++) share.add(sample([n], { events: [event(n)] }));
    const taken = share.take(sample([count]));
    expect(taken.passed.length).toBeLessThanOrEqual(limits.missedFramesMax);
    expect(taken.events.length).toBeLessThanOrEqual(limits.viewerEventsMax);
    expect([taken.passed.at(-1)?.packetId, taken.events.at(-1)?.id]).toEqual([count, count - 1]);
  });
});
