/** A second connection to a real OBS Studio that reads what OBS shows. */
import { silentLog } from '../../protocol/log.ts';
import { ObsConnection } from '../../relay/obs/connection/obs-connection.ts';
import type { RealObs } from './real-obs.ts';
import { until } from './until.ts';

export class ObsEyes extends ObsConnection {
  /** The scenes that came on program, and when, monotonic ms. */
  scenes: { name: string; atMs: number }[] = [];

  constructor() {
    super({ log: silentLog, timing: { retryMaxMs: 1_000 } });
    this.onEvent((event) => {
      if (event.name !== 'CurrentProgramSceneChanged') return;
      this.scenes.push({ name: event.data.sceneName, atMs: performance.now() });
    });
  }

  async open({ url, password }: RealObs): Promise<void> {
    this.configure({ url, password });
    await this.connected();
  }

  connected(): Promise<void> {
    return until('the eyes are open', () => this.state.name === 'connected');
  }

  /** Puts the scene Race on, and forgets the scenes before it. */
  async startWithRace(): Promise<void> {
    await this.call('SetCurrentProgramScene', { sceneName: 'Race' });
    await until('Race is on', async () => (await this.program()) === 'Race');
    this.scenes = [];
  }

  async program(): Promise<string> {
    return (await this.call('GetCurrentProgramScene', {})).currentProgramSceneName;
  }

  /** What the text source LastLap shows. */
  async text(): Promise<unknown> {
    return (await this.call('GetInputSettings', { inputName: 'LastLap' })).inputSettings.text;
  }

  /** Whether the item LapBanner of the scene Race is on. */
  async isBannerOn(): Promise<boolean> {
    const sceneName = 'Race';
    const { sceneItemId } = await this.call('GetSceneItemId', {
      sceneName,
      sourceName: 'LapBanner',
    });
    return (await this.call('GetSceneItemEnabled', { sceneName, sceneItemId })).sceneItemEnabled;
  }
}
