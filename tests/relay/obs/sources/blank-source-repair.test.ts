/** Overlays in OBS that show nothing are mended, and never stay blank. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../../protocol/log.ts';
import { ObsConnection } from '../../../../relay/obs/connection/obs-connection.ts';
import { addSource } from '../../../../relay/obs/sources/add-source.ts';
import { BlankSourceRepair } from '../../../../relay/obs/sources/blank-source-repair.ts';
import type { ConnectedPage } from '../../../../relay/obs/sources/own-sources.ts';
import { TimedChanges } from '../../../../relay/obs/undo/timed-changes.ts';
import { UndoFile } from '../../../../relay/obs/undo/undo-file.ts';
import { FakeObs } from '../../../support/fake-obs.ts';
import { until } from '../../../support/until.ts';

const origin = 'http://127.0.0.1:5000';
const overlays = [{ name: 'tachometer', title: 'Tachometer', size: { width: 400, height: 300 } }];

let fake: FakeObs;
let obs: ObsConnection;

beforeEach(async () => {
  fake = new FakeObs();
  await fake.start();
  obs = new ObsConnection({ log: silentLog });
  obs.configure({ url: fake.url });
  await until('OBS is connected', () => obs.state.name === 'connected');
});

afterEach(async () => {
  await obs.close();
  await fake.stop(1006);
});

/** Another size each time, so that none is shared with another. */
let added = 0;
const add = (name: string) =>
  addSource(
    obs,
    { overlay: 'tachometer', scene: 'Race', name, width: 300 + added++ },
    overlays,
    origin,
  );

const page = (overlay: string): ConnectedPage => ({
  overlay,
  target: 'live',
  driver: null,
  isObs: true,
});

describe('healing', () => {
  const timing = { lookMs: 5, patienceMs: 20, blankMs: 60 };
  let pages: ConnectedPage[];
  let healer: BlankSourceRepair;
  let stage: TimedChanges;

  beforeEach(async () => {
    pages = [];
    await add('Gauge');
    fake.inputs.set('Other', {
      kind: 'browser_source',
      settings: { url: 'https://example.org/overlays/tachometer' },
    });
    stage = new TimedChanges({ obs, log: silentLog, onRestored: () => {}, disk: null });
    healer = new BlankSourceRepair({
      obs,
      stage,
      log: silentLog,
      origins: () => [origin],
      pages: () => pages,
      timing,
    });
  });

  afterEach(async () => {
    healer.close();
    await stage.end(0);
  });

  const pressed = (): unknown[] =>
    fake.askedFor('PressInputPropertiesButton').map(({ data }) => data);
  const addressesOf = (name: string): unknown[] =>
    fake
      .askedFor('SetInputSettings')
      .filter(({ data }) => data.inputName === name)
      .map(({ data }) => (data.inputSettings as { url: string }).url);
  const url = `${origin}/overlays/tachometer`;

  test('refreshes, then takes the page away and puts it back, refreshes once more, and gives up', async () => {
    await until('it gave up', () => healer.problems[0]?.includes('Refreshed 3 times') ?? false);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pressed()).toEqual([
      { inputName: 'Gauge', propertyName: 'refreshnocache' },
      { inputName: 'Gauge', propertyName: 'refreshnocache' },
    ]);
    expect(addressesOf('Gauge')).toEqual(['about:blank', url]);
    expect(addressesOf('Other')).toEqual([]);
    expect(healer.problems[0]).toContain('restart OBS');
  });

  test('stops as soon as the page is there', async () => {
    await until('it was refreshed', () => pressed().length === 1);
    pages = [page('tachometer')];
    await until('nothing is the matter', () => healer.problems.length === 0);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(pressed()).toHaveLength(1);
  });

  test('leaves a page alone that connects by itself', async () => {
    pages = [page('tachometer')];
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(pressed()).toEqual([]);
    expect(healer.problems).toEqual([]);
  });

  test('an address that was taken away comes back though OBS went in between', async () => {
    await until('it is blank', () => fake.inputs.get('Gauge')!.settings.url === 'about:blank');
    fake.close(1006);
    await until('it has its address', () => fake.inputs.get('Gauge')!.settings.url === url);
  });

  test('a kill while it is blank: the next start gives it its address back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sequential-heal-'));
    const start = (pid: number): TimedChanges => {
      const disk = new UndoFile({ folder, log: silentLog, pid });
      return new TimedChanges({ obs, log: silentLog, onRestored: () => {}, disk });
    };
    healer.close();
    const killed = start(5_000_001);
    healer = new BlankSourceRepair({
      ...{ obs, stage: killed, log: silentLog, origins: () => [origin], pages: () => pages },
      timing: { ...timing, blankMs: 60_000 },
    });
    await until('it is blank', () => fake.inputs.get('Gauge')!.settings.url === 'about:blank');
    healer.close();
    // As SIGKILL does it: nothing is put back, what is on disk stays.
    await obs.close();
    await killed.end(0);
    obs.configure({ url: fake.url });
    const next = start(5_000_002);
    await until('it has its address', () => fake.inputs.get('Gauge')!.settings.url === url);
    await until('nothing is held', () => !next.holdsAny);
    await next.end(0);
    rmSync(folder, { recursive: true });
  });

  test('two that show the same page are said, not refreshed', async () => {
    await add('Second');
    pages = [page('tachometer')];
    await until('it is said', () => healer.problems.length === 2);
    expect(healer.problems[0]).toContain('refresh the one that is blank');
  });
});
