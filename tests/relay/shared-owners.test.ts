/** Relays on one database keep a session for the key that began it, whichever of them it comes to. */
import { expect, test } from 'vitest';
import { silentLog } from '../../protocol/log.ts';
import { KeyFile } from '../../relay/access/key-file.ts';
import { withNewKey } from '../../relay/access/key-list.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { frame } from '../support/frames.ts';
import { need } from '../support/need.ts';
import { suitePostgres } from '../support/postgres.ts';
import { startTestRelay, stopAll, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

need('postgres')('two relays on one PostgreSQL', () => {
  const on = suitePostgres();

  test('keep a session for its key when the relay that it began at is gone', async () => {
    const db = await on.server.database();
    // Each relay has a data folder of its own, with a copy of the keys.
    const folders = [temporaryFolder(), temporaryFolder()];
    let keys: Parameters<typeof withNewKey>[0] = [];
    const make = (name: string) => {
      const change = withNewKey(keys, 'publish', name, new Date());
      keys = change.keys;
      return change.made.key;
    };
    const [anna, ben] = [make('Anna'), make('Ben')];
    for (const folder of folders) await new KeyFile(folder, silentLog).update(() => ({ keys }));
    const relays = await Promise.all(
      folders.map((userFolder) => startTestRelay({ userFolder, db }, { tickMs: 20 })),
    );
    const [first, second] = relays as [TestRelay, TestRelay];
    try {
      const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
      let packetId = 0;
      const post = async (relay: TestRelay, key: string) =>
        (await relay.post('S', 1, [frame(++packetId)], bearer(key))).status;
      expect(await post(first, anna)).toBe(200);
      await first.relay.stop();
      // The second relay has heard nothing of the session; it asks the database as soon as somebody claims it.
      await until('the stranger is refused', async () => (await post(second, ben)) === 403);
      expect(await post(second, anna)).toBe(200);
      const rows = await on.server.psql(db, 'SELECT published_id FROM session_owners');
      expect(rows).toBe('S');
    } finally {
      await stopAll();
    }
  });
});
