/** The model of the theme editor: fields from the schema, changes, saving, undo, hints. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeName, nameOf } from '../../../panel/core/file-names.ts';
import { fileText } from '../../../panel/core/json-files.ts';
import { begin, change, redo, undo } from '../../../panel/core/undo-history.ts';
import { adviceOn } from '../../../panel/themes/advice.ts';
import { contrast } from '../../../panel/themes/colours.ts';
import {
  cutOf,
  isOwn,
  isShown,
  own,
  readFile,
  resetField,
  setCut,
  setFamily,
  setField,
  slim,
  type ThemeFile,
  valueIn,
} from '../../../panel/themes/draft.ts';
import {
  formOf,
  type Schema,
  type ThemeField,
  type ThemeValue,
} from '../../../panel/themes/form.ts';
import { problemText } from '../../../protocol/file-schema.ts';
import { limits } from '../../../protocol/limits.ts';
import { fontFiles } from '../../../protocol/theme-fonts.ts';
import { checkTheme, defaultTheme } from '../../../protocol/theme-schema.ts';
import { root } from '../../../scripts/root.ts';

const folder = join(root, 'themes');
const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
const form = formOf(json('theme.schema.json') as Schema);
const builtIn = readdirSync(folder).filter((name) => /^[a-z0-9-]+\.json$/.test(name));
const field = (key: string): ThemeField => form.fields.get(key)!;
const plain: ThemeFile = { version: 1, name: 'mine', title: 'Mine' };

describe('the form', () => {
  test('has a field for every value of a theme, each in one group, with the default', () => {
    const leaves: string[] = [];
    const walk = (value: object, path: string): void => {
      for (const [key, one] of Object.entries(value)) {
        const here = path === '' ? key : `${path}.${key}`;
        if (typeof one === 'object' && !Array.isArray(one)) walk(one, here);
        else if (path !== '' || key === 'units') leaves.push(here);
      }
    };
    walk(defaultTheme, '');
    // A slant goes with its weight.
    const expected = leaves.filter((key) => !key.endsWith('.italic'));
    expect([...form.fields.keys()].sort()).toEqual(expected.sort());
    const grouped = form.sections.flatMap(({ groups }) =>
      groups.flatMap(({ fields }) => fields.map(({ key }) => key)),
    );
    expect([...grouped].sort()).toEqual(expected.sort());
    for (const { path, fallback } of form.fields.values()) {
      let at: unknown = defaultTheme;
      for (const key of path) at = (at as Record<string, unknown>)[key];
      expect(fallback, path.join('.')).toEqual(at);
    }
  });

  test('has kinds and bounds from the schema', () => {
    expect(field('palette.ink').input).toEqual({ kind: 'colour' });
    expect(field('palette.lights').input).toEqual({ kind: 'colours', min: 1, max: 16 });
    expect(field('lights.count').input).toEqual({ kind: 'number', min: 3, max: 16, step: 1 });
    expect(field('panel.opacity').input).toEqual({ kind: 'number', min: 0.5, max: 1, step: 0.01 });
    expect(field('gauge.numbers').input).toEqual({ kind: 'switch' });
    expect(field('bars.axis').input).toEqual({
      kind: 'choice',
      choices: [
        { value: 'vertical', title: 'Vertical' },
        { value: 'horizontal', title: 'Horizontal' },
      ],
    });
    expect(field('fonts.gear.weight').input).toEqual({ kind: 'cut' });
    expect(field('palette.plateInk').label).toBe('Text on plates');
  });

  test('has the cuts of every bundled family', () => {
    const expected = new Map<string, unknown[]>();
    for (const { family, weight, style } of fontFiles) {
      const cuts = expected.get(family) ?? [];
      expected.set(family, [...cuts, { weight, italic: style === 'italic' }]);
    }
    expect(Object.fromEntries(form.cuts)).toEqual(Object.fromEntries(expected));
  });

  test('has new fields of the schema without a title of their own', () => {
    const more = formOf({
      properties: {
        sound: { type: 'object', properties: { isLoud: { type: 'boolean', default: false } } },
      },
    });
    const [shapes] = more.sections.filter(({ name }) => name === 'shapes');
    expect(shapes!.groups).toMatchObject([{ name: 'more', fields: [{ label: 'Is loud' }] }]);
  });
});

/** A valid value for a field input. */
function valueFor({ input }: ThemeField, n: number): ThemeValue {
  const colour = `#${(n * 9973).toString(16).padStart(6, '0').slice(-6)}`;
  switch (input.kind) {
    case 'colour':
      return colour;
    case 'colours':
      return Array.from({ length: input.min + (n % (input.max - input.min + 1)) }, () => colour);
    case 'number': {
      const steps = Math.round((input.max - input.min) / input.step);
      return Number((input.min + (n % (steps + 1)) * input.step).toFixed(2));
    }
    case 'switch':
      return n % 2 === 0;
    case 'text':
      return 'x'.repeat(n % input.max);
    case 'choice':
    case 'family':
      return input.choices[n % input.choices.length]!.value;
    default:
      throw new Error('A cut is chosen with its family.');
  }
}

describe('an edited theme', () => {
  test('any changes give a valid theme that is equal after saving', () => {
    const fields = [...form.fields.values()];
    const edit = fc.tuple(fc.nat(fields.length - 1), fc.nat(1_000_000), fc.boolean());
    fc.assert(
      fc.property(fc.constantFrom(...builtIn), fc.array(edit, { maxLength: 30 }), (base, edits) => {
        let file = json(base) as ThemeFile;
        for (const [i, n, isReset] of edits) {
          const one = fields[i]!;
          if (isReset && one.input.kind !== 'cut' && one.input.kind !== 'family') {
            file = resetField(file, one);
          } else if (one.input.kind === 'family') {
            file = setFamily(form, file, one, valueFor(one, n) as string);
          } else if (one.input.kind === 'cut') {
            const family = form.fields.get(one.key.replace('.weight', '.family'))!;
            const cuts = form.cuts.get(valueIn(file, family) as string)!;
            file = setCut(file, one, cuts[n % cuts.length]!);
          } else {
            file = setField(file, one, valueFor(one, n));
          }
        }
        const edited = checkTheme(file);
        expect(edited.problems.map(problemText)).toEqual([]);
        const saved = checkTheme(slim(form, file));
        expect(saved.problems.map(problemText)).toEqual([]);
        expect(saved.theme).toEqual({ ...edited.theme, version: 1 });
      }),
      { numRuns: 150 },
    );
  });

  test('does not contain default values', () => {
    const { preview: _picture, ...values } = defaultTheme;
    const full = { ...values, name: 'mine', title: 'Mine' } as unknown as ThemeFile;
    expect(slim(form, { ...full, author: '', description: '' })).toEqual(plain);
    const changed = setField(plain, field('palette.ink'), '#ffffff');
    expect(changed).toEqual({ ...plain, palette: { ink: '#ffffff' } });
    expect(isOwn(changed, field('palette.ink'))).toBe(true);
    expect(setField(changed, field('palette.ink'), '#F5F8FC')).toEqual(plain);
    expect(resetField(changed, field('palette.ink'))).toEqual(plain);
    expect(Object.keys(slim(form, { motion: { hz: 3 }, ...plain }))).toEqual([
      'version',
      'name',
      'title',
      'motion',
    ]);
  });

  test('keeps unknown fields', () => {
    const strange = { ...plain, later: { field: 1 } };
    expect(slim(form, setField(strange, field('bars.kind'), 'tube'))).toMatchObject({
      later: { field: 1 },
      bars: { kind: 'tube' },
    });
  });

  test('a new family gets the nearest cut that it has', () => {
    const weight = field('fonts.labels.weight');
    const orbitron = setFamily(form, plain, field('fonts.labels.family'), 'Orbitron');
    expect(cutOf(orbitron, weight)).toEqual({ weight: 700, italic: false });
    const italic = setCut(
      setFamily(form, plain, field('fonts.labels.family'), 'Barlow Condensed'),
      weight,
      { weight: 700, italic: true },
    );
    expect(own(italic, ['fonts', 'labels', 'italic'])).toBe(true);
    const back = setFamily(form, italic, field('fonts.labels.family'), 'Saira Condensed');
    expect(cutOf(back, weight)).toEqual({ weight: 700, italic: false });
  });

  test('hides fields without effect', () => {
    const overshoot = field('motion.overshoot');
    expect(isShown(form, plain, overshoot)).toBe(false);
    const spring = setField(plain, field('motion.kind'), 'spring');
    expect(isShown(form, spring, overshoot)).toBe(true);
    expect(isShown(form, plain, field('palette.ink'))).toBe(true);
  });

  test('is read from a valid file only', () => {
    expect(readFile(fileText(plain))).toEqual(plain);
    expect(() => readFile('{')).toThrow('not JSON');
    expect(() => readFile('[]')).toThrow('not a theme');
    expect(() => readFile('{"name": "x"}')).toThrow('no name or no title');
    expect(() => readFile(' '.repeat(limits.themeBytesMax + 1))).toThrow('too large');
  });
});

describe('undo and redo', () => {
  test('dragging is one step, and a new change removes the redo steps', () => {
    let steps = begin(0);
    steps = change(steps, 1, 'a', 0);
    steps = change(steps, 2, 'a', 100);
    steps = change(steps, 3, 'b', 200);
    steps = change(steps, 4, 'b', 5_000);
    expect(steps.past).toEqual([0, 2, 3]);
    steps = undo(undo(steps));
    expect([steps.now, steps.future]).toEqual([2, [3, 4]]);
    expect(redo(steps).now).toBe(3);
    // Undone changes are never merged.
    steps = change(steps, 9, 'a', 5_010);
    expect([steps.past, steps.now, steps.future]).toEqual([[0, 2], 9, []]);
    expect(undo(undo(undo(undo(steps)))).now).toBe(0);
  });

  test('the number of steps is limited', () => {
    let steps = begin(0);
    for (let n = 1; n < 3 * limits.undoStepsMax; n++) steps = change(steps, n, `${n}`, n);
    expect(steps.past.length).toBeLessThanOrEqual(limits.undoStepsMax + 1);
  });
});

describe('names', () => {
  test.each([
    ['Rainy Day №2', 'rainy-day-no2'],
    ['  Été — 24h! ', 'ete-24h'],
    ['24 hours', 'hours'],
    ['!!!', null],
    ['雨', null],
    ['x'.repeat(60), 'x'.repeat(40)],
  ])('%s becomes %s', (title, name) => expect(nameOf(title)).toBe(name));

  test('are always valid for the relay, and unused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (title) => {
        const name = nameOf(title);
        if (name === null) return;
        const used = new Set([name, `${name}-2`]);
        const free = freeName(name, used);
        expect(free).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
        expect(used.has(free)).toBe(false);
      }),
    );
  });
});

describe('hints', () => {
  test('name colours that are hard to read or look alike, and no others', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21);
    expect(adviceOn(form, plain)).toEqual([]);
    const grey = setField(plain, field('palette.ink'), '#333a44');
    expect(adviceOn(form, grey)).toMatchObject([
      { key: 'palette.ink', tone: 'bad', sentence: expect.stringContaining('hard to read') },
    ]);
    const traffic = setField(
      setField(plain, field('palette.gain'), '#7a9a00'),
      field('palette.loss'),
      '#c07000',
    );
    expect(adviceOn(form, traffic)).toMatchObject([
      { key: 'palette.gain', tone: 'wait', sentence: expect.stringContaining('look alike') },
    ]);
    expect(adviceOn(form, setField(plain, field('palette.ink'), 'nonsense'))).toEqual([]);
  });
});
