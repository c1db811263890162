/** Draws the form of `parameter-form.ts` for an overlay's parameters. */
import { useState } from 'preact/hooks';
import { ColourField, NumberField, SelectField, Switch, TextField } from './controls.tsx';
import type { OverlayValues } from './overlay-links.ts';
import {
  type FieldValue,
  type FormField,
  type OverlayForm,
  problemOf,
  type ShowState,
  shownValue,
  showSet,
  showStates,
  showText,
  withValue,
} from './parameter-form.ts';

interface ParameterFieldProps {
  readonly field: FormField;
  readonly value: FieldValue;
  onInput(value: FieldValue): void;
}

type ColourForm = Extract<FormField, { kind: 'colour' }>;
type WordOrNumberForm = Extract<FormField, { kind: 'word-or-number' }>;

const showTitles: Readonly<Record<ShowState, string>> = {
  track: 'on track',
  pits: 'in the pits',
  paused: 'paused',
  replay: 'in a replay',
  menu: 'in the menu',
};

function ShowField({ field, value, onInput }: ParameterFieldProps) {
  const states = showSet(String(value));
  const toggle = (state: ShowState): void => {
    const next = new Set(states);
    if (!next.delete(state)) next.add(state);
    onInput(showText(next));
  };
  return (
    <fieldset class="field">
      <legend>{field.title}</legend>
      <div class="chips">
        {showStates.map((state) => (
          <label class="chip" key={state}>
            <input type="checkbox" checked={states.has(state)} onChange={() => toggle(state)} />
            {showTitles[state]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function OwnColourField({ field, value, onInput }: ParameterFieldProps & { field: ColourForm }) {
  const isColoured = value !== '';
  return (
    <div class="stack tight">
      <SelectField
        label={field.title}
        value={isColoured ? 'own' : ''}
        choices={[
          { value: '', title: field.empty },
          { value: 'own', title: field.own },
        ]}
        onInput={(kind) => onInput(kind === 'own' ? field.first : '')}
      />
      {isColoured && (
        <ColourField
          label={`${field.title}: colour`}
          value={`#${String(value)}`}
          onInput={(colour) => onInput(colour.replace('#', '') || field.first)}
        />
      )}
    </div>
  );
}

/** The choice of the list that stands for a number. */
const numberChoice = 'number';

function WordOrNumberField(props: ParameterFieldProps & { field: WordOrNumberForm }) {
  const { field, value, onInput } = props;
  const { words, number, title, hint } = field;
  // While a number is typed anew, its field is empty for a moment and must stay.
  const [isTyping, setTyping] = useState(false);
  const isWord = words.some((word) => word.value === value) || value === null;
  const isNumber = !isWord || (isTyping && value === field.fallback);
  return (
    <div class="stack tight">
      <SelectField
        label={title}
        hint={hint}
        value={isNumber ? numberChoice : String(value)}
        choices={[...words, { value: numberChoice, title: number.title }]}
        onInput={(word) => {
          setTyping(word === numberChoice);
          onInput(word === numberChoice ? number.first : word);
        }}
      />
      {isNumber && (
        <NumberField
          label={number.label}
          value={typeof value === 'number' ? value : null}
          min={number.min}
          max={number.max}
          placeholder={String(number.first)}
          problem={(isWord ? null : problemOf(field, value)) ?? undefined}
          onInput={(typed) => {
            setTyping(true);
            onInput(typed);
          }}
        />
      )}
    </div>
  );
}

function ParameterField(props: ParameterFieldProps) {
  const { field, value, onInput } = props;
  const texts = { label: field.title, hint: field.hint };
  switch (field.kind) {
    case 'choice':
      return (
        <SelectField {...texts} value={String(value)} choices={field.choices} onInput={onInput} />
      );
    case 'switch':
      return (
        <Switch
          label={field.title}
          {...(field.hint === undefined ? {} : { hint: field.hint })}
          checked={value === true}
          onInput={onInput}
        />
      );
    case 'number':
      return (
        <NumberField
          {...texts}
          value={typeof value === 'number' ? value : null}
          min={field.min}
          max={field.max}
          placeholder={field.empty ?? String(field.fallback)}
          problem={problemOf(field, value) ?? undefined}
          onInput={onInput}
        />
      );
    case 'text':
      return (
        <TextField
          {...texts}
          value={String(value ?? '')}
          placeholder={field.empty ?? ''}
          onInput={onInput}
        />
      );
    case 'show':
      return <ShowField {...props} />;
    case 'colour':
      return <OwnColourField {...props} field={field} />;
    case 'word-or-number':
      return <WordOrNumberField {...props} field={field} />;
  }
}

export interface ParameterFormProps {
  readonly form: OverlayForm;
  readonly values: OverlayValues;
  onInput(values: OverlayValues): void;
}

export function ParameterForm({ form, values, onInput }: ParameterFormProps) {
  const draw = (field: FormField) => (
    <ParameterField
      key={field.name}
      field={field}
      value={shownValue(values, field)}
      onInput={(value) => onInput(withValue(values, field, value))}
    />
  );
  const changedMore = form.more.some(({ name }) => values[name] !== undefined);
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      {form.own.map(draw)}
      {form.common.map(draw)}
      {form.more.length > 0 && (
        <details class="more" open={changedMore}>
          <summary>More</summary>
          <div class="stack">{form.more.map(draw)}</div>
        </details>
      )}
    </form>
  );
}
