/** The themes room: the list and the choice at `#/themes`, the editor at `#/themes/{name}`. */
import { useEffect } from 'preact/hooks';
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Empty } from '../core/cards-and-dialogs.tsx';
import type { EditableFile } from '../core/edit-session.ts';
import { useOpenFile } from '../core/editor-hooks.ts';
import { NotOpen, ofThemes } from '../core/editor-parts.tsx';
import { NotLoaded } from '../core/help-link.tsx';
import { NeedsKey } from '../core/needs-key.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel, PanelRoom, RoomProps } from '../core/room.ts';
import { useThemeChoices, useThemes } from '../core/themes.ts';
import { askBeforeClosing } from '../core/unsaved-work.ts';
import type { ThemeFile } from './draft.ts';
import { editing } from './edit-session.ts';
import { Editor } from './editor.tsx';
import { formOf, type Schema } from './form.ts';
import { Gallery } from './gallery.tsx';

/** Files and choices may have changed while another window had the focus. */
function useFocus(again: () => void): void {
  useEffect(() => {
    addEventListener('focus', again);
    return () => removeEventListener('focus', again);
  }, []);
}

interface OpenProps {
  readonly panel: Panel;
  readonly name: string;
  readonly themes: readonly ThemeMetadata[];
  onSaved(): void;
}

function Open({ panel, name, themes, onSaved }: OpenProps) {
  const schema = useGet<Schema>(panel, '/themes/theme.schema.json');
  const theme = themes.find((one) => one.name === name);
  const load = async (entry: EditableFile, signal: AbortSignal): Promise<ThemeFile> => {
    const file = await panel.relay.get<ThemeFile>(`/themes/${name}.json`, { signal });
    // A copy does not have the picture of the original.
    const { preview, ...rest } = file;
    return entry.builtIn ? (rest as ThemeFile) : file;
  };
  const work = useOpenFile({ panel, editing, name, files: themes, load });
  if (schema.problem !== null) return <Empty isPage title={schema.problem.text} />;
  if (schema.value === null) return <p class="muted pad">Loading …</p>;
  if (work === null) {
    return <NotOpen {...{ panel, kind: ofThemes, editing, name, title: theme?.title }} />;
  }
  const form = formOf(schema.value);
  const fileProblem = theme?.builtIn === false ? theme.problem : null;
  return <Editor {...{ panel, form, work, themes, fileProblem, onSaved }} />;
}

function Page({ panel, path }: RoomProps) {
  const themes = useThemes(panel);
  const choices = useThemeChoices(panel);
  const again = (): void => {
    themes.again();
    choices.again();
  };
  useFocus(again);
  const problem = themes.problem ?? choices.problem;
  if (themes.value === null || choices.value === null) {
    if (problem?.code === 'key-missing') return <NeedsKey panel={panel} onEntered={again} />;
    return <NotLoaded isPage title="The themes cannot be listed" answer={{ problem, again }} />;
  }
  const [name] = path;
  if (name !== undefined) {
    return <Open panel={panel} name={name} themes={themes.value} onSaved={again} />;
  }
  return <Gallery panel={panel} themes={themes.value} choices={choices.value} onChanged={again} />;
}

askBeforeClosing(editing.isUnsaved);

export const room: PanelRoom = { Page };
