/** Putting back finds its place: in the right scene collection, under new names, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { until } from '../../../support/until.ts';
import { eachHeldSet } from './undo-file-set.ts';

const on = eachHeldSet();
const scene = { kind: 'scene' } as const;
const text = { kind: 'text', source: 'LastLap' } as const;

describe('another scene collection', () => {
  test.each([
    ['names', false],
    ['names and ids, as those of a copy do', true],
  ])(
    'is not touched though its scenes go by the same %s; the right one is, when it is back',
    async (_, hasUuids) => {
      on.set.fake.hasUuids = hasUuids;
      const run = await on.set.start();
      on.set.fake.addCollection('other');
      await run.put(scene, 'Replay', 1);
      await run.put(await run.itemOf('Race', 'Banner'), true, 1);
      on.set.fake.switchCollection('other');
      on.set.fake.switchScene('Replay');
      on.set.fake.scenes.get('Race')![0]!.enabled = true;
      await until('it is said', () => run.stage.sentences.length === 2);
      expect(run.stage.sentences[0]).toBe(
        'The scene is put back later: it is in the scene collection "rig", and OBS has "other" on.',
      );
      expect([on.set.fake.program, on.set.isBannerShown]).toEqual(['Replay', true]);
      on.set.fake.switchCollection('rig');
      await until('it is back', () => on.set.fake.program === 'Race' && !on.set.isBannerShown);
      expect(run.restored).toEqual([]);
      on.set.fake.switchCollection('other');
      expect([on.set.fake.program, on.set.isBannerShown]).toEqual(['Replay', true]);
    },
  );

  test('that comes with a restart of OBS is not touched either', async () => {
    const run = await on.set.start();
    on.set.fake.addCollection('other');
    await run.put(text, 'x', 0.5);
    await on.set.fake.stop(1006);
    on.set.fake.switchCollection('other');
    on.set.fake.inputs.get('LastLap')!.settings.text = 'x';
    await on.set.fake.start();
    await until('it is said', () => run.stage.sentences.some((one) => one.includes('"other"')));
    expect(on.set.text).toBe('x');
    on.set.fake.switchCollection('rig');
    await until('it is back', () => on.set.text === 'before');
  });

  test('what is changed in the one does not end what is held in the other', async () => {
    const run = await on.set.start();
    on.set.fake.addCollection('other');
    await run.put(text, 'x', 600);
    on.set.fake.switchCollection('other');
    await run.put(text, 'y', 600);
    await run.put(text, 'z');
    on.set.fake.switchCollection('rig');
    await run.end();
    expect(on.set.text).toBe('before');
  });

  test('a collection that was deleted is said, and given up', async () => {
    const run = await on.set.start();
    on.set.fake.addCollection('other');
    await run.put(text, 'x', 0.2);
    on.set.fake.switchCollection('other');
    on.set.fake.otherCollections.delete('rig');
    await run.kill();
    const next = await on.set.start();
    await until('it is said', () => next.restored.length === 1);
    expect(next.sentences[0]).toBe(
      'Could not put back the text "LastLap": its scene collection "rig" is not in OBS any more.',
    );
  });

  test('a collection that is renamed while it waits is known too', async () => {
    on.set.fake.hasUuids = true;
    const run = await on.set.start();
    on.set.fake.addCollection('other');
    await run.put(text, 'x', 0.3);
    on.set.fake.switchCollection('other');
    await until('it is said', () => run.stage.sentences.length === 1);
    on.set.fake.switchCollection('rig');
    on.set.fake.collection = 'season 2';
    await until('it is back', () => on.set.text === 'before');
  });

  test('a collection that was renamed is known by the ids of what is in it', async () => {
    on.set.fake.hasUuids = true;
    const run = await on.set.start();
    await run.put(text, 'x', 600);
    await run.kill();
    on.set.fake.collection = 'season 2';
    await on.set.start();
    await until('it is back', () => on.set.text === 'before');
  });
});

describe('names that changed while the program did not run', () => {
  /** Kills the program, lets people do something in OBS, starts it again. */
  async function meanwhile(work: () => void) {
    const run = on.set.runs.at(-1)!;
    await run.kill();
    work();
    return on.set.start();
  }

  test('scenes and sources are found by their ids', async () => {
    on.set.fake.hasUuids = true;
    const run = await on.set.start();
    await run.put(scene, 'Replay', 600);
    await run.put(text, 'x', 600);
    await run.put(await run.itemOf('Race', 'Banner'), true, 600);
    await meanwhile(() => {
      on.set.fake.renameScene('Race', 'Pits 2');
      on.set.fake.renameScene('Replay', 'Race');
      on.set.fake.renameInput('LastLap', 'Lap');
      on.set.fake.renameInput('Banner', 'Board');
    });
    await until('the scene is back', () => on.set.fake.program === 'Pits 2');
    await until('the item is back', () => !on.set.fake.scenes.get('Pits 2')![0]!.enabled);
    await until(
      'the text is back',
      () => on.set.fake.inputs.get('Lap')!.settings.text === 'before',
    );
  });

  test('without ids: the one scene that is new is the one that is missing', async () => {
    const run = await on.set.start();
    await run.put(scene, 'Replay', 600);
    await run.put(await run.itemOf('Race', 'Banner'), true, 600);
    await meanwhile(() => {
      on.set.fake.renameScene('Race', 'Grand Prix');
      on.set.fake.renameInput('Banner', 'Board');
    });
    await until('the scene is back', () => on.set.fake.program === 'Grand Prix');
    await until('the item is back', () => !on.set.fake.scenes.get('Grand Prix')![0]!.enabled);
  });

  test('without ids: a group is found by the number of its item', async () => {
    on.set.fake.groups.set('Boards', []);
    on.set.fake.addItem('Race', 'Boards');
    on.set.fake.addItem('Boards', 'LastLap', false);
    const run = await on.set.start();
    await run.put(await run.itemOf('Boards', 'LastLap'), true, 600);
    await meanwhile(() => {
      const items = on.set.fake.groups.get('Boards')!;
      on.set.fake.groups.delete('Boards');
      on.set.fake.groups.set('Lower thirds', items);
    });
    await until('it is back', () => !on.set.fake.groups.get('Lower thirds')![0]!.enabled);
  });

  test('when nothing tells which scene it is, none is switched to and that is said', async () => {
    const run = await on.set.start();
    await run.put(scene, 'Replay', 600);
    const next = await meanwhile(() => {
      on.set.fake.renameScene('Race', 'A');
      on.set.fake.renameScene('Pits', 'B');
    });
    await until('it is said', () => next.restored.length === 1);
    expect(next.sentences[0]).toBe('Could not put back the scene: it is not in OBS any more.');
    expect(on.set.fake.program).toBe('Replay');
  });

  test('a new item of the same source in the same scene is not ours', async () => {
    const run = await on.set.start();
    await run.put(await run.itemOf('Race', 'Banner'), true, 600);
    const next = await meanwhile(() => {
      on.set.fake.scenes.set('Race', []);
      on.set.fake.addItem('Race', 'Banner', true);
    });
    await until('it is said', () => next.restored.length === 1);
    expect(next.restored[0]).toMatchObject({ outcome: 'failed' });
    expect(on.set.isBannerShown).toBe(true);
  });
});
