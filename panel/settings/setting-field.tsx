/** One setting as a field that fits its type, with its sentence, its name in the file and its state. */
import type { SettingNow } from '../../protocol/program-answers.ts';
import { Button, Field, SelectField, TextField } from '../core/controls.tsx';
import { hashOf } from '../core/route.ts';
import { fieldText, originSentence } from './config-draft.ts';
import { CountryField } from './country-field.tsx';

export interface SettingFieldProps {
  readonly setting: SettingNow;
  /** Text that is not saved yet. */
  readonly draft: string | undefined;
  readonly problem: string | undefined;
  onInput(text: string): void;
  /** Discards the draft. */
  onForget(): void;
}

export function SettingField(props: SettingFieldProps) {
  const { setting } = props;
  const origin = originSentence(setting);
  return (
    <div
      class="setting"
      id={`setting-${setting.name}`}
      data-changed={props.draft === undefined ? undefined : ''}
    >
      <div class="setting-control stack tight">
        {setting.fixedBy === null ? <Control {...props} /> : <Fixed setting={setting} />}
      </div>
      <div class="setting-words small">
        <p>
          {setting.sentence}{' '}
          {setting.name === 'triggers' && <a href={hashOf('obs')}>Open the OBS room</a>}
        </p>
        <p class="muted">
          <code>{setting.name}</code>
          {setting.source === 'file' && ' set in the config file'}
        </p>
        {!setting.isUsed && (
          <p class="muted">
            It has no effect now, because the part of Sequential that uses it does not run here.
          </p>
        )}
        {origin !== null && <p class="setting-origin">{origin}</p>}
      </div>
    </div>
  );
}

function Control(props: SettingFieldProps) {
  const { setting, draft, problem, onInput } = props;
  const { title, control, inFile } = setting;
  const fallback = setting.default === null ? '' : fieldText(setting.default);
  if (control.kind === 'secret') return <SecretControl {...props} />;
  if (control.kind === 'json') return <JsonControl {...props} />;
  if (setting.name === 'country') {
    const value = draft ?? fieldText(inFile);
    return <CountryField label={title} value={value} problem={problem} onInput={onInput} />;
  }
  if (control.kind === 'choice') {
    const choices = [
      { value: '', title: `Default (${fallback})` },
      ...control.choices.map((value) => ({ value, title: value })),
    ];
    return (
      <SelectField
        label={title}
        value={draft ?? fieldText(inFile)}
        choices={choices}
        onInput={onInput}
        problem={problem}
      />
    );
  }
  return (
    <TextField
      label={title}
      value={draft ?? fieldText(inFile)}
      placeholder={fallback === '' ? '' : `${fallback} (default)`}
      onInput={onInput}
      problem={problem}
      hint={rangeHint(setting)}
    />
  );
}

/** Rules are long, and most people have none in the file. */
function JsonControl({ setting, draft, problem, onInput }: SettingFieldProps) {
  const text = draft ?? fieldText(setting.inFile);
  return (
    <details class="more" open={draft !== undefined || problem !== undefined}>
      <summary>
        {setting.title}: {setting.isInFile ? 'show and change the text' : 'none in the file'}
      </summary>
      <Field
        label={setting.title}
        problem={problem}
        hint="Secrets stand as (kept …) and stay as they are, unless you write another text there."
      >
        {(ids) => (
          <textarea
            {...ids}
            class="report-text"
            rows={Math.min(Math.max(text.split('\n').length + 1, 6), 24)}
            spellcheck={false}
            value={text}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )}
      </Field>
    </details>
  );
}

function rangeHint({ control }: SettingNow): string | undefined {
  if (control.kind === 'list') return 'Separated by commas.';
  if (control.kind !== 'number') return undefined;
  const { min, max, word } = control;
  const range = max === null ? `From ${min}` : `${min} to ${max}`;
  return word === null ? `${range}.` : `${word}, or ${range}.`;
}

function SecretControl({ setting, draft, problem, onInput, onForget }: SettingFieldProps) {
  const { title, isInFile, shown } = setting;
  const isRemoved = draft === '' && isInFile;
  const known = isInFile ? 'A value is saved. It is never shown.' : undefined;
  const shownHint = shown === null ? known : `Now ${shown}; the rest is never shown.`;
  return (
    <>
      <TextField
        label={title}
        type="password"
        autoComplete="new-password"
        value={draft ?? ''}
        placeholder={isRemoved ? 'will be removed' : isInFile ? 'unchanged' : ''}
        onInput={(text) => (text === '' ? onForget() : onInput(text))}
        problem={problem}
        hint={shownHint}
      />
      {isInFile && (
        <div class="row">
          {isRemoved ? (
            <Button small kind="quiet" label={`Keep: ${title}`} onClick={onForget}>
              Keep it
            </Button>
          ) : (
            <Button small kind="quiet" label={`Remove: ${title}`} onClick={() => onInput('')}>
              Remove
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** A value that only the start of the program can change. */
function Fixed({ setting }: { readonly setting: SettingNow }) {
  const { title, value, shown } = setting;
  return (
    <div class="field">
      <span class="field-name">{title}</span>
      <code class="setting-fixed">
        {value === null ? (shown ?? 'set, not shown') : fieldText(value)}
      </code>
    </div>
  );
}
