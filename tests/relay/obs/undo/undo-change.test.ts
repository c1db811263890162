/** Undoing finds its place: in the right scene collection and under new names. */
import { describe, expect, test } from 'vitest';
import { until } from '../../../support/until.ts';
import { eachUndoFixture } from './undo-fixture.ts';

const on = eachUndoFixture();
const scene = { kind: 'scene' } as const;
const text = { kind: 'text', source: 'LastLap' } as const;

describe('another scene collection', () => {
  test.each([
    ['names', false],
    ['with the names and ids of a copy', true],
  ])(
    'is not touched though its scenes go by the same %s; the right one is, when it is back',
    async (_, hasUuids) => {
      on.fixture.fake.hasUuids = hasUuids;
      const run = await on.fixture.start();
      on.fixture.fake.addCollection('other');
      await run.put(scene, 'Replay', 1);
      await run.put(await run.itemOf('Race', 'Banner'), true, 1);
      on.fixture.fake.switchCollection('other');
      on.fixture.fake.switchScene('Replay');
      on.fixture.fake.scenes.get('Race')![0]!.enabled = true;
      await until('it is reported', () => run.changes.pendingSentences.length === 2);
      expect(run.changes.pendingSentences[0]).toBe(
        'The scene is put back later: it is in the scene collection "rig", and OBS has "other" on.',
      );
      expect([on.fixture.fake.program, on.fixture.isBannerShown]).toEqual(['Replay', true]);
      on.fixture.fake.switchCollection('rig');
      await until(
        'it is back',
        () => on.fixture.fake.program === 'Race' && !on.fixture.isBannerShown,
      );
      expect(run.reports).toEqual([]);
      on.fixture.fake.switchCollection('other');
      expect([on.fixture.fake.program, on.fixture.isBannerShown]).toEqual(['Replay', true]);
    },
  );

  test('that comes with a restart of OBS is not touched either', async () => {
    const run = await on.fixture.start();
    on.fixture.fake.addCollection('other');
    await run.put(text, 'x', 0.5);
    await on.fixture.fake.stop(1006);
    on.fixture.fake.switchCollection('other');
    on.fixture.fake.inputs.get('LastLap')!.settings.text = 'x';
    await on.fixture.fake.start();
    await until('it is reported', () =>
      run.changes.pendingSentences.some((one) => one.includes('"other"')),
    );
    expect(on.fixture.text).toBe('x');
    on.fixture.fake.switchCollection('rig');
    await until('it is back', () => on.fixture.text === 'before');
  });

  test('a change in one does not end timed values in the other', async () => {
    const run = await on.fixture.start();
    on.fixture.fake.addCollection('other');
    await run.put(text, 'x', 600);
    on.fixture.fake.switchCollection('other');
    await run.put(text, 'y', 600);
    await run.put(text, 'z');
    on.fixture.fake.switchCollection('rig');
    await run.end();
    expect(on.fixture.text).toBe('before');
  });

  test('a deleted collection is reported and given up', async () => {
    const run = await on.fixture.start();
    on.fixture.fake.addCollection('other');
    await run.put(text, 'x', 0.2);
    on.fixture.fake.switchCollection('other');
    on.fixture.fake.otherCollections.delete('rig');
    await run.kill();
    const next = await on.fixture.start();
    await until('it is reported', () => next.reports.length === 1);
    expect(next.sentences[0]).toBe(
      'Could not put back the text "LastLap": its scene collection "rig" is not in OBS any more.',
    );
  });

  test('a collection that is renamed meanwhile is recognised', async () => {
    on.fixture.fake.hasUuids = true;
    const run = await on.fixture.start();
    on.fixture.fake.addCollection('other');
    await run.put(text, 'x', 0.3);
    on.fixture.fake.switchCollection('other');
    await until('it is reported', () => run.changes.pendingSentences.length === 1);
    on.fixture.fake.switchCollection('rig');
    on.fixture.fake.collection = 'season 2';
    await until('it is back', () => on.fixture.text === 'before');
  });

  test('a renamed collection is recognised by the ids in it', async () => {
    on.fixture.fake.hasUuids = true;
    const run = await on.fixture.start();
    await run.put(text, 'x', 600);
    await run.kill();
    on.fixture.fake.collection = 'season 2';
    await on.fixture.start();
    await until('it is back', () => on.fixture.text === 'before');
  });
});

describe('names that changed while the program did not run', () => {
  /** Kills the program, changes OBS by hand, and starts it again. */
  async function meanwhile(work: () => void) {
    const run = on.fixture.runs.at(-1)!;
    await run.kill();
    work();
    return on.fixture.start();
  }

  test('scenes and sources are found by their ids', async () => {
    on.fixture.fake.hasUuids = true;
    const run = await on.fixture.start();
    await run.put(scene, 'Replay', 600);
    await run.put(text, 'x', 600);
    await run.put(await run.itemOf('Race', 'Banner'), true, 600);
    await meanwhile(() => {
      on.fixture.fake.renameScene('Race', 'Pits 2');
      on.fixture.fake.renameScene('Replay', 'Race');
      on.fixture.fake.renameInput('LastLap', 'Lap');
      on.fixture.fake.renameInput('Banner', 'Board');
    });
    await until('the scene is back', () => on.fixture.fake.program === 'Pits 2');
    await until('the item is back', () => !on.fixture.fake.scenes.get('Pits 2')![0]!.enabled);
    await until(
      'the text is back',
      () => on.fixture.fake.inputs.get('Lap')!.settings.text === 'before',
    );
  });

  test('without ids: the only new scene is the only missing one', async () => {
    const run = await on.fixture.start();
    await run.put(scene, 'Replay', 600);
    await run.put(await run.itemOf('Race', 'Banner'), true, 600);
    await meanwhile(() => {
      on.fixture.fake.renameScene('Race', 'Grand Prix');
      on.fixture.fake.renameInput('Banner', 'Board');
    });
    await until('the scene is back', () => on.fixture.fake.program === 'Grand Prix');
    await until('the item is back', () => !on.fixture.fake.scenes.get('Grand Prix')![0]!.enabled);
  });

  test('without ids: a group is found by the number of its item', async () => {
    on.fixture.fake.groups.set('Boards', []);
    on.fixture.fake.addItem('Race', 'Boards');
    on.fixture.fake.addItem('Boards', 'LastLap', false);
    const run = await on.fixture.start();
    await run.put(await run.itemOf('Boards', 'LastLap'), true, 600);
    await meanwhile(() => {
      const items = on.fixture.fake.groups.get('Boards')!;
      on.fixture.fake.groups.delete('Boards');
      on.fixture.fake.groups.set('Lower thirds', items);
    });
    await until('it is back', () => !on.fixture.fake.groups.get('Lower thirds')![0]!.enabled);
  });

  test('when the scene cannot be identified, nothing is switched, which is reported', async () => {
    const run = await on.fixture.start();
    await run.put(scene, 'Replay', 600);
    const next = await meanwhile(() => {
      on.fixture.fake.renameScene('Race', 'A');
      on.fixture.fake.renameScene('Pits', 'B');
    });
    await until('it is reported', () => next.reports.length === 1);
    expect(next.sentences[0]).toBe('Could not put back the scene: it is not in OBS any more.');
    expect(on.fixture.fake.program).toBe('Replay');
  });

  test('a new item of the same source in the same scene is not ours', async () => {
    const run = await on.fixture.start();
    await run.put(await run.itemOf('Race', 'Banner'), true, 600);
    const next = await meanwhile(() => {
      on.fixture.fake.scenes.set('Race', []);
      on.fixture.fake.addItem('Race', 'Banner', true);
    });
    await until('it is reported', () => next.reports.length === 1);
    expect(next.reports[0]).toMatchObject({ outcome: 'failed' });
    expect(on.fixture.isBannerShown).toBe(true);
  });
});
