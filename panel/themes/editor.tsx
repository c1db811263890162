/** The theme editor: the fields on one side, overlays in the theme on the other. */
import { useState } from 'preact/hooks';
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Tabs } from '../core/cards-and-dialogs.tsx';
import { Switch } from '../core/controls.tsx';
import type { EditedFile } from '../core/edit-session.ts';
import { EditorFrame, ofThemes, ProblemNote } from '../core/editor-parts.tsx';
import { getIfThere, useObs } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { type Advice, adviceOn } from './advice.ts';
import { AboutFields, Control } from './control.tsx';
import { isShown, slim, type ThemeFile } from './draft.ts';
import { editing } from './edit-session.ts';
import type { ThemeForm, ThemeSection } from './form.ts';
import { ThemePreviews } from './theme-previews.tsx';
import { gestureHandlers, undoSteps } from './undo-steps.ts';

/** Longest title that fits a card. */
const titleChars = 40;

export interface ThemeEditorProps {
  readonly panel: Panel;
  readonly form: ThemeForm;
  readonly work: EditedFile<ThemeFile>;
  readonly themes: readonly ThemeMetadata[];
  /** Why the saved file is not valid; null: it is. */
  readonly fileProblem: string | null;
  /** Themes or choices have changed. */
  onSaved(): void;
}

function edit(file: ThemeFile, field: string | null): void {
  editing.edit(file, undoSteps.keyOf(field));
}

function Fields(props: {
  form: ThemeForm;
  section: ThemeSection;
  file: ThemeFile;
  advice: readonly Advice[];
}) {
  const { form, section, file, advice } = props;
  return (
    <>
      {section.groups.map(({ name, title, fields }) => (
        <fieldset key={name} class="theme-group">
          <legend>{title}</legend>
          {fields
            .filter((field) => isShown(form, file, field))
            .map((field) => (
              <Control
                key={field.key}
                form={form}
                file={file}
                field={field}
                advice={advice.filter(({ key }) => key === field.key)}
                onChange={edit}
              />
            ))}
        </fieldset>
      ))}
    </>
  );
}

/** The title of a tab, with the number of its hints. */
function tabTitle({ title, groups }: ThemeSection, advice: readonly Advice[]): string {
  const keys = new Set(groups.flatMap(({ fields }) => fields.map(({ key }) => key)));
  const count = advice.filter(({ key }) => keys.has(key)).length;
  return count === 0 ? title : `${title} (${count})`;
}

export function Editor({ panel, form, work, themes, fileProblem, onSaved }: ThemeEditorProps) {
  const file = work.history.now;
  const [tab, setTab] = useState('colours');
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [wish, setWish] = useState<boolean | null>(null);
  const obs = useObs(panel).value;
  // Viewers of a stream must not see an unfinished theme by accident.
  const isOnAir = obs?.streaming === true || obs?.recording === true;
  const isUsed = wish ?? !isOnAir;
  const advice = adviceOn(form, file);

  const put = async (changed: ThemeFile, isAsked: boolean, from: ThemeFile): Promise<void> => {
    const { name, title } = changed;
    const next = slim(form, changed);
    const isChosen = isAsked && isUsed;
    await panel.relay.send('PUT', `/api/themes/${name}`, next);
    editing.saved(next, from);
    if (isChosen) await panel.relay.send('PUT', '/api/settings/theme', { theme: name });
    const shown = isChosen ? ', and every overlay shows it' : '';
    panel.notify(`${title} is saved as themes/${name}.json${shown}.`);
    onSaved();
  };

  const sections = [
    ...form.sections.map((section) => ({ name: section.name, title: tabTitle(section, advice) })),
    { name: 'about', title: 'About' },
  ];
  const section = form.sections.find(({ name }) => name === tab);
  return (
    <EditorFrame
      {...{ panel, kind: ofThemes, editing, work, put, known: themes }}
      current={(name) => getIfThere<ThemeFile>(panel, `/themes/${name}.json`)}
      titleCharsMax={titleChars}
      saveFields={
        <Switch
          label="Use it for all overlays now"
          checked={isUsed}
          onInput={setWish}
          {...(isOnAir ? { hint: 'OBS is on air: viewers see the change at once.' } : {})}
        />
      }
    >
      {fileProblem !== null && work.saves !== null && (
        <div class="problem-note" role="status">
          <p>
            The file themes/{work.saves}.json has an error, so this is its last good version. Saving
            overwrites the file. {fileProblem}
          </p>
        </div>
      )}
      <ProblemNote title="The overlays cannot show this theme:" problems={problems} />
      <div class="editor theme-editor">
        <ThemePreviews panel={panel} file={file} onProblems={setProblems} />
        <div class="theme-fields" {...gestureHandlers}>
          <Tabs label="Parts of the theme" tabs={sections} chosen={tab} onChoose={setTab}>
            {section === undefined ? (
              <AboutFields file={file} onChange={edit} />
            ) : (
              <Fields form={form} section={section} file={file} advice={advice} />
            )}
          </Tabs>
        </div>
      </div>
    </EditorFrame>
  );
}
