/** What the program remembers about updates, whatever is in its file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openUpdateMemory } from '../../../cli/updates/update-memory.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { LogBook } from '../../support/log-book.ts';

test.each([
  '{"daily":true,"answeredAt":1e300}',
  '{"daily":true,"unreachableAt":-1}',
  '{"daily":"yes"}',
  '[]',
  'garbage',
])('what somebody wrote into it is not believed: %s', async (text) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'updates.json'), text);
  const memory = await openUpdateMemory(folder, new LogBook());
  const none = { answeredAt: null, unreachableAt: null, announcement: null };
  expect(memory.value).toEqual({ daily: false, ...none });
  await memory.update((value) => ({ ...value, daily: true }));
  expect((await openUpdateMemory(folder, new LogBook())).value).toEqual({ daily: true, ...none });
});
