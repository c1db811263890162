/** An overlay's parameters as a form, in an address, and read back from the address of a source in OBS. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  commonParameters,
  readParameters,
} from '../../../overlays/core/page/address-parameters.ts';
import { type OverlayValues, sourceUrl } from '../../../panel/core/overlay-links.ts';
import {
  choiceTitle,
  type FieldValue,
  type FormField,
  fieldsOf,
  formOf,
  problemOf,
  shownValue,
  showSet,
  showStates,
  showText,
  valuesFrom,
  withValue,
} from '../../../panel/core/parameter-form.ts';

const overlay = {
  name: 'test',
  title: 'Test',
  description: '',
  size: { width: 100, height: 100 },
  channels: ['speedKmh'],
  parameters: [
    { name: 'centre', title: 'Middle', type: 'choice', choices: ['gear', 'rpm'], fallback: 'gear' },
    { name: 'lights', title: 'Lights', type: 'boolean', fallback: true },
    { name: 'seconds', title: 'Seconds', type: 'number', min: 1, max: 30, fallback: 8 },
  ],
} as const;
const form = formOf(overlay);
const fields = fieldsOf(form);

function field(name: string): FormField {
  return fields.find((one) => one.name === name)!;
}

test('the overlay’s own parameters come first, in order', () => {
  expect(form.own.map(({ name, kind }) => [name, kind])).toEqual([
    ['centre', 'choice'],
    ['lights', 'switch'],
    ['seconds', 'number'],
  ]);
});

test('only overlays that show a speed have units', () => {
  const names = (of: typeof form) => of.common.map(({ name }) => name);
  expect(names(form)).toContain('units');
  expect(names(formOf({ ...overlay, channels: ['fuel'] }))).not.toContain('units');
});

test('every field starts with its default, and a default is not in the address', () => {
  for (const one of fields) {
    expect(shownValue({}, one)).toBe(one.fallback);
    expect(withValue({}, one, one.fallback)).toEqual({});
  }
});

test('a value is removed when it is the default again', () => {
  const once = withValue({}, field('lights'), false);
  expect(once).toEqual({ lights: false });
  expect(withValue(once, field('lights'), true)).toEqual({});
  expect(withValue({ fps: 30 }, field('fps'), null)).toEqual({});
});

test('a number outside its bounds is a problem', () => {
  expect(problemOf(field('seconds'), 31)).toBe('Enter a number from 1 to 30.');
  expect(problemOf(field('seconds'), 30)).toBeNull();
  expect(problemOf(field('fps'), null)).toBeNull();
});

test('a delay is none, in step with the stream, or a number of milliseconds', () => {
  const read = (query: string) => valuesFrom(`http://127.0.0.1/overlays/test?${query}`, form);
  expect(read('delay=stream')).toEqual({ delay: 'stream' });
  expect(read('delay=Stream')).toEqual({ delay: 'stream' });
  expect(read('delay=250')).toEqual({ delay: 250 });
  expect(read('delay=0')).toEqual({});
  expect(problemOf(field('delay'), 'stream')).toBeNull();
  expect(problemOf(field('delay'), 99_999)).toBe('Enter a number from 1 to 10000.');
  expect(problemOf(field('lap'), 1.5)).toBe('Enter a whole number from 1 to 999999.');
});

test('the form offers every parameter that the page of an overlay reads, but the theme, which has a card of its own', () => {
  const names = fields.map(({ name }) => name);
  expect(commonParameters.filter((name) => !names.includes(name))).toEqual(['theme']);
});

test('a page reads every value that the form can give as it was meant', () => {
  for (const query of [
    'delay=stream',
    'lap=best',
    'lap=999999',
    'via=chunks',
    'accent=ff8800',
    'renderer=canvas',
    'speed=8',
    'start=3600',
  ]) {
    const url = `http://127.0.0.1/overlays/test?${query}`;
    expect(Object.keys(valuesFrom(url, form))).toHaveLength(1);
    expect(readParameters(query, null, () => true).problems).toEqual([]);
  }
});

test('any chosen values are read back from their address', () => {
  const some = (one: FormField): fc.Arbitrary<FieldValue> => {
    switch (one.kind) {
      case 'choice':
        return fc.constantFrom(...one.choices.map(({ value }) => value));
      case 'switch':
        return fc.boolean();
      case 'number':
        return fc.integer({ min: Math.ceil(one.min), max: Math.floor(one.max) });
      case 'show':
        return fc.subarray([...showStates]).map((words) => showText(new Set(words)));
      case 'word-or-number':
        return fc.oneof(
          fc.constantFrom(...one.words.map(({ value }) => value)),
          fc.integer({ min: one.number.min, max: one.number.max }),
        );
      case 'colour':
        return fc.constantFrom('', '00ff00', '123abc');
      case 'text':
        return fc.string();
    }
  };
  const chosen: fc.Arbitrary<OverlayValues> = fc
    .tuple(...fields.map((one) => some(one)))
    .map((values) =>
      fields.reduce<OverlayValues>((all, one, at) => withValue(all, one, values[at]!), {}),
    );
  fc.assert(
    fc.property(chosen, (values) => {
      expect(valuesFrom(sourceUrl('http://127.0.0.1:5000', 'test', values), form)).toEqual(values);
    }),
  );
});

test('invalid values in an address give defaults', () => {
  const url = 'http://127.0.0.1/overlays/test?centre=moon&seconds=99&units=knots&scale=';
  expect(valuesFrom(url, form)).toEqual({});
  expect(valuesFrom('nonsense', form)).toEqual({});
});

test('a value of show is as short as possible', () => {
  expect(showText(new Set(['track', 'pits']))).toBe('driving');
  expect(showText(new Set(['track', 'pits', 'replay']))).toBe('driving,replay');
  expect(showText(new Set(['pits']))).toBe('pits');
  expect(showText(new Set(showStates))).toBe('always');
  expect(showText(new Set())).toBe('driving');
  expect([...showSet('replay, driving')]).toEqual(['track', 'pits', 'replay']);
  expect([...showSet('flying')]).toEqual([]);
});

test('choices have readable titles', () => {
  expect(choiceTitle('kmh')).toBe('km/h');
  expect(choiceTitle('best-lap')).toBe('Best lap');
});
