/**
 * A race with real parts: the demo car drives in time-lapse, its frames go to a relay, and race events change a real OBS
 * Studio, from the relay's process and from `sequential triggers` beside OBS.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import { lapTimeText } from '../../protocol/units.ts';
import type { ObsControl } from '../../relay/obs/obs-control.ts';
import { need } from '../support/need.ts';
import { obsControl } from '../support/obs-control.ts';
import { run } from '../support/programs.ts';
import { lapBatches } from '../support/publisher.ts';
import { raceRules } from '../support/race-rules.ts';
import { startTestRelay, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';
import { watchedObs } from '../support/watched-obs.ts';

/** Frames of three laps with a pit stop after the second, one lap invalid, in batches of one lap. */
function race() {
  const drive = { seed: 7, pitEveryLaps: 2, spoiltLap: 3 };
  const made = [...timeLapse(drive, 420)].map(({ frame }) => ({ frame, lap: frame.lap! }));
  return lapBatches(made, 100);
}

need('obs', 'xvfb')('a race with a real OBS', () => {
  const { rig, eyes } = watchedObs();
  let relay: TestRelay;

  /** OBS 29 crashes when it plays a replay without pictures, so the buffer must have some. */
  async function startReplayBuffer(): Promise<void> {
    await eyes.call('TriggerHotkeyByName', { hotkeyName: 'OBSBasic.StartReplayBuffer' });
    await until('the buffer runs', async () => {
      return (await eyes.call('GetReplayBufferStatus', {})).outputActive;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }

  describe('in the process of the relay', () => {
    let triggers: ObsControl;
    const arrivals = new Map<number, number>();
    const delays: number[] = [];
    let replays = 0;

    afterEach(() => triggers.stop());

    async function changed(event: RaceEvent, scene: string): Promise<void> {
      await until(`${scene} after ${event.name}`, () => eyes.scenes.at(-1)?.name === scene);
      delays.push(eyes.scenes.at(-1)!.atMs - arrivals.get(event.id)!);
    }

    /** Waits until OBS has done the action of each event. */
    async function seen(event: RaceEvent): Promise<void> {
      if (event.name === 'pit-entered') await changed(event, 'Pits');
      if (event.name === 'pit-exited') await changed(event, 'Race');
      if (event.name === 'lap-completed') {
        await until('the banner shows', () => eyes.isBannerOn());
        if (event.valid) {
          const line = `Lap ${event.lap}  ${lapTimeText(event.lapTimeMs)}`;
          await until(`the text is "${line}"`, async () => (await eyes.text()) === line);
        }
      }
      if (event.name === 'session-best') {
        replays++;
        const before = await eyes.program();
        await until('the replay shows', async () => (await eyes.program()) === 'Replay');
        expect(rig.replays()).toHaveLength(replays);
        await until(`${before} is back`, async () => (await eyes.program()) === before);
      }
      if (event.name === 'off-track') await crash();
    }

    /** In the middle of the third lap. */
    async function crash(): Promise<void> {
      await rig.kill();
      await rig.start();
      await until('all are connected', () => {
        return triggers.obs.state.name === 'connected' && eyes.state.name === 'connected';
      });
    }

    test('laps, best laps and pit stops run their actions once each, also when OBS crashes', async () => {
      relay = await startTestRelay();
      triggers = obsControl({ url: rig.url, password: rig.password }, raceRules, {
        origins: () => [relay.address],
        pages: () => relay.relay.viewers(),
        timing: { retryMaxMs: 2_000 },
      });
      relay.relay.onEvent((event) => {
        arrivals.set(event.id, performance.now());
        triggers.handleEvent(event, relay.relay.instance);
      });
      await until('OBS is connected', () => triggers.dispatcher.scene !== null);
      await startReplayBuffer();
      await eyes.call('SetCurrentProgramScene', { sceneName: 'Pits' });
      eyes.scenes = [];

      let handled = 0;
      const batches = [...race()];
      for (const { lap, data } of batches) {
        const { status } = await relay.post('RACE', lap, data);
        expect(status).toBe(200);
        for (; handled < relay.events.length; handled++) await seen(relay.events[handled]!);
      }
      // All frames once more, and late: no action runs again.
      for (const { lap, data } of batches.slice(-20)) await relay.post('RACE', lap, data);

      const events = relay.events.map(({ name, lap }) => `${name} ${lap}`);
      expect(events).toEqual(
        expect.arrayContaining(['lap-completed 1', 'pit-entered 2', 'lap-completed 3']),
      );
      const fired = triggers.dispatcher.history().filter(({ outcome }) => outcome !== 'restore');
      for (const rule of triggers.dispatcher.rules) {
        const meant = relay.events.filter(
          ({ name, valid }) => name === rule.on && (rule.when === undefined || valid !== false),
        );
        const firings = fired.filter((one) => one.rule === rule.name);
        expect(firings.map(({ event }) => event?.lap).toReversed()).toEqual(
          meant.map(({ lap }) => lap),
        );
        expect(new Set(firings.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
      }
      console.info(
        `event of the relay → scene of OBS: ${delays.map((ms) => ms.toFixed(1)).join(', ')} ms`,
      );
    });
  });

  test('sequential triggers does the same beside OBS, for a relay on another machine', async () => {
    relay = await startTestRelay();
    const config = join(rig.folder, 'follow.json');
    const obs = { url: rig.url, password: rig.password };
    writeFileSync(config, JSON.stringify({ obs, triggers: raceRules.slice(3) }));
    if ((await eyes.program()) !== 'Pits') {
      eyes.scenes = [];
      await eyes.call('SetCurrentProgramScene', { sceneName: 'Pits' });
      await until('Pits is on', () => eyes.scenes.length > 0);
    }
    eyes.scenes = [];
    const follower = run(['triggers', '--relay', relay.address, '--config', config]);
    await follower.printed(/Following the relay/);
    await follower.printed(/Connected to OBS/);
    for (const { lap, data } of race()) {
      const before = relay.events.length;
      await relay.post('RACE', lap, data);
      for (const { name } of relay.events.slice(before)) {
        if (name === 'pit-exited') await until('out', () => eyes.scenes.at(-1)?.name === 'Race');
        if (name === 'pit-entered') await until('in', () => eyes.scenes.at(-1)?.name === 'Pits');
      }
      if (relay.events.some(({ name, lap: at }) => name === 'pit-exited' && at === 3)) break;
    }
    expect(eyes.scenes.map(({ name }) => name)).toEqual(['Race', 'Pits', 'Race']);
    expect(follower.stdout).not.toContain(rig.password);
    follower.signal('SIGINT');
    expect(await follower.ended).toEqual({ code: 0, signal: null });
  });

  test('the doctor lists rules that this OBS cannot carry out', async () => {
    const config = join(rig.folder, 'doctor.json');
    const triggers = [
      { name: 'chapters', on: 'lap-completed', do: [{ chapter: 'Lap {lap}' }] },
      { name: 'garage', on: 'pit-entered', do: [{ scene: 'Garage' }] },
    ];
    const obs = { url: rig.url, password: rig.password };
    writeFileSync(config, JSON.stringify({ obs, triggers, db: 'none', port: 0 }));
    const doctor = run(['doctor', '--config', config]);
    expect((await doctor.ended).code).toBe(1);
    expect(doctor.stdout).toContain('Connected to OBS 29.0.2');
    expect(doctor.stdout).toContain('"chapters": OBS 29.0.2 has no chapters');
    expect(doctor.stdout).toContain('"garage": OBS has no scene "Garage"; the nearest is "Race"');
    expect(doctor.stdout).toContain('has no browser source');
    expect(doctor.stdout).not.toContain(rig.password);
  });
});
