/** A separate file, because it loads the modules again and gets classes that differ from those of other tests. */
import { describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import type { StoreProblem } from '../../../relay/storage/store-problem.ts';

describe('a driver that is not installed', () => {
  test.each([
    ['sqlite3', 'sqlite:laps.db', /Node 22\.13.*install its driver/],
    ['pg', 'postgres://u@127.0.0.1:1/d', /Install it/],
  ])(
    '%s fails only its own kind of database, and the error explains how to install it',
    async (driver, address, hint) => {
      vi.resetModules();
      vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
      vi.doMock(driver, () => {
        throw new Error(`Cannot find module '${driver}'`);
      });
      try {
        const fresh = await import('../../../relay/storage/open-database.ts');
        const problem = await fresh.openStore(address).catch((cause: unknown) => cause);
        expect(problem).toMatchObject({ code: 'driver-missing', lasting: true });
        expect((problem as StoreProblem).message).toContain(driver);
        expect((problem as StoreProblem).hint).toMatch(hint);
        await (await fresh.openRecorder({ db: 'none', log: silentLog })).close();
      } finally {
        vi.restoreAllMocks();
        vi.doUnmock(driver);
        vi.resetModules();
      }
    },
  );
});
