/** Studio mode: viewers see the changes of rules, and the preview stays. */
import { beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../support/until.ts';
import { eachUndoFixture, type Run } from '../undo/undo-fixture.ts';

const on = eachUndoFixture();
const scene = { kind: 'scene' } as const;
let run: Run;

beforeEach(async () => {
  const { fake } = on.fixture;
  fake.groups.set('Boards', []);
  fake.addItem('Race', 'Boards');
  fake.addItem('Boards', 'LastLap', false);
  fake.sceneFilters.set('Race', { Grey: { enabled: false, kind: 'colour', settings: {} } });
  fake.setStudio(true);
  fake.preview = 'Pits';
  run = await on.fixture.start();
});

const filter = { kind: 'filter', source: 'Race', filter: 'Grey' } as const;
const isGrey = (): boolean => on.fixture.fake.copy.filters.Grey!.enabled;

describe('in studio mode', () => {
  test('an item of the scene on program is shown to viewers and hidden from them', async () => {
    await run.put(await run.itemOf('Race', 'Banner'), true, 0.2);
    expect(on.fixture.fake.isSeen('Banner')).toBe(true);
    await until('it is hidden', () => !on.fixture.fake.isSeen('Banner'));
    expect(on.fixture.isBannerShown).toBe(false);
  });

  test('a filter of the scene on program too', async () => {
    await run.put(filter, true, 0.2);
    expect(isGrey()).toBe(true);
    await until('it is off', () => !isGrey());
  });

  test('the scene is put on program again by a cut, and transition and preview stay', async () => {
    on.fixture.fake.transition = 'Fade';
    await run.put(await run.itemOf('Race', 'Banner'), true);
    expect(on.fixture.fake.programChanges).toEqual(['Race Cut']);
    expect(on.fixture.fake.transition).toBe('Fade');
    expect(on.fixture.fake.preview).toBe('Pits');
  });

  test('the scene is not put on program again for an item in a group, which viewers see anyway', async () => {
    await run.put(await run.itemOf('Race', 'LastLap'), true);
    expect(on.fixture.fake.isSeen('LastLap')).toBe(true);
    expect(on.fixture.fake.programChanges).toEqual([]);
  });

  test('the scene is not put on program again for an item of another scene', async () => {
    on.fixture.fake.addItem('Pits', 'Banner', false);
    await run.put(await run.itemOf('Pits', 'Banner'), true);
    expect(on.fixture.fake.programChanges).toEqual([]);
  });

  test('a running transition is awaited, because it would hide the change', async () => {
    on.fixture.fake.transition = 'Fade';
    on.fixture.fake.transitionMs = 150;
    await run.put(scene, 'Replay');
    await run.put(scene, 'Race');
    await run.put(await run.itemOf('Race', 'Banner'), true);
    expect(on.fixture.fake.programChanges).toEqual(['Replay Fade', 'Race Fade', 'Race Cut']);
    expect(on.fixture.fake.isSeen('Banner')).toBe(true);
  });

  test('a timed scene ends, and the preview is as before', async () => {
    on.fixture.fake.transition = 'Fade';
    await run.put(scene, 'Replay', 0.05);
    await until('it is back', () => on.fixture.fake.programChanges.length === 2);
    expect(on.fixture.fake.programChanges).toEqual(['Replay Fade', 'Race Fade']);
    await until('the preview is back', () => on.fixture.fake.preview === 'Pits');
    expect(on.fixture.fake.program).toBe('Race');
  });

  test('everything is undone at the end, for viewers too', async () => {
    await run.put(await run.itemOf('Race', 'Banner'), true, 600);
    await run.put(filter, true, 600);
    await run.end();
    expect([on.fixture.fake.isSeen('Banner'), isGrey()]).toEqual([false, false]);
  });
});

test('without studio mode the scene is not put on program again', async () => {
  on.fixture.fake.setStudio(false);
  await run.put(await run.itemOf('Race', 'Banner'), true);
  expect(on.fixture.fake.isSeen('Banner')).toBe(true);
  expect(on.fixture.fake.programChanges).toEqual([]);
  expect(on.fixture.fake.askedFor('SetCurrentProgramScene')).toEqual([]);
});
