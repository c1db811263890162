/** Answers and events of a form that obs-websocket 5 never sends: only the call fails. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../../protocol/log.ts';
import { ObsConnection } from '../../../../relay/obs/connection/obs-connection.ts';
import { ObsError } from '../../../../relay/obs/connection/obs-port.ts';
import {
  answers,
  eventNames,
  type ObsRequest,
} from '../../../../relay/obs/connection/obs-requests.ts';
import { FakeObs } from '../../../support/fake-obs.ts';
import { obsControl } from '../../../support/obs-control.ts';
import { until } from '../../../support/until.ts';

const timing = {
  callMs: 1_000,
  connectMs: 2_000,
  keepAliveMs: 50,
  retryMinMs: 5,
  retryMaxMs: 10,
  notReadyMs: 5,
  pollMs: 5,
  patienceMs: 5,
  blankMs: 5,
};

let fake: FakeObs;
/** What would have ended the program. */
let escaped: unknown[];
const note = (reason: unknown): void => {
  escaped.push(reason);
};

beforeEach(async () => {
  escaped = [];
  // As the command line does, which ends the program then.
  process.prependListener('unhandledRejection', note);
  process.prependListener('uncaughtException', note);
  fake = new FakeObs();
  fake.scenes.set('Replay', []);
  fake.addItem('Race', 'Banner', false);
  fake.inputs.set('Gauge', {
    kind: 'browser_source',
    settings: { url: 'http://127.0.0.1:5000/overlays/gear' },
  });
  await fake.start();
});

afterEach(async () => {
  await fake.stop(1006);
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  expect(escaped).toEqual([]);
});

/** Every message that a handler of answers may get, from plainly wrong to nearly right. */
const strange = fc.oneof(
  fc.constant({ requestStatus: { result: true, code: 100 } }),
  fc.constant({ requestStatus: { result: true, code: 100 }, responseData: null }),
  fc.constant({}),
  fc.constant({ requestStatus: null }),
  fc.constant({ requestStatus: { result: false } }),
  fc.constant({ requestStatus: { result: false, code: 'x', comment: 5 } }),
  fc.jsonValue().map((responseData) => ({
    requestStatus: { result: true, code: 100 },
    responseData,
  })),
);

describe('an answer of another form', () => {
  test.each(Object.keys(answers) as ObsRequest[])('%s fails like any call', async (request) => {
    const obs = new ObsConnection({ log: silentLog, timing });
    obs.configure({ url: fake.url });
    await until('OBS is connected', () => obs.state.name === 'connected');
    const wrong: unknown[] = [null, [], 'text', 5, { scenes: 5 }];
    for (const responseData of wrong) {
      fake.answerInstead = () => ({ requestStatus: { result: true, code: 100 }, responseData });
      const outcome = await obs.call(request, {} as never).then(
        () => 'done',
        (error: unknown) => (error instanceof ObsError ? error.code : error),
      );
      // The answer to a command is never read and may have any form.
      expect(outcome).toBe(
        answers[request].safeParse(responseData).success ? 'done' : 'bad-answer',
      );
    }
    fake.answerInstead = () => ({ requestStatus: undefined });
    await expect(obs.call(request, {} as never)).rejects.toMatchObject({ code: 'bad-answer' });
    fake.answerInstead = () => undefined;
    await obs.call('GetVersion', {});
    await obs.close();
  });

  test('to the first requests: it is not OBS, which is reported and tried again', async () => {
    fake.answerInstead = () => ({ requestStatus: { result: true, code: 100 }, responseData: {} });
    const obs = new ObsConnection({ log: silentLog, timing });
    obs.configure({ url: fake.url });
    await until('it is reported', () => obs.state.name === 'not-obs');
    fake.answerInstead = () => undefined;
    await until('OBS is connected', () => obs.state.name === 'connected');
    await obs.close();
  });

  test('the triggers go on whatever answers and events contain', async () => {
    const rules = [
      {
        name: 'all',
        on: 'lap-completed',
        do: [
          { show: 'Banner', in: 'Race', forSeconds: 0.01 },
          { scene: 'Replay', forSeconds: 0.01 },
          { text: 'Gauge', value: 'x', forSeconds: 0.01 },
        ],
      },
      { name: 'replay', on: 'lap-completed', do: [{ saveReplay: true }] },
      { name: 'chapter', on: 'lap-completed', do: [{ chapter: 'x' }, { stopRecording: true }] },
      { name: 'split', on: 'lap-completed', do: [{ splitRecording: true }] },
    ];
    const triggers = obsControl({ url: fake.url }, rules, {
      origins: () => ['http://127.0.0.1:5000'],
      pages: () => [],
      timing,
    });
    let id = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(strange, { minLength: 1, maxLength: 5 }),
        fc.jsonValue(),
        async (list, data) => {
          await until('OBS is connected', () => triggers.obs.state.name === 'connected');
          let asked = 0;
          fake.answerInstead = () => list[asked++ % list.length];
          triggers.handleEvent(
            { name: 'lap-completed', id: ++id, sessionID: 's', at: Date.now(), lap: 1 },
            'relay',
          );
          for (const name of eventNames) {
            if (name !== 'ExitStarted') fake.emit(name, data as never);
          }
          fake.emit('CurrentSceneCollectionChanged', { sceneCollectionName: 'rig' });
          await triggers.inventory().catch((error: unknown) => {
            expect(error).toBeInstanceOf(ObsError);
          });
          await triggers.problems();
          fake.answerInstead = () => undefined;
        },
      ),
      { numRuns: 40 },
    );
    // The check after changes in OBS comes a moment later.
    const strangely = { requestStatus: { result: true, code: 100 }, responseData: {} };
    fake.answerInstead = (type) => (type === 'GetGroupList' ? strangely : undefined);
    const before = fake.askedFor('GetGroupList').length;
    fake.emit('SceneListChanged');
    await until('the rules are checked', () => fake.askedFor('GetGroupList').length > before);
    fake.answerInstead = () => undefined;
    await until('OBS answers', () =>
      triggers
        .inventory()
        .then(() => true)
        .catch(() => false),
    );
    await triggers.stop();
  });
});
