/**
 * Changes that rules made in a real OBS Studio are undone: at the program's end, at the start after a kill, in the right
 * scene collection, in studio mode, in groups and in nested scenes.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RaceEvent } from '../../protocol/events.ts';
import { findItems } from '../../relay/obs/inventory/scene-items.ts';
import type { ObsControl } from '../../relay/obs/obs-control.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { obsControl } from '../support/obs-control.ts';
import { type Program, run } from '../support/programs.ts';
import { startTestRelay, stopAll } from '../support/test-relay.ts';
import { until } from '../support/until.ts';
import { watchedObs } from '../support/watched-obs.ts';

const frames = [
  {
    ...{ packetId: 1, gas: 1, brake: 0, fuel: 8, gear: 3, rpms: 6000, steerAngle: 0 },
    speedKmh: 100,
  },
];

need('obs', 'xvfb')('changes in a real OBS', () => {
  const { rig, eyes } = watchedObs();
  let triggers: ObsControl | null = null;

  beforeEach(async () => {
    if (rig.ended !== null) throw new Error(rig.ended);
    await eyes.call('SetStudioModeEnabled', { studioModeEnabled: false });
    await eyes.startWithRace();
  });

  afterEach(async () => {
    await triggers?.stop();
    triggers = null;
    await stopAll();
  });

  const preview = async (): Promise<string> =>
    (await eyes.call('GetCurrentPreviewScene', {})).currentPreviewSceneName;

  async function isOn(sceneName: string, source: string): Promise<boolean> {
    const [found] = await findItems(eyes, sceneName, source);
    const { scene, item: sceneItemId } = found!;
    const answer = await eyes.call('GetSceneItemEnabled', { sceneName: scene, sceneItemId });
    return answer.sceneItemEnabled;
  }

  /** The program scene, as viewers see it. */
  const isSeen = async (sourceName: string): Promise<boolean> =>
    (await eyes.call('GetSourceActive', { sourceName })).videoActive;

  /** Runs rules in this process. */
  async function use(...actions: object[]): Promise<void> {
    const rule = { name: 'r', on: 'paused', do: actions };
    triggers = obsControl({ url: rig.url, password: rig.password }, [rule]);
    await until('OBS is connected', () => triggers!.dispatcher.scene !== null);
    const event: RaceEvent = { name: 'paused', id: 1, sessionID: 's', at: Date.now() };
    triggers.handleEvent(event, 'relay');
    const outcome = (): string | undefined => triggers!.dispatcher.history().at(-1)?.outcome;
    await until('the rule is done', () => outcome() === 'done');
  }

  const held = [
    { scene: 'Replay', forSeconds: 600 },
    { show: 'LapBanner', in: 'Race', forSeconds: 600 },
    { text: 'LastLap', value: 'held', forSeconds: 600 },
  ];

  async function allHeld(): Promise<boolean> {
    const isHeld = (await eyes.program()) === 'Replay' && (await eyes.text()) === 'held';
    return isHeld && (await isOn('Race', 'LapBanner'));
  }

  async function allBack(): Promise<boolean> {
    const isBack = (await eyes.program()) === 'Race' && (await eyes.text()) === 'before';
    return isBack && !(await isOn('Race', 'LapBanner'));
  }

  function configIn(folder: string): void {
    const config = join(folder, 'sequential.config.json');
    const rules = [{ name: 'all', on: 'session-started', do: held }];
    const obs = { url: rig.url, password: rig.password };
    writeFileSync(config, JSON.stringify({ obs, triggers: rules, db: 'none', port: 0 }));
  }

  /** A relay that was killed while all changes were in place, and its folder. */
  async function killedRelay(): Promise<{ folder: string; relay: Program }> {
    const folder = temporaryFolder();
    configIn(folder);
    const relay = await startRelay(folder);
    await drive(relay);
    relay.signal('SIGKILL');
    await relay.ended;
    return { folder, relay };
  }

  async function startRelay(folder: string): Promise<Program> {
    const relay = run(['relay'], { folder });
    await relay.printed(/Connected to OBS/);
    return relay;
  }

  async function drive(relay: Program): Promise<void> {
    const address = `${await relay.url()}/ingest?session_id=RACE&lap=1`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(frames);
    expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(200);
    await until('all is held', allHeld);
  }

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s undoes them before the relay ends',
    async (signal) => {
      const folder = temporaryFolder();
      configIn(folder);
      const relay = await startRelay(folder);
      await drive(relay);
      const since = performance.now();
      relay.signal(signal);
      expect(await relay.ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - since).toBeLessThan(5_000);
      expect(await allBack()).toBe(true);
      expect(readdirSync(join(folder, 'obs-held'))).toEqual([]);
    },
  );

  test('SIGKILL leaves them, and the next start undoes them and logs it', async () => {
    const { folder, relay } = await killedRelay();
    expect(await allHeld()).toBe(true);
    expect(existsSync(join(folder, 'obs-held', `${relay.pid}.json`))).toBe(true);
    const next = await startRelay(folder);
    await until('all is back', allBack);
    await next.printed(/Put back the scene, which an earlier run could not/);
    await next.stop();
    expect(readdirSync(join(folder, 'obs-held'))).toEqual([]);
  });

  test('when the relay is killed and OBS quits, they are undone once both run again', async () => {
    const { folder } = await killedRelay();
    // OBS saves what is shown when it quits normally.
    await rig.quit();
    await rig.start();
    await eyes.connected();
    expect(await allHeld()).toBe(true);
    const next = await startRelay(folder);
    await until('all is back', allBack);
    await next.stop();
  });

  test('SIGTERM undoes them in `sequential triggers` too', async () => {
    const folder = temporaryFolder();
    configIn(folder);
    const relay = await startTestRelay();
    const follower = run(['triggers', '--relay', relay.address], { folder });
    await follower.printed(/Following the relay/);
    await follower.printed(/Connected to OBS/);
    await relay.post('RACE', 1, frames);
    await until('all is held', allHeld);
    follower.signal('SIGTERM');
    expect(await follower.ended).toEqual({ code: 0, signal: null });
    expect(await allBack()).toBe(true);
  });

  test('nothing is undone in another scene collection with the same names', async () => {
    await use({ scene: 'Replay', forSeconds: 2 }, { show: 'LapBanner', in: 'Race', forSeconds: 2 });
    const on = (sceneCollectionName: string): Promise<unknown> =>
      eyes.call('SetCurrentSceneCollection', { sceneCollectionName });
    await on('other');
    await until('it is on', () => eyes.state.name === 'connected');
    await eyes.call('SetCurrentProgramScene', { sceneName: 'Replay' });
    const waits = (): boolean =>
      triggers!.sentences.filter((one) => one.includes('scene collection "rig"')).length === 2;
    await until('it is logged', waits);
    expect([await eyes.program(), await isOn('Race', 'LapBanner')]).toEqual(['Replay', false]);
    await on('rig');
    await until('the scene is back', async () => (await eyes.program()) === 'Race');
    await until('the banner is hidden', async () => !(await isOn('Race', 'LapBanner')));
    expect(triggers!.sentences).toEqual([]);
  });

  test('they are found in groups, in nested scenes, and twice in a scene', async () => {
    await use(
      { show: 'InGroup', in: 'Race', forSeconds: 1 },
      { show: 'InScene', forSeconds: 1 },
      { show: 'Twin', in: 'Pits', copy: 1, forSeconds: 1 },
    );
    expect(await isSeen('InGroup')).toBe(true);
    expect(await isSeen('InScene')).toBe(true);
    const twins = await findItems(eyes, 'Pits', 'Twin');
    const shown = await Promise.all(
      twins.map(({ item: sceneItemId }) =>
        eyes.call('GetSceneItemEnabled', { sceneName: 'Pits', sceneItemId }),
      ),
    );
    expect(shown.map((one) => one.sceneItemEnabled)).toEqual([true, false]);
    await until('all are hidden', async () => {
      return (
        !(await isSeen('InGroup')) && !(await isSeen('InScene')) && !(await isOn('Pits', 'Twin'))
      );
    });
    expect(await triggers!.problems()).toEqual([]);
  });

  test('in studio mode viewers see them, and the preview stays as it was', async () => {
    await eyes.call('SetStudioModeEnabled', { studioModeEnabled: true });
    await eyes.call('SetCurrentPreviewScene', { sceneName: 'Pits' });
    await eyes.call('SetCurrentSceneTransition', { transitionName: 'Fade' });
    await until('Pits is prepared', async () => (await preview()) === 'Pits');
    await use({ show: 'LapBanner', forSeconds: 1.5 }, { show: 'InGroup', forSeconds: 1.5 });
    expect([await isSeen('LapBanner'), await isSeen('InGroup')]).toEqual([true, true]);
    await until('the preview is what it was', async () => (await preview()) === 'Pits');
    await until('it is hidden', async () => !(await isSeen('LapBanner')));
    await until('the other too', async () => !(await isSeen('InGroup')));
    // The transition back takes a moment.
    await until('the preview is what it was', async () => (await preview()) === 'Pits');
    await until('the transition is what it was', async () => {
      const list = await eyes.call('GetSceneTransitionList', {});
      return list.currentSceneTransitionName === 'Fade';
    });
    await triggers!.stop();
    await use({ scene: 'Replay', forSeconds: 1 });
    await until('viewers see the scene', () => isSeen('Player'));
    await until('viewers see the one of before', () => isSeen('Game'));
    await until('the preview is what it was', async () => (await preview()) === 'Pits');
    await eyes.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
  });
});
