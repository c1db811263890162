/** The choices of what previews play and which background they have. */
import { SelectField } from './controls.tsx';
import type { PreviewOf } from './overlay-links.ts';
import {
  backgroundChoices,
  chooseBackground,
  currentBackground,
  type PreviewBackground,
} from './preview.tsx';

export function BackgroundField() {
  return (
    <SelectField<PreviewBackground>
      label="Preview background"
      value={currentBackground()}
      choices={backgroundChoices}
      onInput={chooseBackground}
    />
  );
}

interface PlaysFieldProps {
  readonly of: PreviewOf;
  onInput(of: PreviewOf): void;
}

export function PlaysField({ of, onInput }: PlaysFieldProps) {
  return (
    <SelectField<PreviewOf>
      label="Preview plays"
      value={of}
      choices={[
        { value: 'demo', title: 'A demo lap' },
        { value: 'live', title: 'The live session' },
      ]}
      onInput={onInput}
    />
  );
}
