/** One field of a theme as a control for its kind of value, with a reset button and hints. */
import { useEffect, useId, useState } from 'preact/hooks';
import {
  Button,
  ColourField,
  Field,
  SelectField,
  Slider,
  Switch,
  TextField,
} from '../core/controls.tsx';
import type { Advice } from './advice.ts';
import { colourPattern } from './colours.ts';
import {
  cutOf,
  isOwn,
  resetField,
  setCut,
  setFamily,
  setField,
  type ThemeFile,
  valueIn,
} from './draft.ts';
import type { Cut, ThemeField, ThemeForm, ThemeValue } from './form.ts';

export interface ControlProps {
  readonly form: ThemeForm;
  readonly file: ThemeFile;
  readonly field: ThemeField;
  readonly advice: readonly Advice[];
  /** @param key of the field whose quick changes are one undo step; null: a step for itself */
  onChange(file: ThemeFile, key: string | null): void;
}

/** A colour field that accepts invalid text while the user types, and reports only valid colours. */
function ColourText(props: {
  label: string;
  hint?: string | undefined;
  value: string;
  onInput(value: string): void;
}) {
  const { label, hint, value, onInput } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const isValid = colourPattern.test(text);
  return (
    <ColourField
      label={label}
      value={text}
      hint={hint}
      problem={isValid ? undefined : 'Enter a colour like #1e90ff or #1e90ffcc.'}
      onInput={(next) => {
        setText(next);
        if (colourPattern.test(next)) onInput(next);
      }}
    />
  );
}

function percentOf(colour: string): number {
  return colour.length < 9 ? 100 : Math.round((Number.parseInt(colour.slice(7), 16) / 255) * 100);
}

function withPercent(colour: string, percent: number): string {
  const plain = colour.slice(0, 7);
  if (percent >= 100) return plain;
  return (
    plain +
    Math.round((percent / 100) * 255)
      .toString(16)
      .padStart(2, '0')
  );
}

function ColourControl(props: {
  label: string;
  hint?: string | undefined;
  value: string;
  onInput(value: string): void;
}) {
  const { label, value, onInput } = props;
  const percent = percentOf(value);
  return (
    <div class="theme-colour">
      <ColourText {...props} />
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={percent}
        aria-label={`${label}: opacity`}
        aria-valuetext={`${percent} %`}
        title={`Opacity ${percent} %`}
        onInput={(event) => onInput(withPercent(value, event.currentTarget.valueAsNumber))}
      />
    </div>
  );
}

function ColourList(props: {
  field: ThemeField;
  value: readonly string[];
  min: number;
  max: number;
  onInput(value: readonly string[]): void;
  /** A colour is added or removed. */
  onLength(value: readonly string[]): void;
}) {
  const { field, value, min, max, onInput, onLength } = props;
  const id = useId();
  const put = (at: number, colour: string): void =>
    onInput(value.map((one, i) => (i === at ? colour : one)));
  return (
    <fieldset class="theme-colours" aria-describedby={field.hint === undefined ? undefined : id}>
      <legend>{field.label}</legend>
      <span
        class="theme-ramp"
        aria-hidden="true"
        style={{
          background: `linear-gradient(90deg, ${value.length > 1 ? value.join(', ') : `${value[0]}, ${value[0]}`})`,
        }}
      />
      <ol>
        {value.map((colour, at) => (
          // Colours have no identity but their index.
          <li key={String(at)}>
            <ColourText
              label={`${field.label} ${at + 1}`}
              value={colour}
              onInput={(next) => put(at, next)}
            />
            <Button
              kind="quiet"
              isIcon
              label={`Remove ${field.label} ${at + 1}`}
              disabled={value.length <= min}
              onClick={() => onLength(value.filter((_, i) => i !== at))}
            >
              ×
            </Button>
          </li>
        ))}
      </ol>
      <Button
        small
        disabled={value.length >= max}
        label={`Add a colour to ${field.label}`}
        onClick={() => onLength([...value, value.at(-1) ?? '#ffffff'])}
      >
        Add a colour
      </Button>
      {field.hint !== undefined && (
        <p id={id} class="field-hint">
          {field.hint}
        </p>
      )}
    </fieldset>
  );
}

const weightNames: Readonly<Record<number, string>> = {
  400: 'Regular',
  500: 'Medium',
  600: 'Semibold',
  700: 'Bold',
  800: 'Extra bold',
  900: 'Black',
};

function cutText({ weight, italic }: Cut): string {
  return `${weightNames[weight] ?? weight}${italic ? ' italic' : ''}`;
}

function cutKey({ weight, italic }: Cut): string {
  return `${weight}${italic ? 'i' : ''}`;
}

function CutControl({ form, file, field, onChange }: Omit<ControlProps, 'advice'>) {
  const family = form.fields.get([...field.path.slice(0, -1), 'family'].join('.'));
  const cuts = form.cuts.get(family === undefined ? '' : (valueIn(file, family) as string)) ?? [];
  if (cuts.length < 2) return null;
  return (
    <SelectField
      label={field.label}
      value={cutKey(cutOf(file, field))}
      choices={cuts.map((cut) => ({ value: cutKey(cut), title: cutText(cut) }))}
      onInput={(key) => {
        const cut = cuts.find((one) => cutKey(one) === key);
        if (cut !== undefined) onChange(setCut(file, field, cut), null);
      }}
    />
  );
}

function numberText(unit: string): (value: number) => string {
  return (value) => `${Number(value.toFixed(2))}${unit === '' || unit === '°' ? unit : ` ${unit}`}`;
}

function BareControl(props: ControlProps) {
  const { form, file, field, onChange } = props;
  const { input, label, hint, key } = field;
  const value = valueIn(file, field);
  const set = (next: ThemeValue): void => onChange(setField(file, field, next), key);
  const choose = (next: ThemeValue): void => onChange(setField(file, field, next), null);
  switch (input.kind) {
    case 'colour':
      return <ColourControl label={label} hint={hint} value={value as string} onInput={set} />;
    case 'colours':
      return (
        <ColourList
          field={field}
          value={value as readonly string[]}
          min={input.min}
          max={input.max}
          onInput={set}
          onLength={choose}
        />
      );
    case 'number':
      return (
        <Slider
          label={label}
          hint={hint}
          value={value as number}
          min={input.min}
          max={input.max}
          step={input.step}
          text={numberText(field.unit)}
          onInput={(next) => set(Number(next.toFixed(3)))}
        />
      );
    case 'switch':
      return (
        <Switch
          label={label}
          {...(hint ? { hint } : {})}
          checked={value === true}
          onInput={choose}
        />
      );
    case 'choice':
    case 'family': {
      const isFamily = input.kind === 'family';
      return (
        <SelectField
          label={isFamily ? 'Family' : label}
          hint={isFamily ? undefined : hint}
          value={value as string}
          choices={input.choices}
          onInput={
            isFamily ? (family) => onChange(setFamily(form, file, field, family), null) : choose
          }
        />
      );
    }
    case 'cut':
      return <CutControl form={form} file={file} field={field} onChange={onChange} />;
    default:
      return <TextField label={label} hint={hint} value={value as string} onInput={set} />;
  }
}

export function Control(props: ControlProps) {
  const { file, field, advice, onChange } = props;
  return (
    <div class="theme-field" data-field={field.key} data-kind={field.input.kind}>
      <BareControl {...props} />
      {isOwn(file, field) && (
        <button
          type="button"
          class="theme-reset"
          aria-label={`Reset ${field.label}`}
          title="Reset to default"
          onClick={() => onChange(resetField(file, field), null)}
        >
          ↺
        </button>
      )}
      {advice.map(({ sentence, tone }) => (
        <p key={sentence} class="theme-advice" data-tone={tone}>
          {sentence}
        </p>
      ))}
    </div>
  );
}

/** Title, author and description of the theme. */
export function AboutFields({ file, onChange }: Pick<ControlProps, 'file' | 'onChange'>) {
  const text = (key: string): string =>
    typeof file[key] === 'string' ? (file[key] as string) : '';
  const set = (key: string, value: string, max: number): void =>
    onChange({ ...file, [key]: value.slice(0, max) }, key);
  return (
    <div class="stack">
      <TextField
        label="Title"
        value={file.title}
        problem={file.title.trim() === '' ? 'A theme needs a title.' : undefined}
        onInput={(value) => set('title', value, 40)}
      />
      <TextField
        label="Author"
        value={text('author')}
        onInput={(value) => set('author', value, 80)}
      />
      <Field label="Description" hint="One sentence on what it looks like.">
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            maxLength={200}
            value={text('description')}
            onInput={(event) => set('description', event.currentTarget.value, 200)}
          />
        )}
      </Field>
    </div>
  );
}
