/** `sequential prune`: deletes old sessions. */
import type { PruneRule } from '../../relay/storage/prune.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { withDatabase } from '../parts/database-part.ts';

export const pruneCommand: Command = {
  name: 'prune',
  summary: 'Deletes old sessions by age, number or size.',
  details:
    'Deletes stored sessions, the oldest first. Sessions that were written to in the last ten minutes stay. The relay may run meanwhile.',
  settings: ['db'],
  ownFlags: [
    {
      flag: 'keep',
      placeholder: '30d|20',
      description: 'Keep the sessions of the last 30 days, or the newest 20 sessions.',
    },
    { flag: 'max-size', placeholder: '2GB', description: 'Delete until the rest is no larger.' },
    { flag: 'dry-run', description: 'Only print what --keep would delete.' },
  ],
  async run(context) {
    const { parseKeep, parseSize, pruneSessions } = await import('../../relay/storage/prune.ts');
    const { keep, 'max-size': size } = context.own;
    const kept = typeof keep === 'string' ? parseKeep(keep) : {};
    if (kept === null) throw wrong('keep', 'a number of days (30d) or of sessions (20)');
    const sizeMaxBytes = typeof size === 'string' ? parseSize(size) : undefined;
    if (sizeMaxBytes === null) throw wrong('max-size', 'a size (500MB, 2GB)');
    if (keep === undefined && size === undefined) {
      throw new CommandError(
        'bad-setting',
        'prune needs --keep or --max-size, so that nothing is deleted by mistake.',
      );
    }
    const dryRun = context.own['dry-run'] === true;
    const rule: PruneRule = {
      ...kept,
      ...(sizeMaxBytes === undefined ? {} : { sizeMaxBytes }),
      dryRun,
    };
    await withDatabase(context, true, async (store) => {
      const gone = await pruneSessions(store, rule, Date.now());
      if (!dryRun && gone.length > 0) await store.shrink();
      printDeleted(context, gone, dryRun);
    });
    return 0;
  },
};

function printDeleted(
  { print }: CommandContext,
  gone: readonly { sessionID: string }[],
  dryRun: boolean,
): void {
  if (gone.length === 0) print('Nothing to delete.\n');
  for (const { sessionID } of gone) print(`${dryRun ? 'would delete' : 'deleted'} ${sessionID}\n`);
}

function wrong(flag: string, expected: string): CommandError {
  return new CommandError('bad-setting', `--${flag} must be ${expected}.`);
}
