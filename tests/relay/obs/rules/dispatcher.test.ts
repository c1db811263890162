/** When rules fire: once for each event, in order, bounded, and never at the expense of the live path. */
import { describe, expect, test, vi } from 'vitest';
import { limits } from '../../../../protocol/limits.ts';
import { silentLog } from '../../../../protocol/log.ts';
import { Dispatcher } from '../../../../relay/obs/rules/dispatcher.ts';
import { readRules } from '../../../../relay/obs/rules/rule-schema.ts';
import { until } from '../../../support/until.ts';
import { eachWithStage, pause } from '../undo/timed-changes-set.ts';

const on = eachWithStage();

describe('firing', () => {
  test('each event once, though it comes again or late', async () => {
    on.stage.rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    const first = on.stage.lap();
    const second = on.stage.lap();
    for (const event of [second, first, second]) on.stage.dispatcher.take(event, 'relay-1');
    await on.stage.fired(2);
    await pause(30);
    expect(on.stage.fake.askedFor('TriggerHotkeyByName')).toHaveLength(2);
  });

  test('another relay counts anew', async () => {
    on.stage.rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    const event = on.stage.lap();
    on.stage.dispatcher.take(event, 'relay-2');
    expect(await on.stage.fired(2)).toHaveLength(2);
  });

  test('in the order of the events', async () => {
    on.stage.rules(
      { on: 'pit-entered', do: [{ scene: 'Pits' }] },
      { on: 'pit-exited', do: [{ scene: 'Race' }] },
    );
    for (let i = 0; i < 10; i++) {
      on.stage.happen('pit-entered');
      on.stage.happen('pit-exited');
    }
    await on.stage.fired(20);
    const scenes = on.stage.fake
      .askedFor('SetCurrentProgramScene')
      .map(({ data }) => data.sceneName);
    expect(scenes).toEqual(Array.from({ length: 10 }, () => ['Pits', 'Race']).flat());
  });

  test('while OBS is away it is skipped and said, and not made up for later', async () => {
    await on.stage.fake.stop(1006);
    await until('OBS is away', () => on.stage.obs.state.name === 'refused');
    on.stage.rules({ do: [{ scene: 'Pits' }] });
    on.stage.lap();
    expect((await on.stage.fired(1))[0]).toMatchObject({ outcome: 'skipped' });
    await on.stage.fake.start();
    await until('OBS is back', () => on.stage.obs.state.name === 'connected');
    await pause(50);
    expect(on.stage.fake.program).toBe('Race');
  });

  test('a rule cools down by a clock of its own, whatever is done to the one on the wall', async () => {
    let nowMs = 1_000;
    const { obs } = on.stage;
    const dispatcher = new Dispatcher({ obs, log: silentLog, now: () => nowMs });
    const read = readRules({
      triggers: [{ name: 'pits', on: 'paused', cooldownSeconds: 10, do: [{ scene: 'Pits' }] }],
    });
    if (!read.ok) throw new Error(read.problems.join('\n'));
    dispatcher.setRules(read.rules);
    const outcomes = (): string[] => dispatcher.history().map(({ outcome }) => outcome);
    const happen = async (id: number): Promise<void> => {
      dispatcher.take({ name: 'paused', id, sessionID: 's', at: Date.now() }, 'relay');
      await until('it is answered', () => outcomes().length === id && outcomes()[0] !== 'running');
    };
    // The wall clock goes back by an hour after the first.
    vi.useFakeTimers({ toFake: ['Date'], now: 7_200_000 });
    try {
      await happen(1);
      vi.setSystemTime(3_600_000);
      nowMs += 9_000;
      await happen(2);
      nowMs += 1_000;
      await happen(3);
    } finally {
      vi.useRealTimers();
      await dispatcher.close();
    }
    expect(outcomes()).toEqual(['done', 'skipped', 'done']);
  });

  test('a rule that cools down is skipped', async () => {
    on.stage.rules({ cooldownSeconds: 60, do: [{ scene: 'Pits' }] });
    on.stage.lap();
    on.stage.lap();
    const [, second] = await on.stage.fired(2);
    expect(second).toMatchObject({ outcome: 'skipped', sentence: 'Cooling down.' });
  });

  test('by hand: whatever its conditions, with made-up facts', async () => {
    on.stage.rules({
      when: { lap: 3 },
      do: [{ text: 'LastLap', value: '{lap} {lapTime} {driver}' }],
    });
    const firing = await on.stage.dispatcher.test('r0');
    expect(firing).toMatchObject({ outcome: 'done', test: true });
    expect(on.stage.text).toBe('12 1:53.204 Test Driver');
    expect(await on.stage.dispatcher.test('no such rule')).toBeNull();
  });

  test('a condition on the scene follows what OBS shows', async () => {
    on.stage.rules({ when: { scene: 'Pits' }, do: [{ hotkey: 'ReplayBuffer.Save' }] });
    on.stage.lap();
    await new Promise((resolve) => setImmediate(resolve));
    on.stage.fake.switchScene('Pits');
    await until('the scene is known', () => on.stage.dispatcher.scene === 'Pits');
    on.stage.lap({ lap: 6 });
    expect((await on.stage.fired(1)).map(({ event }) => event?.lap)).toEqual([6]);
  });

  test('the history is bounded and newest first', async () => {
    on.stage.rules({ cooldownSeconds: 60, do: [{ scene: 'Pits' }] });
    for (let i = 1; i <= limits.triggerHistoryMax + 50; i++) {
      on.stage.lap({ lap: i });
      if (i % 50 === 0) await pause(1);
    }
    await until('all were taken', () => on.stage.dispatcher.history()[0]?.event?.lap === 250);
    expect(on.stage.dispatcher.history()).toHaveLength(limits.triggerHistoryMax);
  });

  test('taking an event does none of its work, so that the live path goes first', async () => {
    on.stage.rules(...Array.from({ length: 50 }, () => ({ do: [{ scene: 'Pits' }] })));
    for (let i = 0; i < 2; i++) on.stage.lap();
    expect(on.stage.dispatcher.history()).toEqual([]);
    await on.stage.fired(100);
  });

  test('more at once than can run are left out and said', async () => {
    on.stage.rules(...Array.from({ length: 50 }, () => ({ do: [{ scene: 'Pits' }] })));
    for (let i = 0; i < 3; i++) on.stage.lap();
    const sentences = (await on.stage.fired(150)).map(({ sentence }) => sentence);
    const left = sentences.filter((s) => s === 'Too many triggers were running at once.');
    expect(left).toHaveLength(150 - limits.triggerFiringsMax);
  });
});
