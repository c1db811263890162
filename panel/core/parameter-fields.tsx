/** Draws the form of `parameter-form.ts` for an overlay's parameters. */
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

/** The common green of chroma keys. */
const keyGreen = '00ff00';

function BackgroundField({ field, value, onInput }: ParameterFieldProps) {
  const isColoured = value !== '';
  return (
    <div class="stack tight">
      <SelectField
        label={field.title}
        value={isColoured ? 'own' : ''}
        choices={[
          { value: '', title: 'Transparent' },
          { value: 'own', title: 'A colour, for a chroma key' },
        ]}
        onInput={(kind) => onInput(kind === 'own' ? keyGreen : '')}
      />
      {isColoured && (
        <ColourField
          label="Colour"
          value={`#${String(value)}`}
          onInput={(colour) => onInput(colour.replace('#', '') || keyGreen)}
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
      return <BackgroundField {...props} />;
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
