/** The conditions of a rule, all of which must hold. */
import type { ObsNames } from '../../protocol/relay-answers.ts';
import { flagNames } from '../../protocol/rule-words.ts';
import { Button, NumberField, SelectField, TextField } from '../core/controls.tsx';
import { PickField } from './pick-field.tsx';
import {
  type ConditionKey,
  conditionKeys,
  conditionSpecs,
  namesFor,
  namesOf,
} from './rule-fields.ts';

type Conditions = Readonly<Record<string, unknown>>;
type Range = Readonly<Record<string, number | undefined>>;

interface ValueProps {
  readonly name: ConditionKey;
  readonly value: unknown;
  readonly names: ObsNames | null;
  onInput(value: unknown): void;
}

const yesNo: Readonly<Partial<Record<ConditionKey, readonly [string, string]>>> = {
  valid: ['Only laps that count', 'Only laps that do not count'],
  bestBefore: ['Only when there was one', 'Only when there was none'],
  own: ['Only your own car', 'Only other cars'],
};

const ranges: Readonly<Partial<Record<ConditionKey, readonly (readonly [string, string])[]>>> = {
  lap: [
    ['min', 'From lap'],
    ['max', 'To lap'],
    ['every', 'Every … laps'],
  ],
  lapTimeSeconds: [
    ['min', 'At least, seconds'],
    ['max', 'At most, seconds'],
  ],
  deltaSeconds: [
    ['min', 'At least, seconds'],
    ['max', 'At most, seconds (less than 0: faster)'],
  ],
};

function rangeOf(value: unknown): Range {
  if (typeof value === 'number') return { min: value, max: value };
  return typeof value === 'object' && value !== null ? (value as Range) : {};
}

function Value({ name, value, names, onInput }: ValueProps) {
  const { title } = conditionSpecs[name];
  const words = yesNo[name];
  if (words !== undefined) {
    return (
      <SelectField
        label={title}
        value={String(value)}
        choices={[
          { value: 'true', title: words[0] },
          { value: 'false', title: words[1] },
        ]}
        onInput={(one) => onInput(one === 'true')}
      />
    );
  }
  const parts = ranges[name];
  if (parts !== undefined) {
    const range = rangeOf(value);
    return (
      <fieldset class="rule-range">
        <legend>{title}</legend>
        {parts.map(([key, label]) => (
          <NumberField
            key={key}
            label={label}
            value={range[key] ?? null}
            onInput={(number) => {
              const { [key]: _, ...rest } = range;
              onInput(number === null ? rest : { ...rest, [key]: number });
            }}
          />
        ))}
      </fieldset>
    );
  }
  const listed = [value].flat().map(String);
  if (name === 'flag') {
    return (
      <fieldset class="rule-range">
        <legend>{title}</legend>
        <div class="row">
          {flagNames.map((flag) => (
            <Button
              key={flag}
              small
              pressed={listed.includes(flag)}
              onClick={() =>
                onInput(flagNames.filter((one) => (one === flag) !== listed.includes(one)))
              }
            >
              {flag}
            </Button>
          ))}
        </div>
      </fieldset>
    );
  }
  if (name === 'scene' && listed.length === 1) {
    const scenes = namesFor('scene', {}, names);
    return (
      <PickField
        label={title}
        value={listed[0]!}
        names={scenes}
        none="Choose …"
        onInput={onInput}
      />
    );
  }
  return (
    <TextField
      label={title}
      value={listed.join(', ')}
      hint="Separate several with commas."
      onInput={(text) => onInput(text.endsWith(',') || text.endsWith(' ') ? text : namesOf(text))}
    />
  );
}

export interface ConditionFieldsProps {
  readonly conditions: Conditions;
  readonly names: ObsNames | null;
  onInput(conditions: Conditions): void;
}

export function ConditionFields({ conditions, names, onInput }: ConditionFieldsProps) {
  const used = conditionKeys.filter((key) => key in conditions);
  const free = conditionKeys.filter((key) => !(key in conditions));
  return (
    <div class="stack">
      {used.length > 0 && (
        <ul class="stack close">
          {used.map((key) => (
            <li class="rule-part with-end" key={key}>
              <Value
                name={key}
                value={conditions[key]}
                names={names}
                onInput={(value) => onInput({ ...conditions, [key]: value })}
              />
              <Button
                kind="quiet"
                small
                label={`Remove: ${conditionSpecs[key].title}`}
                onClick={() => {
                  const { [key]: _, ...rest } = conditions;
                  onInput(rest);
                }}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      {free.length > 0 && (
        <SelectField<ConditionKey | ''>
          label="Add a condition"
          value=""
          choices={[
            { value: '', title: used.length === 0 ? 'None (always)' : 'Choose …' },
            ...free.map((key) => ({ value: key, title: conditionSpecs[key].title })),
          ]}
          onInput={(key) => {
            if (key !== '') onInput({ ...conditions, [key]: conditionSpecs[key].empty });
          }}
        />
      )}
    </div>
  );
}
