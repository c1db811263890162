/** Blank overlays in OBS are refreshed, and always get their address back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../../protocol/log.ts';
import { addSource } from '../../../../relay/obs/sources/add-source.ts';
import { BlankSourceRepair } from '../../../../relay/obs/sources/blank-source-repair.ts';
import type { ConnectedPage } from '../../../../relay/obs/sources/own-sources.ts';
import { TimedChanges } from '../../../../relay/obs/undo/timed-changes.ts';
import { UndoFile } from '../../../../relay/obs/undo/undo-file.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import { until } from '../../../support/until.ts';
import { eachConnectedObs, origin, overlays } from '../connected-obs.ts';

const on = eachConnectedObs();

/** Another size each time, so that none is shared with another. */
let added = 0;
const add = (name: string) =>
  addSource(
    on.obs,
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

describe('a blank source', () => {
  const timing = { pollMs: 5, patienceMs: 20, blankMs: 60 };
  let pages: ConnectedPage[];
  let repair: BlankSourceRepair;
  let changes: TimedChanges;

  beforeEach(async () => {
    pages = [];
    await add('Gauge');
    on.fake.inputs.set('Other', {
      kind: 'browser_source',
      settings: { url: 'https://example.org/overlays/tachometer' },
    });
    changes = new TimedChanges({ obs: on.obs, log: silentLog, onUndone: () => {}, storage: null });
  });

  /** @param by makes the changes. @param blankMs how long a source is empty */
  const start = (by = changes, { blankMs }: Pick<typeof timing, 'blankMs'> = timing): void => {
    repair = new BlankSourceRepair({
      obs: on.obs,
      changes: by,
      log: silentLog,
      origins: () => [origin],
      pages: () => pages,
      timing: { ...timing, blankMs },
    });
  };

  afterEach(async () => {
    repair.close();
    await changes.close(0);
  });

  const pressed = (): unknown[] =>
    on.fake.askedFor('PressInputPropertiesButton').map(({ data }) => data);
  const addressesOf = (name: string): unknown[] =>
    on.fake
      .askedFor('SetInputSettings')
      .filter(({ data }) => data.inputName === name)
      .map(({ data }) => (data.inputSettings as { url: string }).url);
  const url = `${origin}/overlays/tachometer`;

  test('refreshes, then changes the address and changes it back, refreshes once more, and gives up', async () => {
    start();
    await until('it gave up', () => repair.problems[0]?.includes('Refreshed 3 times') ?? false);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pressed()).toEqual([
      { inputName: 'Gauge', propertyName: 'refreshnocache' },
      { inputName: 'Gauge', propertyName: 'refreshnocache' },
    ]);
    expect(addressesOf('Gauge')).toEqual(['about:blank', url]);
    expect(addressesOf('Other')).toEqual([]);
    expect(repair.problems[0]).toContain('restart OBS');
  });

  test('stops as soon as the page is connected', async () => {
    start();
    await until('it was refreshed', () => pressed().length === 1);
    pages = [page('tachometer')];
    await until('nothing is the matter', () => repair.problems.length === 0);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(pressed()).toHaveLength(1);
  });

  test('ignores a page that connects by itself', async () => {
    pages = [page('tachometer')];
    start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(pressed()).toEqual([]);
    expect(repair.problems).toEqual([]);
  });

  test('a changed address comes back although OBS ended in between', async () => {
    start();
    await until('it is blank', () => on.fake.inputs.get('Gauge')!.settings.url === 'about:blank');
    on.fake.close(1006);
    await until('it has its address', () => on.fake.inputs.get('Gauge')!.settings.url === url);
  });

  test('a kill while it is blank: the next start restores its address', async () => {
    const folder = temporaryFolder();
    const changesOf = (pid: number): TimedChanges => {
      const storage = new UndoFile({ folder, log: silentLog, pid });
      return new TimedChanges({ obs: on.obs, log: silentLog, onUndone: () => {}, storage });
    };
    const killed = changesOf(5_000_001);
    start(killed, { blankMs: 60_000 });
    await until('it is blank', () => on.fake.inputs.get('Gauge')!.settings.url === 'about:blank');
    repair.close();
    // Like SIGKILL: nothing is undone, and the file stays.
    await on.obs.close();
    await killed.close(0);
    on.obs.configure({ url: on.fake.url });
    const next = changesOf(5_000_002);
    await until('it has its address', () => on.fake.inputs.get('Gauge')!.settings.url === url);
    await until('nothing is left to undo', () => !next.hasChanges);
    await next.close(0);
  });

  test('two that show the same page are reported, not refreshed', async () => {
    await add('Second');
    pages = [page('tachometer')];
    start();
    await until('it is reported', () => repair.problems.length === 2);
    expect(repair.problems[0]).toContain('refresh the one that is blank');
  });
});
