/** Which publish key a session belongs to. */
import { expect, onTestFinished, test } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import type { AccessGrant } from '../../../relay/access/access-policy.ts';
import { SessionOwners } from '../../../relay/access/session-owners.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

const key = (id: string, allows: 'publish' | 'admin' = 'publish'): AccessGrant => ({
  kind: 'key',
  id,
  sha256: '',
  allows,
});
const relay: AccessGrant = { kind: 'relay' };
const nobody: AccessGrant = { kind: 'nobody', isRemote: false };

/** @param known keys that exist */
function open(
  known: ReadonlySet<string>,
  userFolder = temporaryFolder((end) => onTestFinished(async () => void (await end()))),
) {
  const parts = { userFolder, log: silentLog, isKnownKey: (id: string) => known.has(id) };
  return { userFolder, opened: SessionOwners.open(parts) };
}

const refused = expect.objectContaining({ code: 'session-taken' });

test('a session belongs to the key that began it, also after a restart', async () => {
  const known = new Set(['anna', 'ben']);
  const { opened, userFolder } = open(known);
  const owners = await opened;
  owners.claim('S', key('anna'));
  owners.claim('S', key('anna'));
  expect(() => owners.claim('S', key('ben'))).toThrowError(refused);
  owners.claim('T', key('ben'));
  await owners.flush();
  const later = await open(known, userFolder).opened;
  expect(() => later.claim('S', key('ben'))).toThrowError(refused);
  later.claim('T', key('ben'));
});

test('whoever runs the relay may publish under every id, and takes none away', async () => {
  const owners = await open(new Set(['anna'])).opened;
  owners.claim('S', key('anna'));
  owners.claim('S', relay);
  owners.claim('S', key('cleo', 'admin'));
  owners.claim('S', key('anna'));
  owners.claim('own', relay);
  expect(() => owners.claim('own', key('anna'))).toThrowError(refused);
  expect(() => owners.claim('own', { kind: 'setting' })).toThrowError(refused);
});

test('a session of a key that was revoked is free', async () => {
  const known = new Set(['anna', 'ben']);
  const owners = await open(known).opened;
  owners.claim('S', key('anna'));
  known.delete('anna');
  owners.claim('S', key('ben'));
});

test('without a key a session belongs to nobody', async () => {
  const owners = await open(new Set(['anna'])).opened;
  owners.claim('S', nobody);
  owners.claim('S', key('anna'));
  owners.claim('S', nobody);
});

test('what another relay says holds where nothing is known here', async () => {
  const { opened } = open(new Set(['anna', 'ben']));
  const owners = await opened;
  owners.adopt('S', 'anna');
  expect(owners.keyOf('S')).toBe('anna');
  expect(() => owners.claim('S', key('ben'))).toThrowError(refused);
  owners.claim('S', key('anna'));
  owners.adopt('S', 'ben');
  expect(owners.keyOf('S')).toBe('anna');
  // A key that is not known here keeps nobody out.
  owners.adopt('T', 'cleo');
  expect(owners.keyOf('T')).toBeNull();
});
