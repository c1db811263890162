/** The choice of a theme, for the layout or for selected items. */
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { SelectField } from '../core/controls.tsx';

/** Several selected items have different themes. */
const mixed = '(mixed)';

interface ThemeFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly themes: readonly ThemeMetadata[];
  /** Of the layout or of each selected item; null: none of its own. */
  readonly chosen: readonly (string | null)[];
  /** Title of the choice of no theme. */
  readonly without: string;
  onInput(theme: string | null): void;
}

export function ThemeField({ label, hint, themes, chosen, without, onInput }: ThemeFieldProps) {
  const usable = themes.filter(({ problem, lastGood }) => problem === null || lastGood === true);
  const [first = null] = chosen;
  const isMixed = chosen.some((theme) => theme !== first);
  const missing = !isMixed && first !== null && !usable.some(({ name }) => name === first);
  return (
    <SelectField
      label={label}
      hint={hint}
      value={isMixed ? mixed : (first ?? '')}
      choices={[
        ...(isMixed ? [{ value: mixed, title: 'Different themes' }] : []),
        { value: '', title: without },
        ...(missing ? [{ value: first, title: `${first} (missing)` }] : []),
        ...usable.map(({ name, title }) => ({ value: name, title })),
      ]}
      onInput={(theme) => {
        if (theme !== mixed) onInput(theme === '' ? null : theme);
      }}
    />
  );
}
