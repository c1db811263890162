/** What a write says when OBS goes away in the middle of it. */
import { expect, test } from 'vitest';
import { ObsError, type ObsPort } from '../../../../relay/obs/connection/obs-port.ts';
import type { ObsPlace } from '../../../../relay/obs/undo/obs-place.ts';
import { PlaceWriter } from '../../../../relay/obs/undo/read-write-place.ts';

/** An OBS that answers the change and is gone before the question about studio mode. */
function leavingObs(asked: string[]): ObsPort {
  const call = async (request: string): Promise<object> => {
    if (asked.length > 0) throw new ObsError('not-connected', 'OBS was closed.');
    asked.push(request);
    return {};
  };
  return { call } as unknown as ObsPort;
}

test.each<[string, ObsPlace, string]>([
  ['an item', { kind: 'item', scene: 'Race', source: 'Banner', item: 1 }, 'SetSceneItemEnabled'],
  ['a text', { kind: 'text', source: 'LastLap' }, 'SetInputSettings'],
  ['an address', { kind: 'address', source: 'Page' }, 'SetInputSettings'],
  ['a filter', { kind: 'filter', source: 'Cam', filter: 'Blur' }, 'SetSourceFilterEnabled'],
  [
    'a setting of a filter',
    { kind: 'filter-setting', source: 'Cam', filter: 'Blur', setting: 'radius' },
    'SetSourceFilterSettings',
  ],
])(
  'a change of %s that OBS has done counts as done when OBS leaves after it',
  async (_name, place, request) => {
    const asked: string[] = [];
    const written = new PlaceWriter(leavingObs(asked)).write(place, true);
    await expect(written).rejects.toMatchObject({ mayHaveHappened: true });
    expect(asked).toEqual([request]);
  },
);

test('a change that never reached OBS does not count as done', async () => {
  const gone = leavingObs(['everything before']);
  const written = new PlaceWriter(gone).write({ kind: 'text', source: 'LastLap' }, 'Lap 1');
  await expect(written).rejects.toMatchObject({ mayHaveHappened: false });
});
