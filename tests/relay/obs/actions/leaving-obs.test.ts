/** What an action of several steps says when OBS leaves after the first of them. */
import { expect, test } from 'vitest';
import { type ActionContext, runAction } from '../../../../relay/obs/actions/run-action.ts';
import { ObsError } from '../../../../relay/obs/connection/obs-port.ts';
import type { Action } from '../../../../relay/obs/rules/rule-schema.ts';

/** Lists what it was asked to change. @param changesMax it leaves after so many */
function leavingObs(changed: string[], changesMax: number): ActionContext {
  const change = (what: string): void => {
    if (changed.length >= changesMax) throw new ObsError('not-connected', 'OBS was closed.');
    changed.push(what);
  };
  const items = [1, 2].map((sceneItemId) => ({
    sceneItemId,
    sourceName: 'Banner',
    sceneItemEnabled: false,
  }));
  const obs = {
    state: { name: 'connected', requests: new Set() },
    call: async (request: string): Promise<object> => {
      if (request === 'GetSceneItemList') return { sceneItems: items };
      change(request);
      return {};
    },
  };
  const changes = { put: async ({ kind }: { kind: string }) => change(kind) };
  return { obs, changes, rule: 'r', values: {} } as unknown as ActionContext;
}

const several: [string, Action, string][] = [
  [
    'a file that is played',
    { media: 'Player', file: 'a.mkv', command: 'restart' },
    'SetInputSettings',
  ],
  ['a source that is there twice', { show: 'Banner', in: 'Race' }, 'item'],
  [
    'a filter',
    { filter: 'Blur', of: 'Cam', settings: { radius: 5 }, enabled: true },
    'filter-setting',
  ],
];

test.each(several)(
  '%s may have changed once its first step is done',
  async (_name, action, first) => {
    const changed: string[] = [];
    const ran = runAction(action, leavingObs(changed, 1));
    await expect(ran).rejects.toMatchObject({ code: 'ended', message: 'OBS was closed.' });
    expect(changed).toEqual([first]);
  },
);

test.each(several)('%s has not changed before its first step', async (_name, action) => {
  const ran = runAction(action, leavingObs([], 0));
  await expect(ran).rejects.toMatchObject({ code: 'not-connected' });
});
