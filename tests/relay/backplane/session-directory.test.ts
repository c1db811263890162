/** Which relay owns a session, decided by every relay for itself. */
import { expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { ListedElsewhere } from '../../../relay/backplane/backplane-messages.ts';
import { SessionDirectory } from '../../../relay/backplane/session-directory.ts';

function listed(sessionID: string, epoch: number, more: Partial<ListedElsewhere> = {}) {
  return {
    sessionID,
    epoch,
    run: 1,
    runName: 'one',
    driver: null,
    key: null,
    ended: false,
    isPublished: true,
    keepsLatest: true,
    activity: null,
    status: {} as ListedElsewhere['status'],
    watch: null,
    ...more,
  };
}

function presence(relay: string, sessions: ListedElsewhere[], part = 1, parts = 1) {
  return {
    type: 'presence' as const,
    relay,
    name: relay,
    live: null,
    viewers: 0,
    part,
    parts,
    sessions,
  };
}

const change = (directory: SessionDirectory, relay: string, session: ListedElsewhere, now = 0) =>
  directory.receive({ type: 'session', relay, session }, now);

test('a session is owned by the relay that lists it, until that relay is silent for too long', () => {
  const directory = new SessionDirectory('me');
  expect(directory.receive(presence('b', [listed('S', 5)]), 0)).toEqual([
    { sessionID: 'S', owner: 'b', wasOwn: false },
  ]);
  expect(directory.expire(limits.backplaneSilentMs)).toEqual([]);
  expect(directory.expire(limits.backplaneSilentMs + 1)).toEqual([
    { sessionID: 'S', owner: null, wasOwn: false },
  ]);
  expect(directory.relays).toEqual([]);
});

test('a relay that stood still itself does not take the others for silent', () => {
  const directory = new SessionDirectory('me');
  directory.receive(presence('b', [listed('S', 5)]), 0);
  directory.ignoreSilence(60_000);
  expect(directory.expire(61_000)).toEqual([]);
});

test('the higher epoch wins, whatever the order in which relays are heard', () => {
  for (const order of [
    ['b', 'c'],
    ['c', 'b'],
  ]) {
    const directory = new SessionDirectory('me');
    for (const relay of order) change(directory, relay, listed('S', relay === 'b' ? 7 : 6));
    expect(directory.elsewhere('S')?.relay).toBe('b');
  }
});

test('of two equal epochs all relays choose the same owner', () => {
  const [a, b] = [new SessionDirectory('a'), new SessionDirectory('b')];
  a.claim('S', 5);
  b.claim('S', 5);
  change(a, 'b', listed('S', 5));
  change(b, 'a', listed('S', 5));
  expect([a.owns('S'), b.owns('S')]).toEqual([false, true]);
});

test('a claim beats every epoch that was heard, also of a relay that is gone and of clocks that run ahead', () => {
  const directory = new SessionDirectory('me');
  directory.receive(presence('b', [listed('S', 9_000)]), 0);
  directory.receive({ type: 'left', relay: 'b' }, 1);
  expect(directory.claim('S', 100)).toEqual({ sessionID: 'S', owner: null, wasOwn: false });
  expect(directory.epochOf('S')).toBe(9_001);
  expect(directory.claim('S', 101)).toBeNull();
});

test('an older list of the former owner does not take the session back; a newer claim does', () => {
  const directory = new SessionDirectory('me');
  directory.receive(presence('b', [listed('S', 5)]), 0);
  directory.claim('S', 0);
  expect(directory.receive(presence('b', [listed('S', 5)]), 0)).toEqual([]);
  expect(directory.owns('S')).toBe(true);
  expect(change(directory, 'b', listed('S', 7))).toEqual([
    { sessionID: 'S', owner: 'b', wasOwn: true },
  ]);
  expect(directory.owns('S')).toBe(false);
});

test('a list in parts counts when its last part has come; sessions that it lacks are gone', () => {
  const directory = new SessionDirectory('me');
  directory.receive(presence('b', [listed('S', 5), listed('T', 5)]), 0);
  expect(directory.receive(presence('b', [listed('S', 5)], 1, 2), 1)).toEqual([]);
  expect(directory.elsewhere('T')).toBeDefined();
  const changes = directory.receive(presence('b', [listed('U', 5)], 2, 2), 2);
  expect(changes).toEqual([
    { sessionID: 'T', owner: null, wasOwn: false },
    { sessionID: 'U', owner: 'b', wasOwn: false },
  ]);
});

test('a list whose parts do not fit together changes nothing', () => {
  const directory = new SessionDirectory('me');
  directory.receive(presence('b', [listed('S', 5)]), 0);
  expect(directory.receive(presence('b', [listed('U', 5)], 2, 3), 1)).toEqual([]);
  expect(directory.receive(presence('b', [], 3, 3), 1)).toEqual([]);
  expect(directory.elsewhere('S')).toBeDefined();
});
