/** What the panel says of the sources of other cars. */
import { expect, test } from 'vitest';
import {
  carSourceRows,
  gameAppSentence,
  gameServerSentence,
  isInUse,
} from '../../../panel/settings/car-sources.ts';
import { carSources } from '../../../protocol/cars.ts';

test('every source has one row; agents of other drivers are not a source to be set up', () => {
  const named = carSourceRows.flatMap(({ names }) => names);
  expect([...named].sort()).toEqual(carSources.filter((name) => name !== 'agents').sort());
  for (const row of carSourceRows) {
    expect(isInUse(row, ['agents', row.names[0]!])).toBe(true);
    expect(isInUse(row, [])).toBe(false);
  }
});

test('the app in the game is described with what to do next', () => {
  const game = 'C:\\ac';
  expect(gameAppSentence({ game: null, kind: null, state: 'absent' })).toContain('not found');
  expect(gameAppSentence({ game, kind: 'lua', state: 'absent' })).toBe(
    'The app is not in the game yet.',
  );
  expect(gameAppSentence({ game, kind: 'python', state: 'absent' })).toContain('patch');
  expect(gameAppSentence({ game, kind: 'lua', state: 'current' })).toContain('by itself');
  expect(gameAppSentence({ game, kind: 'python', state: 'current' })).toContain('UI modules');
  expect(gameAppSentence({ game, kind: 'lua', state: 'other-version' })).toContain('again');
});

test('a server is named with its race, or with what it must do', () => {
  const server = {
    address: '127.0.0.1:11000',
    listenPort: 12_000,
    forwardTo: null,
    packetsRefused: 0,
    cars: 0,
  };
  const waiting = {
    ...server,
    state: 'waiting',
    server: null,
    session: null,
    track: null,
  } as const;
  expect(gameServerSentence(waiting)).toBe(
    'Waiting for the server at 127.0.0.1:11000. It must send to port 12000 of this PC.',
  );
  const race = { ...server, state: 'following', server: 'League', session: 'Race' } as const;
  expect(gameServerSentence({ ...race, track: 'ks_spa', cars: 1 })).toBe(
    'Race of League on Spa, 1 car.',
  );
});
