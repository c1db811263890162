import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyLayout } from '../../../../panel/layouts/draft.ts';
import { layoutVersion } from '../../../../protocol/layout.ts';
import { limits } from '../../../../protocol/limits.ts';
import {
  checkLayout,
  type LayoutContext,
  layoutProblemsText,
} from '../../../../relay/pages/layouts/layout-schema.ts';

const known: LayoutContext = {
  overlays: [
    {
      name: 'gear',
      size: { width: 300, height: 220 },
      parameters: [
        { name: 'showSpeed', type: 'boolean' },
        { name: 'kind', type: 'choice', choices: ['plain', 'large'] },
        { name: 'seconds', type: 'number', min: 2, max: 30 },
      ],
    },
    { name: 'pedals', size: { width: 200, height: 100 } },
  ],
  themes: ['apex', 'neon-night'],
};

const check = (value: unknown) => checkLayout('mine', value, known);
const withItems = (...items: readonly object[]) => ({ name: 'mine', title: 'Mine', items });
const gear = { overlay: 'gear', x: 10, y: 20 };
const plain = { theme: null, group: null, locked: false, parameters: {} };

describe('a layout file', () => {
  test('may omit values with defaults, and is completed', () => {
    expect(
      check(
        withItems(gear, { ...gear, width: 600 }, { overlay: 'pedals', x: 0, y: 0, height: 150 }),
      ),
    ).toEqual({
      problems: [],
      layout: {
        ...emptyLayout('mine', 'Mine'),
        items: [
          { id: 'gear', ...gear, width: 300, height: 220, ...plain },
          { id: 'gear-2', ...gear, width: 600, height: 440, ...plain },
          {
            id: 'pedals',
            overlay: 'pedals',
            x: 0,
            y: 0,
            width: 300,
            height: 150,
            ...plain,
          },
        ],
      },
    });
  });

  test('may name a theme as it was called before', () => {
    const world = { ...known, themes: ['world-feed'] };
    const { layout, problems } = checkLayout(
      'mine',
      withItems({ ...gear, theme: 'broadcast' }),
      world,
    );
    expect([layout!.items[0]!.theme, problems]).toEqual(['world-feed', []]);
  });

  test('may have a theme for all its items, a group, and locked items', () => {
    const items = [{ ...gear, group: 'corner', locked: true }, gear];
    const { layout, problems } = check({ ...withItems(...items), theme: 'neon-night' });
    expect(problems).toEqual([]);
    expect(layout).toMatchObject({
      theme: 'neon-night',
      items: [
        { theme: null, group: 'corner', locked: true },
        { theme: null, group: null, locked: false },
      ],
    });
  });

  test('with a theme that does not exist is shown without it, and the theme is named', () => {
    const { layout, problems } = check({ ...withItems(gear), theme: 'apx' });
    expect(layout!.items).toHaveLength(1);
    expect(problems).toEqual([
      { path: 'theme', reason: 'there is no theme "apx"; did you mean "apex"?' },
    ]);
  });

  test('completed, it is a complete layout file', () => {
    const { layout } = check(withItems(gear, gear, { ...gear, id: 'gear-2', height: 300 }));
    expect(layout!.items.map(({ id }) => id)).toEqual(['gear', 'gear-3', 'gear-2']);
    expect(check(layout)).toEqual({ layout, problems: [] });
  });

  test.each([
    ['no object', [], '', 'a layout is a JSON object'],
    ['another name', { name: 'other', title: 'x' }, 'name', 'must be "mine"'],
    ['an unknown key', { name: 'mine', title: 'x', itmes: [] }, 'itmes', 'did you mean "items"'],
    ['an unknown key of an item', withItems({ ...gear, wdth: 1 }), 'items.0.wdth', '"width"'],
    ['no place', withItems({ overlay: 'gear' }), 'items.0.x', 'number'],
    ['a size that is none', withItems({ ...gear, width: 0 }), 'items.0.width', '16'],
    [
      'ids that are the same',
      withItems({ ...gear, id: 'a' }, { ...gear, id: 'a' }),
      'items.1.id',
      'taken',
    ],
    ['an item nobody sees', withItems({ ...gear, x: 1920 }), 'items.0', 'outside the canvas'],
    ['a later version', { name: 'mine', title: 'x', version: 2 }, 'version', 'newer Sequential'],
    ['too many items', withItems(...Array(limits.layoutItemsMax + 1).fill(gear)), 'items', '32'],
  ])('with %s is refused, and the place is named', (_what, value, path, reason) => {
    const { layout, problems } = check(value);
    expect(layout).toBeNull();
    expect(problems[0]?.path).toBe(path);
    expect(problems.map((problem) => problem.reason).join()).toContain(reason);
  });

  function expectNamed(_what: string, item: object, path: string, reason: string): void {
    const { layout, problems } = check(withItems(item, { ...gear, id: 'whole' }));
    expect(layout!.items.at(-1)?.id).toBe('whole');
    expect(problems).toEqual([{ path, reason: expect.stringContaining(reason) }]);
  }

  test.each([
    ['an overlay', { ...gear, overlay: 'geer' }, 'items.0.overlay', 'did you mean "gear"?'],
    ['a theme', { ...gear, theme: 'apx' }, 'items.0.theme', 'did you mean "apex"?'],
  ])('that names %s that there is not can be shown, and it is named', expectNamed);

  test.each([
    ['a parameter', { showSped: true }, 'showSpeed'],
    ['a choice', { kind: 'huge' }, 'plain, or large'],
    ['a switch', { showSpeed: 'maybe' }, 'true or false'],
    ['a number', { seconds: 99 }, 'from 2 to 30'],
    ['a rule of showing', { show: 'driving,never' }, 'driving'],
    ['units', { units: 'knots' }, 'kmh, or mph'],
  ])('with %s that there is not can be shown, and it is named: %j', (what, parameters, reason) => {
    const [name] = Object.keys(parameters);
    expectNamed(what, { ...gear, parameters }, `items.0.parameters.${name}`, reason);
  });

  test('accepts parameters as an address does: words, numbers and switches', () => {
    const parameters = {
      show: 'driving,pits',
      units: 'mph',
      showSpeed: 'off',
      kind: 'LARGE',
      seconds: '4',
    };
    expect(check(withItems({ ...gear, parameters })).problems).toEqual([]);
    const plain = { show: 'always', showSpeed: false, seconds: 4 };
    expect(check(withItems({ ...gear, parameters: plain })).problems).toEqual([]);
  });

  test('of any content gives a complete layout or problems, and never throws', () => {
    const words = ['mine', 'gear', 'pedals', 'geer', 'apex', '__proto__', 'toString', ''];
    const word = fc.constantFrom(...words);
    const value = fc.anything({ key: word, maxDepth: 2 });
    const loose = (valid: fc.Arbitrary<unknown>) =>
      fc.oneof({ arbitrary: valid, weight: 8 }, { arbitrary: value, weight: 1 });
    const number = loose(fc.oneof(fc.integer({ min: -300, max: 2500 }), fc.double()));
    const item = fc.record(
      {
        id: loose(word),
        overlay: loose(fc.constantFrom('gear', 'pedals', 'geer')),
        x: number,
        y: number,
        width: number,
        height: number,
        theme: loose(fc.constantFrom('apex', null)),
        group: loose(fc.constantFrom('one', null)),
        locked: loose(fc.boolean()),
        parameters: loose(fc.dictionary(word, fc.oneof(fc.string(), fc.boolean(), fc.double()))),
      },
      { requiredKeys: ['overlay', 'x', 'y'] },
    );
    const layout = fc.record(
      {
        name: loose(fc.constant('mine')),
        title: loose(fc.constant('Mine')),
        width: number,
        height: number,
        version: loose(fc.constant(layoutVersion)),
        theme: loose(fc.constantFrom('apex', null)),
        items: loose(fc.array(item, { maxLength: 4 })),
      },
      { requiredKeys: ['name', 'title'] },
    );
    fc.assert(
      fc.property(fc.oneof(layout, value), (anything) => {
        const { layout: found, problems } = check(anything);
        expect(layoutProblemsText(problems).length).toBeLessThan(3_000);
        if (found === null) {
          expect(problems.length).toBeGreaterThan(0);
          return;
        }
        const ids = found.items.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { x, y, width, height } of found.items) {
          for (const side of [x, y, width, height]) expect(Number.isFinite(side)).toBe(true);
          expect(Math.min(width, height)).toBeGreaterThan(0);
        }
        // What is given is taken back unchanged.
        expect(check(JSON.parse(JSON.stringify(found))).layout).toEqual(found);
      }),
      { numRuns: 500 },
    );
  });
});
