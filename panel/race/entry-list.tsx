/** The entry list of the league: edited in a table, imported from files of others, exported as our own. */

import { useEffect, useState } from 'preact/hooks';
import type { Grid } from '../../protocol/cars.ts';
import type { EntryList as List } from '../../protocol/entry-list.ts';
import { Question } from '../core/cards-and-dialogs.tsx';
import { chooseFile } from '../core/choose-file.ts';
import { Button, Form } from '../core/controls.tsx';
import { NotLoaded } from '../core/help-link.tsx';
import { downloadFile } from '../core/json-files.ts';
import { useAttempt, useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import {
  type DraftRow,
  draftColumns,
  draftOf,
  type EntryField,
  type EntryWork,
  emptyRow,
  isChangedElsewhere,
  isEdited,
  listOf,
  withDriversOf,
  withImported,
  workOn,
} from './entry-draft.ts';
import { readEntryFile } from './entry-import.ts';
import { entryWork } from './entry-work.ts';

export function EntryList({ panel }: { readonly panel: Panel }) {
  const answer = useGet<List>(panel, '/api/entries');
  const { value: loaded } = answer;
  useEffect(() => {
    if (loaded !== null) entryWork.value = workOn(loaded, entryWork.value);
  }, [loaded]);
  const work = entryWork.value;
  if (loaded === null || work === null) {
    return <NotLoaded title="The entry list could not be loaded" answer={answer} />;
  }
  return <Editor panel={panel} work={work} />;
}

function Editor({ panel, work }: { readonly panel: Panel; readonly work: EntryWork }) {
  const { saved, rows } = work;
  const [attempt, isBusy] = useAttempt(panel);
  const [isAsking, setAsking] = useState(false);
  const read = listOf(rows);
  const isChanged = isEdited(work);
  const setRows = (changed: (before: readonly DraftRow[]) => readonly DraftRow[]): void => {
    const now = entryWork.value;
    if (now !== null) entryWork.value = { ...now, rows: changed(now.rows) };
  };
  const change = (at: number, field: EntryField, text: string): void =>
    setRows((before) => before.map((row, i) => (i === at ? { ...row, [field]: text } : row)));
  /** @param isAsked the user agreed to overwrite what somebody else has saved */
  const save = async (isAsked = false): Promise<void> => {
    if (!('list' in read)) {
      panel.notify(read.problem, 'bad');
      return;
    }
    await attempt(async () => {
      const there = await panel.relay.get<List>('/api/entries');
      if (!isAsked && isChangedElsewhere(work, there)) {
        setAsking(true);
        return;
      }
      setAsking(false);
      const list = await panel.relay.send<List>('PUT', '/api/entries', read.list);
      // Rows that were changed while the list was being saved stay, unsaved.
      const rows = entryWork.value?.rows ?? work.rows;
      entryWork.value = { saved: list, rows: rows === work.rows ? draftOf(list.entries) : rows };
      panel.notify('The entry list is saved. Overlays show it now.');
    });
  };
  const importFile = async (): Promise<void> => {
    const file = await chooseFile('.csv,.txt,.tsv,.ini,.json,text/csv');
    if (file === null) return;
    const found = readEntryFile(new Uint8Array(await file.arrayBuffer()), file.name);
    if ('problem' in found) {
      panel.notify(found.problem, 'bad');
      return;
    }
    setRows((before) => withImported(before, found.entries));
    const count = found.entries.length;
    panel.notify(
      `${count === 1 ? '1 driver is' : `${count} drivers are`} in the list. Save it to use it.`,
    );
  };
  const addDrivers = (): Promise<boolean> =>
    attempt(async () => {
      const grid = await panel.relay.get<Grid>('/api/sessions/live/cars');
      setRows((before) => withDriversOf(before, grid));
    });
  return (
    <>
      <Form onSubmit={() => void save()}>
        <div class="row">
          <Button onClick={() => void importFile()}>Import</Button>
          <Button onClick={() => void addDrivers()}>Add the drivers of the race</Button>
          <Button
            isIdle={saved.entries.length === 0}
            onClick={() => downloadFile({ name: 'entries', ...saved })}
          >
            Export
          </Button>
        </div>
        <p class="muted small">
          You can import CSV files, the entry_list.ini of a server, and lists that were exported
          here.
        </p>
        {rows.length === 0 ? (
          <p class="muted">There are no drivers in the list yet.</p>
        ) : (
          <EntryTable
            rows={rows}
            onInput={change}
            onRemove={(at) => setRows((before) => before.filter((_, i) => i !== at))}
          />
        )}
        <div class="row race-save">
          <Button kind="main" type="submit" isBusy={isBusy} isIdle={!isChanged}>
            Save
          </Button>
          <Button onClick={() => setRows((before) => [...before, emptyRow])}>Add a driver</Button>
          <span class="muted small" role="status">
            {'problem' in read ? read.problem : isChanged ? 'Not saved yet.' : ''}
          </span>
        </div>
      </Form>
      {isAsking && (
        <Question
          title="The entry list was changed elsewhere"
          act="Overwrite"
          kind="danger"
          isBusy={isBusy}
          onYes={() => void save(true)}
          onNo={() => setAsking(false)}
        >
          <p>
            Another window or program saved the entry list after you opened it. Overwriting it
            removes those changes. To keep both, cancel, export the list in the other window and
            import it here.
          </p>
        </Question>
      )}
    </>
  );
}

interface EntryTableProps {
  readonly rows: readonly DraftRow[];
  onInput(at: number, field: EntryField, text: string): void;
  onRemove(at: number): void;
}

function EntryTable({ rows, onInput, onRemove }: EntryTableProps) {
  return (
    <ul class="race-entries">
      {rows.map((row, at) => (
        <li key={at} class="race-entry card">
          {draftColumns.map(({ field, title }) => (
            <label key={field} data-field={field}>
              <span>{title}</span>
              <input
                type="text"
                autocomplete="off"
                spellcheck={false}
                value={row[field]}
                placeholder={field === 'colour' ? '#1e90ff' : undefined}
                onInput={(event) => onInput(at, field, event.currentTarget.value)}
              />
            </label>
          ))}
          <Button
            kind="quiet"
            small
            label={`Remove ${row.name || row.driver || `driver ${at + 1}`}`}
            onClick={() => onRemove(at)}
          >
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}
