/** Offers what an older Sequential has left on this machine, until it is taken over or dismissed. */
import type { OlderFolder, OlderFoldersAnswer, TakenOver } from '../../protocol/program-answers.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { useRestart } from './restart.tsx';
import type { SectionProps } from './section.ts';
import { bytesText, dayText, olderPartText, plural } from './wording.ts';

export function OlderFolders({ panel }: SectionProps) {
  const older = useGet<OlderFoldersAnswer>(panel, '/api/older-folders', { mayAskKey: false });
  if (older.value === null) return null;
  const { folders, last } = older.value;
  return (
    <>
      {folders.map((folder, at) => (
        <Older
          key={folder.id}
          panel={panel}
          folder={folder}
          // Several may be of one version.
          count={folders.length === 1 ? '' : ` (${at + 1} of ${folders.length})`}
          again={older.again}
        />
      ))}
      {last !== null && <LastTaken last={last} />}
    </>
  );
}

interface OlderProps {
  readonly panel: Panel;
  readonly folder: OlderFolder;
  readonly count: string;
  again(): void;
}

function Older({ panel, folder, count, again }: OlderProps) {
  const { id, version, usedAt, parts } = folder;
  const address = `/api/older-folders/${id}`;
  const restart = useRestart(panel, () => {
    panel.notify('Taken over. The old folder is as it was.');
    again();
  });
  const dismiss = (): Promise<boolean> =>
    panel.attempt(async () => {
      await panel.relay.send('DELETE', address);
      again();
    });
  const name = version === null ? 'An older Sequential' : `Sequential ${version}`;
  return (
    <Card title={`${name} is on this PC${count}`}>
      <div class="stack">
        <p class="folder-path">
          <code>{folder.folder}</code>
        </p>
        <p>
          Last used on {dayText(usedAt)}. In it:{' '}
          {parts.map((part) => `${olderPartText(part)} (${bytesText(part.bytes)})`).join(', ')}.
        </p>
        <p class="muted small">
          Taking it over adds what is missing here, and restarts Sequential. What is here stays, and
          the old folder is not changed.
        </p>
        <div class="row">
          <Button
            kind="main"
            isBusy={restart.isBusy}
            onClick={() => void restart.ask(() => panel.relay.send('POST', address))}
          >
            {restart.isBusy ? 'Taking over …' : 'Take it over'}
          </Button>
          <Button kind="quiet" disabled={restart.isBusy} onClick={() => void dismiss()}>
            Do not offer it again
          </Button>
        </div>
      </div>
    </Card>
  );
}

function LastTaken({ last }: { readonly last: TakenOver }) {
  const { folder, sessions, files, kept } = last;
  return (
    <p class="muted small">
      Taken over from <code>{folder}</code>: {plural(sessions, 'session')} and{' '}
      {plural(files, 'file')}.{kept.length > 0 && ` Kept as they were here: ${kept.join(', ')}.`}
    </p>
  );
}
