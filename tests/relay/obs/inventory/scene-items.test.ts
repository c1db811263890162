/** Finding a source: in the scene, a group, or a scene inside it, once or several times. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type ListedItem, search } from '../../../../relay/obs/inventory/scene-items.ts';
import { until } from '../../../support/until.ts';
import { eachRulesFixture } from '../rules-fixture.ts';

type Tree = Record<string, string[]>;

/** Items are numbered from 1, bottom-up; names with items of their own are containers. */
function find(tree: Tree, container: string, source: string): string[] {
  const items = (name: string): ListedItem[] =>
    tree[name]!.map((one, i) => ({ source: one, item: i + 1, isContainer: one in tree }));
  const searching = search(container, source);
  let step = searching.next();
  while (!step.done) step = searching.next(items(step.value));
  return step.value.map(({ scene, item }) => `${scene} ${item}`);
}

describe('the search', () => {
  test.each<[string, Tree, string[]]>([
    ['nowhere', { Race: ['Game'] }, []],
    ['in the scene', { Race: ['Game', 'Banner'] }, ['Race 2']],
    ['twice, from the top', { Race: ['Banner', 'Game', 'Banner'] }, ['Race 3', 'Race 1']],
    ['in a group', { Race: ['Game', 'Group'], Group: ['Banner'] }, ['Group 1']],
    [
      'in the scene and in a group: the scene',
      { Race: ['Banner', 'Group'], Group: ['Banner'] },
      ['Race 1'],
    ],
    ['in two groups', { Race: ['A', 'B'], A: ['Banner'], B: ['x', 'Banner'] }, ['B 2', 'A 1']],
    [
      'in a group of a scene inside it',
      { Race: ['Nested'], Nested: ['G'], G: ['Banner'] },
      ['G 1'],
    ],
    ['in a scene that is there twice: once', { Race: ['N', 'N'], N: ['Banner'] }, ['N 1']],
    ['in scenes that hold each other', { Race: ['N'], N: ['Race'] }, []],
  ])('%s', (_, tree, found) => {
    expect(find(tree, 'Race', 'Banner')).toEqual(found);
  });
});

describe('rules', () => {
  const on = eachRulesFixture();
  const shown = (scene: string): boolean[] =>
    (on.fixture.fake.scenes.get(scene) ?? on.fixture.fake.groups.get(scene))!
      .filter(({ source }) => source === 'Board')
      .map(({ enabled }) => enabled);

  beforeEach(() => {
    const { fake } = on.fixture;
    fake.inputs.set('Board', { kind: 'image_source', settings: {} });
    fake.groups.set('Group', []);
    fake.scenes.set('Nested', []);
  });

  test('find a source in a group, with and without the name of the scene', async () => {
    on.fixture.fake.addItem('Race', 'Group');
    on.fixture.fake.addItem('Group', 'Board', false);
    on.fixture.rules(
      { do: [{ show: 'Board', in: 'Race' }] },
      { on: 'paused', do: [{ hide: 'Board' }] },
      { on: 'resumed', do: [{ show: 'Board', in: 'Group' }] },
    );
    for (const [event, is] of [
      ['lap-completed', true],
      ['paused', false],
      ['resumed', true],
    ] as const) {
      on.fixture.happen(event);
      await until(`${event} did it`, () => shown('Group')[0] === is);
    }
  });

  test('find a source in a scene inside the scene, and undo the change', async () => {
    on.fixture.fake.addItem('Race', 'Nested');
    on.fixture.fake.addItem('Nested', 'Board', false);
    on.fixture.rules({ do: [{ show: 'Board', in: 'Race', forSeconds: 0.1 }] });
    on.fixture.lap();
    await until('it is shown', () => shown('Nested')[0] === true);
    await until('it is hidden', () => shown('Nested')[0] === false);
  });

  test('act on all copies, and undo each', async () => {
    on.fixture.fake.addItem('Race', 'Board', true);
    on.fixture.fake.addItem('Race', 'Board', false);
    on.fixture.rules({ do: [{ hide: 'Board', in: 'Race', forSeconds: 0.1 }] });
    on.fixture.lap();
    await until('all are hidden', () => !shown('Race').includes(true));
    await until('the one is back', () => shown('Race')[0] === true);
    expect(shown('Race')).toEqual([true, false]);
  });

  test('act on the copy that is named, counted from the top', async () => {
    on.fixture.fake.addItem('Race', 'Board', false);
    on.fixture.fake.addItem('Race', 'Board', false);
    on.fixture.rules({ do: [{ show: 'Board', in: 'Race', copy: 2 }] });
    on.fixture.lap();
    await on.fixture.fired(1);
    expect(shown('Race')).toEqual([true, false]);
    on.fixture.rules({ do: [{ show: 'Board', in: 'Race', copy: 3 }] });
    on.fixture.lap();
    expect((await on.fixture.fired(2))[1]!.sentence).toBe('"Race" has "Board" only 2 times.');
  });
});
