/** A lock that a killed program left goes to one program. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { giveBack, type LockRules, takeLock } from '../../../relay/files/file-lock.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

const leftBy = 'a killed program';

function rulesWith(isAbandoned: LockRules['isAbandoned']): LockRules {
  return { isAbandoned, waitMs: 50, retryMs: 1 };
}

test('of two that find an abandoned lock at once, the later one does not take it from the other', async () => {
  const lock = join(temporaryFolder(), 'lock');
  writeFileSync(lock, leftBy);
  const isLeft = async (path: string) => readFileSync(path, 'utf8') === leftBy;
  let isFirstLook = true;
  const later = rulesWith(async (path) => {
    const isAbandoned = await isLeft(path);
    if (isFirstLook) await takeLock(lock, rulesWith(isLeft));
    isFirstLook = false;
    return isAbandoned;
  });
  await expect(takeLock(lock, later)).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  await giveBack(lock);
  expect(readdirSync(dirname(lock))).toEqual([]);
});

test('a program that was killed while it removed such a lock keeps nobody waiting', async () => {
  const lock = join(temporaryFolder(), 'lock');
  writeFileSync(lock, leftBy);
  writeFileSync(`${lock}.removing`, leftBy);
  await takeLock(
    lock,
    rulesWith(async (path) => readFileSync(path, 'utf8') === leftBy),
  );
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
});
