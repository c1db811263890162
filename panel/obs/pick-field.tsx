/** A name in OBS: chosen from those that OBS has, else typed. */
import { SelectField, TextField } from '../core/controls.tsx';

export interface PickFieldProps {
  readonly label: string;
  readonly value: string;
  /** Empty: not known, as OBS is not connected. */
  readonly names: readonly string[];
  /** Title of the empty choice. */
  readonly none: string;
  readonly hint?: string | undefined;
  onInput(value: string): void;
}

export function PickField({ label, value, names, none, hint, onInput }: PickFieldProps) {
  if (names.length === 0) return <TextField {...{ label, value, hint, onInput }} />;
  const isUnknown = value !== '' && !names.includes(value);
  return (
    <SelectField
      {...{ label, value, hint, onInput }}
      choices={[
        { value: '', title: none },
        ...(isUnknown ? [{ value, title: `${value} (not in OBS)` }] : []),
        ...names.map((name) => ({ value: name, title: name })),
      ]}
    />
  );
}
