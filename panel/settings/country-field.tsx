/** The choice of a country by its name, with its flag. */
import { countries } from 'country-flag-icons';
import { SelectField } from '../core/controls.tsx';

/** Nations and parts of a country that have a flag but no region code. */
const partNames: Readonly<Record<string, string>> = {
  'BQ-BO': 'Bonaire',
  'BQ-SA': 'Saba',
  'BQ-SE': 'Sint Eustatius',
  'ES-CT': 'Catalonia',
  'GB-ENG': 'England',
  'GB-NIR': 'Northern Ireland',
  'GB-SCT': 'Scotland',
  'GB-WLS': 'Wales',
};

export interface CountryFieldProps {
  readonly label: string;
  /** Code; empty: none. */
  readonly value: string;
  readonly problem: string | undefined;
  onInput(code: string): void;
}

export function CountryField({ label, value, problem, onInput }: CountryFieldProps) {
  const code = value.toUpperCase();
  const choices = [{ value: '', title: 'None' }, ...countryChoices()];
  const isKnown = choices.some((one) => one.value === code);
  if (!isKnown) choices.push({ value: code, title: code });
  return (
    <div class="country">
      <SelectField
        label={label}
        value={code}
        choices={choices}
        onInput={onInput}
        problem={problem}
      />
      {isKnown && code !== '' && <img src={`/assets/flags/${code}.svg`} alt="" />}
    </div>
  );
}

/** By name. */
function countryChoices(): { value: string; title: string }[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  return (
    countries
      .map((value) => ({ value, title: partNames[value] ?? nameOf(names, value) }))
      // Some flags are of places without a code of their own.
      .filter(({ value, title }) => title !== value)
      .sort((one, other) => one.title.localeCompare(other.title, 'en'))
  );
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
