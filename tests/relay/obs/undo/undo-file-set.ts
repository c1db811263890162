/** Runs of the program one after the other, each with its own number, on one folder and one fake OBS. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Log, silentLog } from '../../../../protocol/log.ts';
import { ObsConnection } from '../../../../relay/obs/connection/obs-connection.ts';
import { findItems } from '../../../../relay/obs/inventory/scene-items.ts';
import type { ObsPlace } from '../../../../relay/obs/undo/obs-place.ts';
import { type Restored, TimedChanges } from '../../../../relay/obs/undo/timed-changes.ts';
import type { PlaceValue } from '../../../../relay/obs/undo/timed-values.ts';
import { UndoFile } from '../../../../relay/obs/undo/undo-file.ts';
import { FakeObs } from '../../../support/fake-obs.ts';
import { until } from '../../../support/until.ts';

export const timing = {
  callMs: 150,
  connectMs: 300,
  keepAliveMs: 50,
  retryMinMs: 10,
  retryMaxMs: 30,
};

/** Above every number that a system gives to a process. */
const firstPid = 5_000_000;

export class Run {
  readonly obs = new ObsConnection({ log: silentLog, timing });
  readonly restored: Restored[] = [];
  readonly stage: TimedChanges;

  constructor(folder: string, pid: number, log: Log = silentLog) {
    const disk = new UndoFile({ folder, log, pid, timing: { touchMs: 20, staleMs: 60 } });
    const onRestored = (restored: Restored): void => {
      this.restored.push(restored);
    };
    this.stage = new TimedChanges({
      obs: this.obs,
      log,
      disk,
      onRestored,
      timing: { retryMinMs: 5, retryMaxMs: 10 },
    });
  }

  /** What was said, for instance `Left the scene as it is: …`. */
  get sentences(): string[] {
    return this.restored.map(({ sentence }) => sentence);
  }

  put(place: ObsPlace, value: PlaceValue, forSeconds?: number): Promise<void> {
    return this.stage.put(place, value, 'rule', forSeconds);
  }

  async itemOf(scene: string, source: string): Promise<ObsPlace> {
    const [found] = await findItems(this.obs, scene, source);
    return { kind: 'item', ...found! };
  }

  connected(): Promise<void> {
    return until('OBS is connected', () => this.obs.state.name === 'connected');
  }

  /** As SIGKILL does it: nothing is put back, what is on disk stays. */
  async kill(): Promise<void> {
    await this.obs.close();
    await this.stage.end(0);
  }

  async end(): Promise<void> {
    await this.stage.end(1_000);
    await this.obs.close();
  }
}

export class HeldSet {
  readonly fake = new FakeObs();
  readonly folder = mkdtempSync(join(tmpdir(), 'sequential-held-'));
  readonly runs: Run[] = [];

  async open(): Promise<void> {
    const { fake } = this;
    fake.scenes.set('Replay', []);
    fake.addItem('Race', 'Banner', false);
    fake.inputs.set('Banner', { kind: 'image_source', settings: {} });
    fake.inputs.set('LastLap', { kind: 'text_ft2_source_v2', settings: { text: 'before' } });
    await fake.start();
  }

  async close(): Promise<void> {
    for (const run of this.runs) await run.kill();
    await this.fake.stop(1006);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts the program once more, without waiting for OBS. */
  begin(log?: Log): Run {
    const run = new Run(this.folder, firstPid + this.runs.length, log);
    this.runs.push(run);
    run.obs.configure({ url: this.fake.url });
    return run;
  }

  async start(): Promise<Run> {
    const run = this.begin();
    await run.connected();
    return run;
  }

  /** Files of what is held. */
  get files(): string[] {
    return readdirSync(this.folder);
  }

  get isBannerShown(): boolean {
    return [...this.fake.scenes.values(), ...this.fake.groups.values()]
      .flat()
      .some(({ source, enabled }) => source === 'Banner' && enabled);
  }

  get text(): unknown {
    return this.fake.inputs.get('LastLap')!.settings.text;
  }
}

/** A set for each test of a file. */
export function eachHeldSet(): { readonly set: HeldSet } {
  const current = { set: new HeldSet() };
  beforeEach(async () => {
    current.set = new HeldSet();
    await current.set.open();
  });
  afterEach(() => current.set.close());
  return current;
}
