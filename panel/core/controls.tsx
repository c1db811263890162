/**
 * Buttons and form fields of all rooms: native elements with label, description and keyboard operation. They are
 * controlled: the value comes from props. Tabs, dialogs and cards are in `cards-and-dialogs.tsx`.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

export type ButtonKind = 'plain' | 'main' | 'quiet' | 'danger';

export interface ButtonProps {
  readonly children: ComponentChildren;
  /** `main`: the primary action. `quiet`: without a border. Default: `plain`. */
  readonly kind?: ButtonKind;
  readonly type?: 'button' | 'submit';
  /** Its action is under way: further clicks do nothing. */
  readonly isBusy?: boolean;
  readonly disabled?: boolean;
  /** There is nothing to do just now. Unlike a disabled button it keeps the focus. */
  readonly isIdle?: boolean;
  /** Accessible name, where the text is not enough. It begins with the text, for users of voice control. */
  readonly label?: string;
  /** State of a toggle button. */
  readonly pressed?: boolean;
  readonly small?: boolean;
  /** One sign: the button is square, and large enough for a finger. */
  readonly isIcon?: boolean;
  onClick?(event: MouseEvent): void;
}

export function Button(props: ButtonProps) {
  const {
    children,
    kind = 'plain',
    type = 'button',
    isBusy,
    disabled,
    isIdle,
    label,
    small,
    isIcon,
  } = props;
  return (
    <button
      type={type}
      class="button"
      data-kind={kind}
      data-size={isIcon ? 'icon' : small ? 'small' : undefined}
      aria-label={label}
      aria-busy={isBusy ? 'true' : undefined}
      aria-disabled={isIdle ? 'true' : undefined}
      aria-pressed={props.pressed}
      disabled={disabled}
      onClick={(event) => {
        if (!isBusy && !isIdle) props.onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}

/** Attributes that connect a control with its label and its hint. */
export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': 'true' | undefined;
}

export interface FieldTexts {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Why the value is not valid; shown instead of the hint. */
  readonly problem?: string | undefined;
}

/** A label, the control that `children` makes, and a hint or a problem below it. */
export function Field(props: FieldTexts & { readonly children: (ids: FieldIds) => JSX.Element }) {
  const id = useId();
  const { label, hint, problem } = props;
  const hintText = problem ?? hint;
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {props.children({
        id,
        'aria-describedby': hintText === undefined ? undefined : hintId,
        'aria-invalid': problem === undefined ? undefined : 'true',
      })}
      {hintText !== undefined && (
        <p id={hintId} class="field-hint" data-tone={problem === undefined ? undefined : 'bad'}>
          {hintText}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends FieldTexts {
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
          // Preact's types demand one literal type.
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

export interface NumberFieldProps extends FieldTexts {
  /** null: the field is empty. */
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

export interface SelectFieldProps<V extends string> extends FieldTexts {
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
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onInput(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

export interface SliderProps extends FieldTexts {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** Text beside the slider and for screen readers; default: the number. */
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
          <span class="slider-text" aria-hidden="true">
            {text(value)}
          </span>
        </div>
      )}
    </Field>
  );
}

export interface ColourFieldProps extends FieldTexts {
  /** `#rrggbb` or `#rrggbbaa`. Picking a colour keeps the alpha. */
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

interface FormProps {
  readonly class?: string;
  readonly children: ComponentChildren;
  onSubmit(): void;
}

/** A form that the page handles itself: Enter submits, and nothing is loaded. */
export function Form({ class: kind = 'stack', children, onSubmit }: FormProps) {
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form class={kind} onSubmit={submit}>
      {children}
    </form>
  );
}
