/**
 * The controls that all rooms share: labelled, described and operable by keyboard, in the browser's own elements. They
 * hold no value of their own: what is shown comes in, what the user does goes out. Tabs, dialogs and cards are in
 * `frames.tsx`.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

export type ButtonKind = 'plain' | 'main' | 'quiet' | 'danger';

export interface ButtonProps {
  readonly children: ComponentChildren;
  /** `main`: the one thing to do here. `quiet`: without a frame. `plain` when left out. */
  readonly kind?: ButtonKind;
  readonly type?: 'button' | 'submit';
  /** What it does is under way: it says so and takes no further clicks. */
  readonly isBusy?: boolean;
  readonly disabled?: boolean;
  /** Where the text alone does not say what it is about; it begins with that text, for those who speak to their computer. */
  readonly label?: string;
  /** For a button that switches something on and off. */
  readonly pressed?: boolean;
  readonly small?: boolean;
  onClick?(event: MouseEvent): void;
}

export function Button(props: ButtonProps) {
  const { children, kind = 'plain', type = 'button', isBusy, disabled, label, small } = props;
  return (
    <button
      type={type}
      class="button"
      data-kind={kind}
      data-size={small ? 'small' : undefined}
      aria-label={label}
      aria-busy={isBusy ? 'true' : undefined}
      aria-pressed={props.pressed}
      disabled={disabled}
      onClick={(event) => {
        if (!isBusy) props.onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}

/** What a control has to carry so that its label and its words belong to it. */
export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': 'true' | undefined;
}

export interface FieldWords {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with the value now. */
  readonly problem?: string | undefined;
}

/** A label, a control made by `children`, and under it a hint or what is wrong. */
export function Field(props: FieldWords & { readonly children: (ids: FieldIds) => JSX.Element }) {
  const id = useId();
  const { label, hint, problem } = props;
  const words = problem ?? hint;
  const wordsId = `${id}-words`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {props.children({
        id,
        'aria-describedby': words === undefined ? undefined : wordsId,
        'aria-invalid': problem === undefined ? undefined : 'true',
      })}
      {words !== undefined && (
        <p id={wordsId} class="field-words" data-tone={problem === undefined ? undefined : 'bad'}>
          {words}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends FieldWords {
  readonly value: string;
  onInput(value: string): void;
  readonly type?: 'text' | 'password' | 'url' | 'search';
  readonly placeholder?: string;
  readonly autoComplete?: string;
}

export function TextField({ value, onInput, type = 'text', ...rest }: TextFieldProps) {
  return (
    <Field {...rest}>
      {(ids) => (
        <input
          {...ids}
          // The library's types allow one kind at a time.
          type={type as 'text'}
          value={value}
          placeholder={rest.placeholder}
          autocomplete={rest.autoComplete ?? 'off'}
          spellcheck={false}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface NumberFieldProps extends FieldWords {
  /** null: empty. */
  readonly value: number | null;
  onInput(value: number | null): void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly placeholder?: string;
}

export function NumberField({ value, onInput, min, max, step, ...rest }: NumberFieldProps) {
  return (
    <Field {...rest}>
      {(ids) => (
        <input
          {...ids}
          type="number"
          inputMode="decimal"
          value={value ?? ''}
          min={min}
          max={max}
          step={step ?? 'any'}
          placeholder={rest.placeholder}
          onInput={({ currentTarget: { value: text, valueAsNumber } }) =>
            onInput(text === '' || Number.isNaN(valueAsNumber) ? null : valueAsNumber)
          }
        />
      )}
    </Field>
  );
}

export interface SelectChoice<V extends string = string> {
  readonly value: V;
  readonly title: string;
}

export interface SelectFieldProps<V extends string> extends FieldWords {
  readonly value: V;
  readonly choices: readonly SelectChoice<V>[];
  onInput(value: V): void;
}

export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const { value, choices, onInput } = props;
  return (
    <Field {...props}>
      {(ids) => (
        <select
          {...ids}
          value={value}
          onChange={(event) => onInput(event.currentTarget.value as V)}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} selected={choice.value === value}>
              {choice.title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  onInput(checked: boolean): void;
}

export function Switch({ label, hint, checked, onInput }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch">
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-words`}
        onChange={(event) => onInput(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-words`} class="field-words">
          {hint}
        </p>
      )}
    </div>
  );
}

export interface SliderProps extends FieldWords {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** The value in words, beside the slider and for those who listen; the bare number when left out. */
  readonly text?: (value: number) => string;
  onInput(value: number): void;
}

export function Slider({ value, min, max, step, text = String, onInput, ...rest }: SliderProps) {
  return (
    <Field {...rest}>
      {(ids) => (
        <div class="slider">
          <input
            {...ids}
            type="range"
            value={value}
            min={min}
            max={max}
            step={step ?? 'any'}
            aria-valuetext={text(value)}
            onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
          />
          <output for={ids.id}>{text(value)}</output>
        </div>
      )}
    </Field>
  );
}

export interface ColourFieldProps extends FieldWords {
  /** `#rrggbb` or `#rrggbbaa`; the last two digits stay when another colour is picked. */
  readonly value: string;
  onInput(value: string): void;
}

export function ColourField({ value, onInput, ...rest }: ColourFieldProps) {
  const plain = /^#[0-9a-f]{6}/i.exec(value)?.[0] ?? '#000000';
  return (
    <Field {...rest}>
      {(ids) => (
        <div class="colour">
          <input
            type="color"
            aria-label={`Pick: ${rest.label}`}
            value={plain}
            onInput={(event) => onInput(event.currentTarget.value + value.slice(7))}
          />
          <input
            {...ids}
            type="text"
            spellcheck={false}
            value={value}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        </div>
      )}
    </Field>
  );
}
