/** Runs of the program one after the other, each with its own process id, on one folder and one fake OBS. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log, silentLog } from '../../../../protocol/log.ts';
import { ObsConnection } from '../../../../relay/obs/connection/obs-connection.ts';
import { findItems } from '../../../../relay/obs/inventory/scene-items.ts';
import type { ObsPlace } from '../../../../relay/obs/undo/obs-place.ts';
import { TimedChanges, type UndoReport } from '../../../../relay/obs/undo/timed-changes.ts';
import type { PlaceValue } from '../../../../relay/obs/undo/timed-values.ts';
import { UndoFile } from '../../../../relay/obs/undo/undo-file.ts';
import { eachFixture } from '../../../support/each-fixture.ts';
import { FakeObs } from '../../../support/fake-obs.ts';
import { until } from '../../../support/until.ts';

const timing = {
  // The fake OBS answers at once; a busy machine may hold it up for half a second.
  callMs: 1_000,
  connectMs: 2_000,
  keepAliveMs: 50,
  retryMinMs: 10,
  retryMaxMs: 30,
};

/** Greater than any process id. */
const firstPid = 5_000_000;

export class Run {
  readonly obs = new ObsConnection({ log: silentLog, timing });
  readonly reports: UndoReport[] = [];
  readonly changes: TimedChanges;

  constructor(folder: string, pid: number, log: Log = silentLog) {
    const storage = new UndoFile({ folder, log, pid, timing: { touchMs: 20, staleMs: 60 } });
    const onUndone = (report: UndoReport): void => {
      this.reports.push(report);
    };
    this.changes = new TimedChanges({
      obs: this.obs,
      log,
      storage,
      onUndone,
      timing: { retryMinMs: 5, retryMaxMs: 10 },
    });
  }

  /** What was reported, for instance `Left the scene as it is: …`. */
  get sentences(): string[] {
    return this.reports.map(({ sentence }) => sentence);
  }

  put(place: ObsPlace, value: PlaceValue, forSeconds?: number): Promise<void> {
    return this.changes.put(place, value, 'rule', forSeconds);
  }

  async itemOf(scene: string, source: string): Promise<ObsPlace> {
    const [found] = await findItems(this.obs, scene, source);
    return { kind: 'item', ...found! };
  }

  connected(): Promise<void> {
    return until('OBS is connected', () => this.obs.state.name === 'connected');
  }

  /** Like SIGKILL: nothing is undone, and the file stays. */
  async kill(): Promise<void> {
    await this.obs.close();
    await this.changes.close(0);
  }

  async end(): Promise<void> {
    await this.changes.close(1_000);
    await this.obs.close();
  }
}

class UndoFixture {
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

  /** Starts the program once more, without waiting for OBS. @param pid of a program that runs, or of none */
  begin(log?: Log, pid = firstPid + this.runs.length): Run {
    const run = new Run(this.folder, pid, log);
    this.runs.push(run);
    run.obs.configure({ url: this.fake.url });
    return run;
  }

  async start(): Promise<Run> {
    const run = this.begin();
    await run.connected();
    return run;
  }

  /** The undo files. */
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

export const eachUndoFixture = () => eachFixture(() => new UndoFixture());
