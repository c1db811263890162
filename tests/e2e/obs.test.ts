/**
 * The rules with a real OBS Studio: race events change scenes, and whatever OBS does meanwhile, the rules go on or
 * report why not.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { RaceEvent, RaceEventName } from '../../protocol/events.ts';
import type { Firing } from '../../protocol/relay-answers.ts';
import type { ObsControl } from '../../relay/obs/obs-control.ts';
import { need } from '../support/need.ts';
import { obsControl } from '../support/obs-control.ts';
import { ObsEyes } from '../support/obs-eyes.ts';
import { raceRules } from '../support/race-rules.ts';
import { frameMs, RealObs } from '../support/real-obs.ts';
import { until } from '../support/until.ts';

const rules = [
  ...raceRules,
  { name: 'chapter', on: 'driving-started', do: [{ chapter: 'Lap {lap} {lapTime}' }] },
  { name: 'flag', on: 'flag-changed', do: [{ scene: 'Pits', forSeconds: 2 }] },
];

/** How long OBS stays frozen, ms; ten seconds with SEQ_LONG=1. */
const frozenMs = process.env.SEQ_LONG ? 10_000 : 3_000;

need('obs', 'xvfb')('triggers in a real OBS', () => {
  const rig = new RealObs();
  const configFile = (): string => join(rig.folder, 'sequential.config.json');
  let triggers: ObsControl;
  const eyes = new ObsEyes();
  let nextId = 1;

  const connected = (): Promise<void> =>
    until('OBS is connected', () => triggers.dispatcher.scene !== null);

  beforeAll(async () => {
    await rig.open();
    triggers = obsControl({ url: rig.url, password: rig.password }, rules, {
      file: configFile(),
      origins: () => ['http://127.0.0.1:5000'],
      overlays: async () => [
        { name: 'gear', title: 'Gear', size: { width: 300, height: 200 } },
        { name: 'overlay', title: 'Overlay', size: { width: 300, height: 200 } },
      ],
      pages: () => [],
      timing: {
        retryMaxMs: 2_000,
        callMs: 1_000,
        keepAliveMs: 1_000,
        filePollMs: 100,
        pollMs: 100,
        patienceMs: 300,
      },
    });
    await connected();
    await eyes.open(rig);
  });

  afterAll(async () => {
    await triggers?.stop();
    await eyes.close();
    await rig.close();
  });

  beforeEach(async () => {
    if (rig.ended !== null) throw new Error(rig.ended);
    await connected();
    await eyes.connected();
    await eyes.startWithRace();
  });

  let happenedAt = 0;

  function happen(name: RaceEventName, more: Partial<RaceEvent> = {}): number {
    happenedAt = Date.now();
    const event: RaceEvent = {
      name,
      id: nextId++,
      sessionID: 'RACE',
      at: Date.now(),
      lap: 4,
      lapTimeMs: 93_204,
      valid: true,
      ...more,
    };
    triggers.handleEvent(event, 'relay');
    return performance.now();
  }

  /** The rule's result for the latest event. */
  async function fired(rule: string): Promise<Firing> {
    let found: Firing | undefined;
    const isIt = (one: Firing): boolean =>
      one.rule === rule && one.at >= happenedAt && !['running', 'restore'].includes(one.outcome);
    await until(`"${rule}" has fired`, () => {
      found = triggers.dispatcher.history().find(isIt);
      return found !== undefined;
    });
    return found!;
  }

  test('a completed lap: the banner is shown for its time and hidden again, and the text changes', async () => {
    happen('lap-completed', { lap: 7, lapTimeMs: 113_204 });
    const since = performance.now();
    await until('the banner shows', () => eyes.isBannerOn());
    await until('the text is written', async () => (await eyes.text()) === 'Lap 7  1:53.204');
    await until('the banner is hidden', async () => !(await eyes.isBannerOn()));
    const shownMs = performance.now() - since;
    expect(shownMs).toBeGreaterThan(900);
    expect(shownMs).toBeLessThan(4_000);
  });

  test('into the pits and out: the scene follows within little more than a frame', async () => {
    const delays: number[] = [];
    for (let i = 0; i < 60; i++) {
      const isIn = i % 2 === 0;
      const before = eyes.scenes.length;
      const atMs = happen(isIn ? 'pit-entered' : 'pit-exited');
      await until('the scene changed', () => eyes.scenes.length > before);
      const { name, atMs: changedMs } = eyes.scenes.at(-1)!;
      expect(name).toBe(isIn ? 'Pits' : 'Race');
      delays.push(changedMs - atMs);
      // Out of step with OBS' frames.
      await new Promise((resolve) => setTimeout(resolve, 40 + ((i * 37) % 61)));
    }
    delays.sort((a, b) => a - b);
    const at = (share: number): string => delays[Math.floor(share * delays.length)]!.toFixed(1);
    console.info(
      `event → scene change in OBS at 30 fps (one frame is ${frameMs.toFixed(1)} ms): ` +
        `median ${at(0.5)}, p90 ${at(0.9)}, max ${delays.at(-1)!.toFixed(1)} ms over ${delays.length}`,
    );
    expect(eyes.scenes).toHaveLength(60);
  });

  test('a replay buffer that does not run is reported before the race, and when it is needed', async () => {
    expect((await triggers.problems()).map(({ rule, sentence }) => `${rule}: ${sentence}`)).toEqual(
      [
        'best lap: The replay buffer is not running: start it in OBS before the race.',
        'chapter: OBS 29.0.2 has no chapters; they came with OBS 30.2.',
      ],
    );
    happen('session-best');
    expect(await fired('best lap')).toMatchObject({
      outcome: 'failed',
      sentence:
        'The replay buffer is not running: start it in OBS (Controls, Start Replay Buffer).',
    });
    expect(await eyes.program()).toBe('Race');
  });

  test('a best lap: the replay is saved, played, and the scene comes back', async () => {
    await eyes.call('TriggerHotkeyByName', { hotkeyName: 'OBSBasic.StartReplayBuffer' });
    await until('the buffer runs', async () => {
      return (await eyes.call('GetReplayBufferStatus', {})).outputActive;
    });
    // OBS 29 crashes when it plays a replay without pictures.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    happen('session-best');
    const firing = await fired('best lap');
    expect(firing.outcome).toBe('done');
    expect(rig.replays()).toEqual([firing.actions[0]!.sentence]);
    const { inputSettings } = await eyes.call('GetInputSettings', { inputName: 'Player' });
    expect(inputSettings.local_file).toBe(join(rig.videos, rig.replays()[0]!));
    await until('the scene is back', () => eyes.scenes.length === 2);
    expect(eyes.scenes.map(({ name }) => name)).toEqual(['Replay', 'Race']);
  });

  test('a chapter, which this OBS cannot make, is reported with the version that can', async () => {
    happen('driving-started');
    expect((await fired('chapter')).sentence).toBe(
      'OBS 29.0.2 has no chapters; they came with OBS 30.2.',
    );
  });

  test('an overlay cannot be added to an OBS without a browser, and that is reported', async () => {
    const { addSource } = await import('../../relay/obs/sources/add-source.ts');
    const wish = { overlay: 'gear', scene: 'Race' };
    const add = addSource(triggers.obs, wish, await triggers.overlays(), 'http://127.0.0.1:5000');
    await expect(add).rejects.toMatchObject({
      code: 'obs-refused',
      message: 'This OBS cannot show web pages: its browser source is missing.',
    });
  });

  test('a browser source with the same name gets the page', async () => {
    const { addSource } = await import('../../relay/obs/sources/add-source.ts');
    const { listOwnSources } = await import('../../relay/obs/sources/own-sources.ts');
    // Debian's OBS refuses to make a browser source before it notices the existing one, so the test sets the address.
    await eyes.call('SetInputSettings', {
      inputName: 'Overlay',
      inputSettings: { url: 'http://localhost:5000/overlays/gear?driver=Ada' },
      overlay: true,
    });
    expect(await listOwnSources(triggers.obs, triggers.ownOrigins())).toMatchObject([
      { name: 'Overlay', page: { overlay: 'gear', target: 'live', driver: 'Ada' } },
    ]);
    const wish = { overlay: 'overlay', scene: 'Nowhere' };
    await expect(
      addSource(triggers.obs, wish, await triggers.overlays(), 'http://127.0.0.1:5000'),
    ).rejects.toMatchObject({ message: 'OBS has no scene "Nowhere"; did you mean "Race"?' });
  });

  test('a page that does not connect is removed and set again a few times, and reported', async () => {
    const address = async (): Promise<unknown> =>
      (await eyes.call('GetInputSettings', { inputName: 'Overlay' })).inputSettings.url;
    await until('it is removed', async () => (await address()) === 'about:blank');
    await until('it is back', async () => String(await address()).includes('/overlays/gear'));
    const given = (): boolean => triggers.sentences.some((one) => one.includes('restart OBS'));
    await until('it is left alone', given);
    expect(await address()).toBe('http://localhost:5000/overlays/gear?driver=Ada');
  });

  test('a scene that somebody changes meanwhile is left alone', async () => {
    happen('flag-changed', { flag: 2 });
    await until('the rule shows its scene', async () => (await eyes.program()) === 'Pits');
    await eyes.call('SetCurrentProgramScene', { sceneName: 'Replay' });
    await new Promise((resolve) => setTimeout(resolve, 2_300));
    expect(await eyes.program()).toBe('Replay');
    expect(triggers.dispatcher.history()[0]).toMatchObject({ rule: 'flag', outcome: 'restore' });
  });

  test('OBS freezes: nothing hangs, it is reported, and the rules go on afterwards', async () => {
    happen('lap-completed');
    await until('the banner shows', () => eyes.isBannerOn());
    // Nothing that was asked before the freeze may be the first to wait in vain.
    await Promise.all([fired('banner'), fired('last lap')]);
    await triggers.obs.call('GetVersion', {});
    rig.freeze();
    onTestFinished(() => rig.thaw());
    const began = performance.now();
    happen('pit-entered');
    const firing = await fired('pits');
    expect(firing.sentence).toContain('did not answer');
    expect(performance.now() - began).toBeLessThan(6_000);
    await until('it is reported', () => triggers.obs.state.name === 'frozen');
    happen('pit-exited');
    expect(await fired('out')).toMatchObject({ outcome: 'skipped' });
    await new Promise((resolve) => setTimeout(resolve, frozenMs));
    rig.thaw();
    await until('it answers again', () => triggers.obs.state.name === 'connected');
    await until('the banner is hidden', async () => !(await eyes.isBannerOn()));
    happen('pit-exited');
    expect(await fired('out')).toMatchObject({ outcome: 'done' });
    expect(await eyes.program()).toBe('Race');
    // Requests from before the freeze ran once when OBS woke, and never again.
    expect(eyes.scenes.filter(({ name }) => name === 'Pits').length).toBeLessThanOrEqual(1);
  });

  test('OBS is killed during the race and started again: it is reported, and the rules go on', async () => {
    happen('lap-completed');
    await until('the banner shows', () => eyes.isBannerOn());
    await rig.kill();
    await until('it is reported', () => ['gone', 'refused'].includes(triggers.obs.state.name));
    happen('pit-entered');
    expect(await fired('pits')).toMatchObject({ outcome: 'skipped' });
    await rig.start();
    await connected();
    await eyes.connected();
    eyes.scenes = [];
    // Events from while OBS was away are not replayed.
    expect(await eyes.program()).toBe('Race');
    await until('no banner is left over', async () => !(await eyes.isBannerOn()));
    happen('pit-entered');
    await until('the scene changed', () => eyes.scenes.length > 0);
    expect(eyes.scenes.map(({ name }) => name)).toEqual(['Pits']);
  });

  test('a changed password is reported and not tried again; the new one in the file connects', async () => {
    await rig.quit();
    rig.setPassword('another-secret');
    await rig.start();
    await until('it is reported', () => triggers.obs.state.name === 'wrong-password');
    happen('pit-entered');
    expect((await fired('pits')).sentence).toContain('refused the password');
    const config = { obs: { url: rig.url, password: rig.password }, triggers: rules };
    writeFileSync(configFile(), JSON.stringify(config));
    await connected();
    await eyes.open(rig);
    happen('pit-entered');
    await until('the scene changed', async () => (await eyes.program()) === 'Pits');
  });

  test('a renamed scene is found when it has to come back, and rules with the old name report it', async () => {
    happen('flag-changed', { flag: 2 });
    await until('the rule shows its scene', async () => (await eyes.program()) === 'Pits');
    await eyes.call('SetSceneName', { sceneName: 'Race', newSceneName: 'Grand Prix' });
    await until('the scene comes back', async () => (await eyes.program()) === 'Grand Prix');
    const problems = (await triggers.problems()).map(
      ({ rule, sentence }) => `${rule}: ${sentence}`,
    );
    expect(problems.some((one) => one.startsWith('out: OBS has no scene "Race"'))).toBe(true);
    happen('pit-exited');
    expect((await fired('out')).sentence).toBe('OBS has no scene "Race".');
    happen('lap-completed', { lap: 20 });
    await until('other rules go on', async () => String(await eyes.text()).startsWith('Lap 20'));
    await eyes.call('SetSceneName', { sceneName: 'Grand Prix', newSceneName: 'Race' });
  });

  test('a file with a mistake leaves the old rules in place and reports the mistake', async () => {
    writeFileSync(configFile(), '{ "triggers": [ { "name": "x", "on": "lap" ');
    await until('it is reported', () => triggers.sentences.length > 0);
    expect(triggers.sentences[0]).toContain('not valid JSON');
    happen('pit-entered');
    await until('the old rule fires', async () => (await eyes.program()) === 'Pits');
    const config = {
      obs: { url: rig.url, password: rig.password },
      triggers: [{ name: 'new', on: 'pit-entered', do: [{ scene: 'Replay' }] }],
    };
    writeFileSync(configFile(), JSON.stringify(config));
    await until('the new rules are in', () => triggers.dispatcher.rules.length === 1);
    expect(triggers.sentences).toEqual([]);
    happen('pit-entered');
    await until('the new rule fires', async () => (await eyes.program()) === 'Replay');
  });
});
