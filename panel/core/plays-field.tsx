/** The choice of what previews of an editor play. */
import { SelectField } from './controls.tsx';
import type { PreviewOf } from './overlay-links.ts';

interface PlaysFieldProps {
  readonly of: PreviewOf;
  onInput(of: PreviewOf): void;
}

export function PlaysField({ of, onInput }: PlaysFieldProps) {
  return (
    <SelectField<PreviewOf>
      label="Plays"
      value={of}
      choices={[
        { value: 'demo', title: 'A demo lap' },
        { value: 'live', title: 'What is driven now' },
      ]}
      onInput={onInput}
    />
  );
}
