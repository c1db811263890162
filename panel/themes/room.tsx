/** Themes: which one OBS shows, and the editor for one's own. `#/themes` and `#/themes/{name}`. */
import { useEffect } from 'preact/hooks';
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { OtherIsUnsaved, ofThemes } from '../core/editing.tsx';
import { freeName, nameOf } from '../core/file-names.ts';
import { Empty } from '../core/frames.tsx';
import { CouldNotLoad } from '../core/help-link.tsx';
import { NeedsKey } from '../core/needs-key.tsx';
import type { Panel, PanelRoom, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { useThemeChoices, useThemes } from '../core/themes.ts';
import { useUnsavedWarning } from '../core/unsaved-warning.ts';
import { useAnswer } from '../core/use-answer.ts';
import type { ThemeFile } from './draft.ts';
import { editing, importAddress } from './edit-session.ts';
import { Editor } from './editor.tsx';
import { formOf, type Schema } from './form.ts';
import { Gallery } from './gallery.tsx';

/** Files may have been edited, and other panels used, while another window was in front. */
function useReturn(again: () => void): void {
  useEffect(() => {
    addEventListener('focus', again);
    return () => removeEventListener('focus', again);
  }, []);
}

/** What the editor begins with: the user's own file, or a copy of one that comes with the program. */
function begin(file: ThemeFile, theme: ThemeMetadata, themes: readonly ThemeMetadata[]): void {
  const { name, title, builtIn } = theme;
  const { preview, ...rest } = file;
  if (!builtIn) {
    editing.begin({ address: name, saves: name, from: title, saved: file }, file);
    return;
  }
  const copy = `${title.slice(0, 30)} of mine`;
  const free = freeName(nameOf(copy) ?? 'theme', new Set(themes.map((one) => one.name)));
  const draft = { ...rest, name: free, title: copy, author: '', description: '' } as ThemeFile;
  editing.begin({ address: name, saves: null, from: title, saved: draft }, draft);
}

interface OpenProps {
  readonly panel: Panel;
  readonly name: string;
  readonly themes: readonly ThemeMetadata[];
  onSaved(): void;
}

function Open({ panel, name, themes, onSaved }: OpenProps) {
  const schema = useAnswer<Schema>(
    (signal) => panel.relay.get('/themes/theme.schema.json', { signal }),
    [panel],
  );
  const work = editing.work.value;
  const theme = themes.find((one) => one.name === name);
  // What was just saved under another name is still at its old address for a moment.
  const isThis = work !== null && (work.address === name || work.saves === name);
  const mayOpen = theme !== undefined && !isThis && !editing.isUnsaved.value;
  const hasChangedSince = isThis && work.saves === name;
  useEffect(() => {
    if (hasChangedSince) editing.moveTo(name);
  }, [name, hasChangedSince]);
  useEffect(() => {
    if (!mayOpen) return;
    const life = new AbortController();
    panel.relay
      .get<ThemeFile>(`/themes/${name}.json`, { signal: life.signal })
      .then((file) => begin(file, theme, themes))
      .catch(panel.notifyProblem);
    return () => life.abort();
  }, [name, mayOpen]);
  const problem = schema.problem;
  if (problem !== null) return <Empty title={problem.text} />;
  if (schema.value === null) return <p class="muted pad">Loading …</p>;
  if (isThis) {
    const form = formOf(schema.value);
    const fileProblem = theme?.builtIn === false ? theme.problem : null;
    return <Editor {...{ panel, form, work, themes, fileProblem, onSaved }} />;
  }
  if (theme === undefined) {
    return (
      <Empty title={name === importAddress ? 'No file was chosen' : `There is no theme ${name}`}>
        <a class="button" href={hashOf('themes')}>
          All themes
        </a>
      </Empty>
    );
  }
  if (editing.isUnsaved.value && work !== null) {
    const other = { kind: ofThemes, editing, work };
    return <OtherIsUnsaved {...other} panel={panel} wanted={theme.title} />;
  }
  return <p class="muted pad">Loading …</p>;
}

function Page({ panel, path }: RoomProps) {
  const themes = useThemes(panel);
  const choices = useThemeChoices(panel);
  useUnsavedWarning(editing.isUnsaved);
  const again = (): void => {
    themes.again();
    choices.again();
  };
  useReturn(again);
  const problem = themes.problem ?? choices.problem;
  if (themes.value === null || choices.value === null) {
    if (problem === null) return <p class="muted pad">Loading …</p>;
    if (problem.code === 'key-missing') return <NeedsKey panel={panel} onEntered={again} />;
    return <CouldNotLoad title="The themes cannot be listed" problem={problem} again={again} />;
  }
  const [name] = path;
  if (name !== undefined) {
    return <Open panel={panel} name={name} themes={themes.value} onSaved={again} />;
  }
  return <Gallery panel={panel} themes={themes.value} choices={choices.value} onChanged={again} />;
}

export const room: PanelRoom = { Page };
