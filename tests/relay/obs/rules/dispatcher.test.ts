/** Rules fire once for each event, in order, limited, and without delaying the live path. */
import { describe, expect, test, vi } from 'vitest';
import { limits } from '../../../../protocol/limits.ts';
import { silentLog } from '../../../../protocol/log.ts';
import { Dispatcher } from '../../../../relay/obs/rules/dispatcher.ts';
import { readRules } from '../../../../relay/obs/rules/rule-schema.ts';
import { until } from '../../../support/until.ts';
import { eachRulesFixture, pause } from '../rules-fixture.ts';

const on = eachRulesFixture();

describe('firing', () => {
  test('each event once, although it comes again or late', async () => {
    on.fixture.rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    const first = on.fixture.lap();
    const second = on.fixture.lap();
    for (const event of [second, first, second])
      on.fixture.dispatcher.handleEvent(event, 'relay-1');
    await on.fixture.fired(2);
    await pause(30);
    expect(on.fixture.fake.askedFor('TriggerHotkeyByName')).toHaveLength(2);
  });

  test('event ids of another relay start again', async () => {
    on.fixture.rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    const event = on.fixture.lap();
    on.fixture.dispatcher.handleEvent(event, 'relay-2');
    expect(await on.fixture.fired(2)).toHaveLength(2);
  });

  test('in the order of the events', async () => {
    on.fixture.rules(
      { on: 'pit-entered', do: [{ scene: 'Pits' }] },
      { on: 'pit-exited', do: [{ scene: 'Race' }] },
    );
    for (let i = 0; i < 10; i++) {
      on.fixture.happen('pit-entered');
      on.fixture.happen('pit-exited');
    }
    await on.fixture.fired(20);
    const scenes = on.fixture.fake
      .askedFor('SetCurrentProgramScene')
      .map(({ data }) => data.sceneName);
    expect(scenes).toEqual(Array.from({ length: 10 }, () => ['Pits', 'Race']).flat());
  });

  test('while OBS is away it is skipped, reported and not repeated later', async () => {
    await on.fixture.fake.stop(1006);
    await until('OBS is away', () => on.fixture.obs.state.name === 'refused');
    on.fixture.rules({ do: [{ scene: 'Pits' }] });
    on.fixture.lap();
    expect((await on.fixture.fired(1))[0]).toMatchObject({ outcome: 'skipped' });
    await on.fixture.fake.start();
    await until('OBS is back', () => on.fixture.obs.state.name === 'connected');
    await pause(50);
    expect(on.fixture.fake.program).toBe('Race');
  });

  test('cooldowns use a monotonic clock, whatever happens to the system clock', async () => {
    let nowMs = 1_000;
    const { obs } = on.fixture;
    const dispatcher = new Dispatcher({ obs, log: silentLog, now: () => nowMs });
    const read = readRules({
      triggers: [{ name: 'pits', on: 'paused', cooldownSeconds: 10, do: [{ scene: 'Pits' }] }],
    });
    if (!read.ok) throw new Error(read.problems.join('\n'));
    dispatcher.setRules(read.rules);
    const outcomes = (): string[] => dispatcher.history().map(({ outcome }) => outcome);
    const happen = async (id: number): Promise<void> => {
      dispatcher.handleEvent({ name: 'paused', id, sessionID: 's', at: Date.now() }, 'relay');
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
    on.fixture.rules({ cooldownSeconds: 60, do: [{ scene: 'Pits' }] });
    on.fixture.lap();
    on.fixture.lap();
    const [, second] = await on.fixture.fired(2);
    expect(second).toMatchObject({ outcome: 'skipped', sentence: 'Cooling down.' });
  });

  test('by hand: whatever its conditions, with made-up values', async () => {
    on.fixture.rules({
      when: { lap: 3 },
      do: [{ text: 'LastLap', value: '{lap} {lapTime} {driver}' }],
    });
    const firing = await on.fixture.dispatcher.test('r0');
    expect(firing).toMatchObject({ outcome: 'done', test: true });
    expect(on.fixture.text).toBe('12 1:53.204 Test Driver');
    expect(await on.fixture.dispatcher.test('no such rule')).toBeNull();
  });

  test('a condition on the scene follows OBS', async () => {
    on.fixture.rules({ when: { scene: 'Pits' }, do: [{ hotkey: 'ReplayBuffer.Save' }] });
    on.fixture.lap();
    await new Promise((resolve) => setImmediate(resolve));
    on.fixture.fake.switchScene('Pits');
    await until('the scene is known', () => on.fixture.dispatcher.scene === 'Pits');
    on.fixture.lap({ lap: 6 });
    expect((await on.fixture.fired(1)).map(({ event }) => event?.lap)).toEqual([6]);
  });

  test('the history is limited and newest first', async () => {
    on.fixture.rules({ cooldownSeconds: 60, do: [{ scene: 'Pits' }] });
    for (let i = 1; i <= limits.triggerHistoryMax + 50; i++) {
      on.fixture.lap({ lap: i });
      if (i % 50 === 0) await pause(1);
    }
    await until('all were received', () => on.fixture.dispatcher.history()[0]?.event?.lap === 250);
    expect(on.fixture.dispatcher.history()).toHaveLength(limits.triggerHistoryMax);
  });

  test('receiving an event does none of its work, so the live path goes first', async () => {
    on.fixture.rules(...Array.from({ length: 50 }, () => ({ do: [{ scene: 'Pits' }] })));
    for (let i = 0; i < 2; i++) on.fixture.lap();
    expect(on.fixture.dispatcher.history()).toEqual([]);
    await on.fixture.fired(100);
  });

  test('too many at once are dropped and reported', async () => {
    on.fixture.rules(...Array.from({ length: 50 }, () => ({ do: [{ scene: 'Pits' }] })));
    for (let i = 0; i < 3; i++) on.fixture.lap();
    const sentences = (await on.fixture.fired(150)).map(({ sentence }) => sentence);
    const left = sentences.filter((s) => s === 'Too many rules were running at once.');
    expect(left).toHaveLength(150 - limits.triggerFiringsMax);
  });
});
