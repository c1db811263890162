/** The section Back-up: everything in one file, and back again. */

import { useState } from 'preact/hooks';
import { limits } from '../../protocol/limits.ts';
import type { RestorePreview, UserPart } from '../../protocol/program-answers.ts';
import { Card, Dialog } from '../core/cards-and-dialogs.tsx';
import { chooseFile } from '../core/choose-file.ts';
import { Button, SelectField, Switch } from '../core/controls.tsx';
import { useAttempt } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { saveAs } from '../core/save-as.ts';
import { OlderFolders } from './older-folders.tsx';
import { useRestart } from './restart.tsx';
import type { SectionProps } from './section.ts';
import { bytesText, dayText, partTitles, plural } from './wording.ts';

export function Backup({ panel }: SectionProps) {
  return (
    <>
      <OlderFolders panel={panel} />
      <MakeBackup panel={panel} />
      <RestoreBackup panel={panel} />
    </>
  );
}

function MakeBackup({ panel }: { readonly panel: Panel }) {
  const [attempt, isBusy] = useAttempt(panel);
  const make = (): Promise<boolean> =>
    attempt(async () => {
      const file = await panel.relay.download('/api/backup');
      saveAs(file, `sequential-${new Date().toISOString().slice(0, 10)}.zip`);
      panel.notify(`The back-up is downloaded: ${bytesText(file.size)}.`);
    });
  return (
    <Card title="Back-up">
      <div class="stack">
        <p>
          One file with your laps, themes, layouts, track maps and settings, as they are now. You
          can go on driving meanwhile.
        </p>
        <p class="muted small">It holds your OBS password and your keys: keep it to yourself.</p>
        <div class="row">
          <Button kind="main" isBusy={isBusy} onClick={() => void make()}>
            {isBusy ? 'Making it …' : 'Download a back-up'}
          </Button>
        </div>
      </div>
    </Card>
  );
}

async function uploaded(
  panel: Panel,
  file: Blob,
  onProgress: (share: number) => void,
): Promise<RestorePreview> {
  const { id } = await panel.relay.send<{ id: string }>('POST', '/api/restore');
  for (let at = 0; at < file.size; at += limits.uploadPartBytesMax) {
    onProgress(at / file.size);
    const part = file.slice(at, at + limits.uploadPartBytesMax);
    await panel.relay.upload(`/api/restore/${id}/bytes?at=${at}`, part);
  }
  onProgress(1);
  return panel.relay.send<RestorePreview>('POST', `/api/restore/${id}/open`);
}

function RestoreBackup({ panel }: { readonly panel: Panel }) {
  const [progress, setProgress] = useState<number | null>(null);
  const [preview, setPreview] = useState<RestorePreview | null>(null);
  const choose = async (): Promise<void> => {
    const file = await chooseFile('.zip,application/zip');
    if (file === null) return;
    setProgress(0);
    await panel.attempt(async () => setPreview(await uploaded(panel, file, setProgress)));
    setProgress(null);
  };
  const close = (): void => {
    if (preview === null) return;
    setPreview(null);
    panel.relay.send('DELETE', `/api/restore/${preview.id}`).catch(panel.notifyProblem);
  };
  return (
    <Card title="Restore">
      <div class="stack">
        <p>
          Choose a back-up. You see what is in it and what it would replace before anything changes.
        </p>
        <p class="muted small">
          Its settings decide who may reach this PC: leave them out of a file that is not yours.
        </p>
        <div class="row">
          <Button isBusy={progress !== null} onClick={() => void choose()}>
            Choose a back-up …
          </Button>
          {progress !== null && (
            <span role="status" class="muted">
              {progress < 1 ? `${Math.round(progress * 100)} % read` : 'Looking into it …'}
            </span>
          )}
        </div>
      </div>
      {preview !== null && (
        <RestoreDialog
          panel={panel}
          preview={preview}
          onClose={close}
          onDone={() => setPreview(null)}
        />
      )}
    </Card>
  );
}

interface RestoreDialogProps {
  readonly panel: Panel;
  readonly preview: RestorePreview;
  onClose(): void;
  onDone(): void;
}

function RestoreDialog({ panel, preview, onClose, onDone }: RestoreDialogProps) {
  const { id, createdAt, program, parts, sessions, laps, configProblem } = preview;
  const [left, setLeft] = useState<ReadonlySet<UserPart>>(new Set());
  const [mode, setMode] = useState<'replace' | 'add'>(laps[0] ?? 'replace');
  const restart = useRestart(panel, () => {
    panel.notify('The back-up is restored.');
    onDone();
  });
  const usable = parts.filter(({ name }) => name !== 'laps' || laps.length > 0);
  const chosen = usable.map(({ name }) => name).filter((name) => !left.has(name));
  const replaced = parts.filter(
    ({ name, replaced: count }) =>
      count > 0 && chosen.includes(name) && (name !== 'laps' || mode === 'replace'),
  );
  const start = (): void => {
    void restart.ask(() =>
      panel.relay.send('POST', `/api/restore/${id}`, { parts: chosen, laps: mode }),
    );
  };
  return (
    <Dialog title="What is in this back-up" onClose={restart.isBusy ? () => {} : onClose}>
      <div class="stack">
        <p class="muted small">
          Made on {dayText(createdAt)} by Sequential {program}.
        </p>
        <div class="stack close">
          {usable.map((part) => (
            <Switch
              key={part.name}
              label={partTitles[part.name]}
              hint={partHint(part, sessions)}
              checked={!left.has(part.name)}
              onInput={(isOn) => {
                const next = new Set(left);
                if (isOn) next.delete(part.name);
                else next.add(part.name);
                setLeft(next);
              }}
            />
          ))}
        </div>
        {parts.length > usable.length && (
          <p class="small">
            Its laps stay out: no laps are kept here, because the database is switched off.
          </p>
        )}
        {configProblem !== null && (
          <p class="small">Its config file stays out, because it has a mistake. {configProblem}</p>
        )}
        {laps.length > 1 && chosen.includes('laps') && (
          <SelectField<'replace' | 'add'>
            label="What happens to the laps that are here"
            value={mode}
            choices={[
              { value: 'replace', title: 'The back-up takes their place' },
              { value: 'add', title: 'They stay, and those of the back-up are added' },
            ]}
            onInput={(value) => setMode(value)}
          />
        )}
        <p>
          {replaced.length === 0
            ? 'Nothing that is here is replaced.'
            : `Replaced: ${replaced.map(({ name }) => partTitles[name]).join(', ')}. What was there is kept in the folder before-restore.`}{' '}
          Sequential restarts.
        </p>
        <div class="row end">
          <Button kind="quiet" disabled={restart.isBusy} onClick={onClose}>
            Cancel
          </Button>
          <Button
            kind="main"
            isBusy={restart.isBusy}
            disabled={chosen.length === 0}
            onClick={start}
          >
            {restart.isBusy ? 'Restoring …' : 'Restore'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function partHint(
  { name, files, bytes, replaced }: RestorePreview['parts'][number],
  sessions: number | null,
): string {
  if (name === 'laps') return `${plural(sessions ?? 0, 'session')}, ${bytesText(bytes)}`;
  const here =
    replaced === 0
      ? 'None of them is here yet.'
      : `${replaced} with the same name ${replaced === 1 ? 'is' : 'are'} here.`;
  return `${plural(files, 'file')}, ${bytesText(bytes)}. ${here}`;
}
