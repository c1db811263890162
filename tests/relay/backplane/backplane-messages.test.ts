/** Messages of other relays with absurd numbers are ignored. */
import { expect, test } from 'vitest';
import {
  readDirectoryMessage,
  readRelayMessage,
} from '../../../relay/backplane/backplane-messages.ts';

const activity = { batches: 4, agoMs: 20, gapMs: 16 };
const session = {
  ...{ sessionID: 'S', epoch: 1_795_000_000_000, run: 1, runName: 'r', driver: null, key: null },
  ...{ ended: false, isPublished: true, keepsLatest: false, activity, status: {}, watch: null },
};
const directory = (more: object, at: object = {}) =>
  readDirectoryMessage(
    Buffer.from(
      JSON.stringify({
        type: 'session',
        relay: 'a',
        session: { ...session, ...more, activity: { ...activity, ...at } },
      }),
    ),
  );
const asked = (message: object) => readRelayMessage(Buffer.from(JSON.stringify(message)));
const encoding = { channels: ['rpms'], hz: 60, coalesced: false, board: false, cars: false };
const join = { type: 'join', relay: 'a', sessionID: 'S', token: 't', encoding };
const batch = { type: 'batch', sessionID: 'S', lap: 3, frames: [], remoteAddress: '' };

test('messages as relays send them are read', () => {
  expect(directory({})).not.toBeNull();
  expect(directory({}, { agoMs: -5 })).not.toBeNull();
  expect(asked(join)).not.toBeNull();
  expect(asked(batch)).not.toBeNull();
});

test.each([
  directory({ epoch: 1e15 }),
  directory({ epoch: 1.5 }),
  directory({ run: -1 }),
  directory({}, { agoMs: 1e300 }),
  directory({}, { batches: 0.5 }),
  asked({ ...join, encoding: { ...encoding, hz: -1 } }),
  asked({ ...join, encoding: { ...encoding, hz: 1e9 } }),
  asked({ ...batch, lap: 1e9 }),
  asked({ ...batch, lap: -1 }),
  asked({ type: 'chunk', sessionID: 'S', number: 0.5 }),
])('absurd numbers are not (%#)', (read) => {
  expect(read).toBeNull();
});
