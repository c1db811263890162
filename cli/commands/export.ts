/** `sequential export`: writes a stored session to a file, or lists the stored sessions. */
import { resolve } from 'node:path';
import { isDeviceName } from '../../protocol/file-name.ts';
import { cleanTrack } from '../../protocol/track-key.ts';
import { lapTimeText } from '../../protocol/units.ts';
import type { Store, StoredSession } from '../../relay/storage/store.ts';
import type { Command, CommandContext } from '../command.ts';
import { countText } from '../console/count-text.ts';
import { checkTarget } from '../console/target-file.ts';
import { withDatabase } from '../parts/database-part.ts';

/** How many sessions the list shows. */
const listed = 20;

export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes a stored session to a file.',
  details:
    'Writes a stored session with all its frames to a compressed file that "sequential import" reads. Without a session it lists the newest ones. The relay may run meanwhile.',
  settings: ['db'],
  ownFlags: [
    { flag: 'out', placeholder: 'FILE', description: 'The file; else SESSION.jsonl.gz.' },
    { flag: 'force', description: 'Overwrite an existing file.' },
  ],
  words: ['[SESSION]'],
  run: (context) =>
    withDatabase(context, true, async (store) => {
      const sessionID = context.rest[0];
      if (sessionID === undefined) await list(context, store);
      else await write(context, store, sessionID);
      return 0;
    }),
};

async function list({ print }: CommandContext, store: Store): Promise<void> {
  const { sessions, next } = await store.sessions(listed, null);
  if (sessions.length === 0) print('No session is stored yet.\n');
  for (const session of sessions) print(`${lineOf(session)}\n`);
  if (next !== null) print('… and older ones.\n');
}

function lineOf({ sessionID, createdAt, laps, frames, bestLapMs, facts }: StoredSession): string {
  const when = new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ');
  const what = [facts.driverName, facts.car, cleanTrack(facts.track ?? '')]
    .filter(Boolean)
    .join(', ');
  const best = bestLapMs === null ? '' : `, best ${lapTimeText(bestLapMs)}`;
  return `${sessionID}  ${when}  ${countText(laps, 'lap')}, ${countText(frames, 'frame')}${best}${what && `  (${what})`}`;
}

async function write(
  { own, print }: CommandContext,
  store: Store,
  sessionID: string,
): Promise<void> {
  // The id may be the name of a device on Windows.
  const name = isDeviceName(sessionID) ? `session-${sessionID}` : sessionID;
  const file = resolve(typeof own.out === 'string' ? own.out : `${name}.jsonl.gz`);
  checkTarget(file, own.force === true);
  const { exportSession } = await import('../../relay/storage/export-import.ts');
  const { frames } = await exportSession(store, sessionID, file);
  print(`${frames} frames of ${sessionID} are in ${file}.\n`);
}
