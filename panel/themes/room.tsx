/** Themes: which one OBS shows, and the editor for one's own. `#/themes` and `#/themes/{name}`. */
import { useEffect } from 'preact/hooks';
import { useAnswer } from '../core/answer.ts';
import { Button } from '../core/controls.tsx';
import { Dialog, Empty } from '../core/frames.tsx';
import { freeName, nameOf } from '../core/names.ts';
import type { Panel, Room, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { type ThemeFacts, useThemeChoices, useThemes } from '../core/themes.ts';
import type { ThemeFile } from './draft.ts';
import { Editor } from './editor.tsx';
import { formOf, type Schema } from './form.ts';
import { Gallery } from './gallery.tsx';
import { beginWork, dropWork, importAddress, isUnsaved, working } from './working.ts';

/** The browser asks before the page goes while something is not saved. */
function useFarewell(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (isUnsaved.value) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
}

/** What the editor begins with: the user's own file, or a copy of one that comes with the program. */
function begin(file: ThemeFile, facts: ThemeFacts, themes: readonly ThemeFacts[]): void {
  const { name, title, builtIn } = facts;
  const { preview, ...rest } = file;
  if (!builtIn) {
    beginWork({ address: name, saves: name, from: title, saved: file }, file);
    return;
  }
  const copy = `${title.slice(0, 30)} of mine`;
  const free = freeName(nameOf(copy) ?? 'theme', new Set(themes.map((one) => one.name)));
  const draft = { ...rest, name: free, title: copy, author: '', description: '' } as ThemeFile;
  beginWork({ address: name, saves: null, from: title, saved: draft }, draft);
}

function OtherIsUnsaved({ panel, wanted }: { panel: Panel; wanted: string }) {
  const work = working.value!;
  const goOn = (): void => panel.go(hashOf('themes', work.address));
  return (
    <Dialog title={`${work.history.now.title} is not saved yet`} onClose={goOn}>
      <p>Only one theme is edited at a time.</p>
      <div class="row end">
        <Button kind="danger" onClick={dropWork}>
          Discard it and open {wanted}
        </Button>
        <Button kind="main" onClick={goOn}>
          Go on with it
        </Button>
      </div>
    </Dialog>
  );
}

interface OpenProps {
  readonly panel: Panel;
  readonly name: string;
  readonly themes: readonly ThemeFacts[];
  onSaved(): void;
}

function Open({ panel, name, themes, onSaved }: OpenProps) {
  const schema = useAnswer<Schema>(
    (signal) => panel.relay.get('/themes/theme.schema.json', { signal }),
    [panel],
  );
  const work = working.value;
  const facts = themes.find((one) => one.name === name);
  const isThis = work?.address === name;
  const mayOpen = facts !== undefined && !isThis && !isUnsaved.value;
  useEffect(() => {
    if (!mayOpen) return;
    const life = new AbortController();
    panel.relay
      .get<ThemeFile>(`/themes/${name}.json`, { signal: life.signal })
      .then((file) => begin(file, facts, themes))
      .catch(panel.sayProblem);
    return () => life.abort();
  }, [name, mayOpen]);
  const problem = schema.problem;
  if (problem !== null) return <Empty title={problem.text} />;
  if (schema.value === null) return <p class="muted pad">Loading …</p>;
  if (isThis) {
    const form = formOf(schema.value);
    return (
      <Editor key={name} panel={panel} form={form} work={work} themes={themes} onSaved={onSaved} />
    );
  }
  if (facts === undefined) {
    return (
      <Empty title={name === importAddress ? 'No file was chosen' : `There is no theme ${name}`}>
        <a class="button" href={hashOf('themes')}>
          All themes
        </a>
      </Empty>
    );
  }
  if (isUnsaved.value) return <OtherIsUnsaved panel={panel} wanted={facts.title} />;
  return <p class="muted pad">Loading …</p>;
}

function Page({ panel, path }: RoomProps) {
  const themes = useThemes(panel);
  const choices = useThemeChoices(panel);
  useFarewell();
  const again = (): void => {
    themes.again();
    choices.again();
  };
  const problem = themes.problem ?? choices.problem;
  if (themes.value === null || choices.value === null) {
    if (problem === null) return <p class="muted pad">Loading …</p>;
    return (
      <Empty title={problem.text}>
        <Button onClick={again}>Try again</Button>
      </Empty>
    );
  }
  const [name] = path;
  if (name !== undefined) {
    return <Open panel={panel} name={name} themes={themes.value} onSaved={again} />;
  }
  return <Gallery panel={panel} themes={themes.value} choices={choices.value} onChanged={again} />;
}

export const room: Room = { name: 'themes', title: 'Themes', Page };
