/** Changes in OBS are undone: at the end, after a kill, when OBS hangs, and in the right scene collection. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../../protocol/limits.ts';
import { silentLog } from '../../../../protocol/log.ts';
import { until } from '../../../support/until.ts';
import { eachUndoFixture } from './undo-fixture.ts';

const on = eachUndoFixture();
const scene = { kind: 'scene' } as const;
const text = { kind: 'text', source: 'LastLap' } as const;

/** A run that has changed the scene, a text and an item. */
async function changedAll() {
  const run = await on.fixture.start();
  await run.put(scene, 'Replay', 600);
  await run.put(text, 'x', 600);
  await run.put(await run.itemOf('Race', 'Banner'), true, 600);
  return run;
}

/** A run was killed while it showed the scene Replay. */
async function killedInReplay(): Promise<void> {
  const run = await on.fixture.start();
  await run.put(scene, 'Replay', 600);
  await run.kill();
}

describe('when the program ends', () => {
  test('everything is undone before its time, and nothing is left on disk', async () => {
    const run = await changedAll();
    expect([on.fixture.fake.program, on.fixture.text, on.fixture.isBannerShown]).toEqual([
      'Replay',
      'x',
      true,
    ]);
    await until('it is on disk', () => on.fixture.files.length === 1);
    await run.end();
    expect([on.fixture.fake.program, on.fixture.text, on.fixture.isBannerShown]).toEqual([
      'Race',
      'before',
      false,
    ]);
    expect(on.fixture.files).toEqual([]);
  });

  test('of several values at one place, the value before the first comes back', async () => {
    const run = await on.fixture.start();
    await run.changes.put(scene, 'Replay', 'a', 600);
    await run.changes.put(scene, 'Pits', 'b', 600);
    await run.end();
    expect(on.fixture.fake.program).toBe('Race');
  });

  test('values that somebody changed meanwhile are left alone', async () => {
    const run = await on.fixture.start();
    await run.put(scene, 'Replay', 600);
    on.fixture.fake.switchScene('Pits');
    await run.end();
    expect(on.fixture.fake.program).toBe('Pits');
    expect(run.sentences).toEqual(['Left the scene as it is: it was changed meanwhile.']);
  });

  test('nothing is written any more, for good or for a time', async () => {
    const run = await on.fixture.start();
    const ending = run.changes.close(1_000);
    await expect(run.put(scene, 'Pits')).rejects.toThrow('Sequential is ending.');
    await expect(run.put(scene, 'Pits', 5)).rejects.toThrow('Sequential is ending.');
    await ending;
    expect(on.fixture.fake.program).toBe('Race');
  });

  test('pending values are not written any more', async () => {
    const run = await on.fixture.start();
    on.fixture.fake.slow.set('GetCurrentProgramScene', 40);
    const put = run.put(scene, 'Replay', 600);
    const failed = expect(put).rejects.toThrow('Sequential is ending.');
    await until('it is begun', () => on.fixture.fake.askedFor('GetCurrentProgramScene').length > 0);
    await run.changes.close(1_000);
    await failed;
    expect(on.fixture.fake.askedFor('SetCurrentProgramScene')).toEqual([]);
    expect(on.fixture.files).toEqual([]);
  });

  test('an OBS that hangs delays it no longer than allowed; the next start undoes it', async () => {
    const run = await on.fixture.start();
    await run.put(scene, 'Replay', 600);
    on.fixture.fake.hang('SetCurrentProgramScene');
    // Timers of one loop: a busy machine delays both. The disk is not OBS' fault, so it may take longer.
    const late = pause(140, 'late');
    expect(await Promise.race([run.changes.undoAll(60), late])).not.toBe('late');
    await run.changes.close(60);
    expect(on.fixture.files).toHaveLength(1);
    await run.obs.close();
    on.fixture.fake.hang();
    await on.fixture.start();
    await until('it is back', () => on.fixture.fake.program === 'Race');
  });
});

describe('when the program was killed', () => {
  test('the next start undoes everything at once and reports it', async () => {
    const run = await changedAll();
    await run.kill();
    expect(on.fixture.fake.program).toBe('Replay');
    const next = await on.fixture.start();
    await until('all is back', () => next.reports.length === 3);
    expect([on.fixture.fake.program, on.fixture.text, on.fixture.isBannerShown]).toEqual([
      'Race',
      'before',
      false,
    ]);
    expect(next.sentences).toContain('Put back the scene, which an earlier run could not.');
    await until('nothing is left on disk', () => on.fixture.files.length === 0);
  });

  test('it is on disk before OBS does it, so it is undone after a kill in between', async () => {
    const run = await on.fixture.start();
    on.fixture.fake.hang('SetCurrentProgramScene');
    const put = run.put(scene, 'Replay', 600).catch(() => {});
    await until(
      'OBS was asked',
      () => on.fixture.fake.askedFor('SetCurrentProgramScene').length > 0,
    );
    await run.kill();
    await put;
    on.fixture.fake.unhang();
    await until('OBS has done it', () => on.fixture.fake.program === 'Replay');
    await on.fixture.start();
    await until('it is back', () => on.fixture.fake.program === 'Race');
  });

  test('values that somebody changed after the kill are left alone, which is reported', async () => {
    await killedInReplay();
    on.fixture.fake.switchScene('Pits');
    const next = await on.fixture.start();
    await until('it is reported', () => next.reports.length === 1);
    expect(next.sentences[0]).toContain('it was changed meanwhile');
    expect(on.fixture.fake.program).toBe('Pits');
  });

  test('changes in an OBS that starts later are undone then', async () => {
    await killedInReplay();
    await on.fixture.fake.stop(1006);
    const next = on.fixture.begin();
    await until('it is known', () => next.changes.hasChanges);
    expect(next.changes.pendingSentences).toEqual([
      'The scene is put back later: OBS is not connected.',
    ]);
    await on.fixture.fake.start();
    await until('it is back', () => on.fixture.fake.program === 'Race');
  });

  test('another OBS is not touched, which is reported', async () => {
    const run = await on.fixture.start();
    await run.put(scene, 'Replay', 600);
    const { url } = on.fixture.fake;
    await run.kill();
    const next = on.fixture.begin();
    next.obs.configure({ url: 'ws://127.0.0.1:9' });
    await until('it is known', () => next.changes.hasChanges);
    expect(next.changes.pendingSentences[0]).toContain('it was changed in the OBS at localhost:');
    // Another name of the same machine is the same OBS.
    next.obs.configure({ url: url.replace('127.0.0.1', 'localhost') });
    await until('it is back', () => on.fixture.fake.program === 'Race');
  });

  test('a kill while one of several values was undone: all are undone', async () => {
    const run = await on.fixture.start();
    await run.changes.put(scene, 'Replay', 'a', 600);
    await run.changes.put(scene, 'Pits', 'b', 600);
    await run.kill();
    // The value on top was removed, but the file was not written again.
    on.fixture.fake.switchScene('Replay');
    await on.fixture.start();
    await until('it is back', () => on.fixture.fake.program === 'Race');
  });

  test('a rule that fires right after the start ends with the value before the kill', async () => {
    await killedInReplay();
    on.fixture.fake.slow.set('GetSceneCollectionList', 30);
    const next = await on.fixture.start();
    await next.put(scene, 'Replay', 0.05);
    await until('it is back', () => on.fixture.fake.program === 'Race');
  });

  test.each([
    ['while it is on', 'Replay', 0.4],
    ['while another one is on', 'Pits', 0.4],
    ['once it is over', 'Pits', 0.01],
  ])(
    'a rule that fires before the earlier run turns out to have ended, %s, ends with the value before the kill',
    async (_when, value, forSeconds) => {
      // The id belongs to a program that runs, so the file must grow old first.
      const killed = on.fixture.begin(silentLog, process.ppid);
      await killed.connected();
      await killed.put(scene, 'Replay', 600);
      await killed.kill();
      const next = await on.fixture.start();
      await next.put(scene, value, forSeconds);
      const leftBehind = `${process.ppid}.json`;
      await until('it is adopted', () => !on.fixture.files.includes(leftBehind));
      await until('it is back', () => on.fixture.fake.program === 'Race');
      await until('nothing is left to undo', () => on.fixture.files.length === 0);
      expect(on.fixture.fake.program).toBe('Race');
    },
  );

  test('a damaged file is reported and stops nothing', async () => {
    writeFileSync(join(on.fixture.folder, '5999999.json'), '[{"obs":');
    const warnings: string[] = [];
    const log = { ...silent(), warn: (_: object, message: string) => void warnings.push(message) };
    const run = on.fixture.begin(log);
    await run.connected();
    await until('it is reported', () => warnings.length === 1);
    expect(warnings[0]).toContain('cannot be read');
  });
});

describe('an OBS that does not answer', () => {
  test('is asked again until it has undone the change', async () => {
    const run = await on.fixture.start();
    await run.put(scene, 'Replay', 0.01);
    on.fixture.fake.hang('SetCurrentProgramScene');
    await until(
      'it was asked more than once',
      () => on.fixture.fake.askedFor('SetCurrentProgramScene').length >= 3,
    );
    on.fixture.fake.unhang();
    await until('it is back', () => on.fixture.fake.program === 'Race');
    await until('it is over', () => !run.changes.hasChanges);
    expect(run.reports).toEqual([]);
  });

  test('is given up after a limited number of tries, which is reported', async () => {
    const run = await on.fixture.start();
    await run.put(text, 'x', 0.01);
    const good = on.fixture.fake.askedFor('SetInputSettings').length;
    on.fixture.fake.answerInstead = (type) =>
      type === 'SetInputSettings' ? { requestStatus: { result: false, code: 207 } } : undefined;
    await until('it is given up', () => run.reports.length === 1);
    expect(run.reports[0]).toMatchObject({ outcome: 'failed' });
    expect(run.sentences[0]).toContain('Gave up putting back the text "LastLap"');
    const tries = on.fixture.fake.askedFor('SetInputSettings').length - good;
    expect(tries).toBeGreaterThanOrEqual(limits.obsRestoreTriesMax);
    expect(run.changes.hasChanges).toBe(false);
  });

  test('and does the change long after its time: it is undone then', async () => {
    const run = await on.fixture.start();
    on.fixture.fake.hang('SetCurrentProgramScene');
    const looks = () => on.fixture.fake.askedFor('GetCurrentProgramScene').length;
    const before = looks();
    await expect(run.put(scene, 'Replay', 0.01)).rejects.toMatchObject({ code: 'timeout' });
    // Once before the change; again when its time is over, and OBS still shows the scene of before.
    await until('it was looked at', () => looks() >= before + 2);
    expect(run.changes.hasChanges).toBe(true);
    on.fixture.fake.unhang();
    await until('it is back', () => on.fixture.fake.program === 'Race' && !run.changes.hasChanges);
    expect(
      on.fixture.fake.askedFor('SetCurrentProgramScene').map(({ data }) => data.sceneName),
    ).toEqual(['Replay', 'Race']);
  });
});

function silent() {
  const nothing = (): void => {};
  return { debug: nothing, info: nothing, warn: nothing, error: nothing };
}
