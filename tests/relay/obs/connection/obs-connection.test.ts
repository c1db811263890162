/** The connection to OBS, against a fake that misbehaves as real ones did. */

import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../../../protocol/limits.ts';
import { silentLog } from '../../../../protocol/log.ts';
import { ObsConnection, type ObsTiming } from '../../../../relay/obs/connection/obs-connection.ts';
import { ObsError } from '../../../../relay/obs/connection/obs-port.ts';
import type { ObsEvent } from '../../../../relay/obs/connection/obs-requests.ts';
import {
  type ObsState,
  type ObsStateName,
  obsSentence,
  stateOfEnd,
} from '../../../../relay/obs/connection/obs-state.ts';
import type { FakeObs } from '../../../support/fake-obs.ts';
import { listen } from '../../../support/listen.ts';
import { startFakeObs } from '../../../support/obs-control.ts';
import { rejectionOf } from '../../../support/rejection.ts';
import { until } from '../../../support/until.ts';

const hurried: ObsTiming = {
  callMs: 400,
  connectMs: 600,
  keepAliveMs: 40,
  frozenMs: 1_200,
  retryMinMs: 10,
  retryMaxMs: 50,
  notReadyMs: 10,
};

let fake: FakeObs;
let obs: ObsConnection;
let states: ObsState[];
const names = (): ObsStateName[] => states.map(({ name }) => name);

beforeEach(async () => {
  fake = await startFakeObs();
  obs = new ObsConnection({ log: silentLog, timing: hurried, random: () => 0.5 });
  states = [];
  obs.onState((state) => states.push(state));
});

afterEach(() => obs.close());

const becomes = (name: ObsStateName): Promise<void> =>
  until(`OBS is ${name}`, () => obs.state.name === name);

async function connect(): Promise<void> {
  obs.configure({ url: fake.url, password: 'secret' });
  await becomes('connected');
}

const failure = (promise: Promise<unknown>) => rejectionOf(promise, ObsError);

describe('connecting', () => {
  test('reports the versions of OBS', async () => {
    fake.password = 'secret';
    await connect();
    expect(obs.state).toMatchObject({ obsVersion: '31.0.3', socketVersion: '5.5.4' });
    expect(obsSentence(obs.state)).toBe('Connected to OBS 31.0.3 (obs-websocket 5.5.4).');
    expect(names()).toEqual(['connecting', 'connected']);
  });

  test('a server without a password accepts one', async () => {
    await connect();
    expect(obs.state.name).toBe('connected');
  });

  test('without a section in the config it is off, and calls fail with that reason', async () => {
    const error = await failure(obs.call('GetCurrentProgramScene', {}));
    expect(error.code).toBe('not-connected');
    expect(error.message).toContain('not set up yet');
  });

  test('OBS that starts later is found', async () => {
    await fake.stop();
    obs.configure({ url: fake.url });
    await becomes('refused');
    await fake.start();
    await becomes('connected');
  });

  test('localhost refused on both addresses is one state', async () => {
    await fake.stop();
    obs.configure({ url: fake.url.replace('127.0.0.1', 'localhost') });
    await becomes('refused');
  });

  test('retries are one state, however many they are', async () => {
    await fake.stop();
    obs.configure({ url: fake.url });
    await becomes('refused');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(names()).toEqual(['connecting', 'refused']);
  });

  test('a wrong password is reported and not tried again', async () => {
    fake.password = 'right';
    obs.configure({ url: fake.url, password: 'wrong' });
    await becomes('wrong-password');
    const tries = fake.connections;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(fake.connections).toBe(tries);
    expect(obsSentence(obs.state)).toContain('refused the password');
    expect(obsSentence(obs.state)).not.toContain('wrong ');
  });

  test('a missing password is distinct from a wrong one', async () => {
    fake.password = 'right';
    obs.configure({ url: fake.url });
    await becomes('wrong-password');
    expect(obsSentence(obs.state)).toContain('asks for a password');
  });

  test('a corrected password connects', async () => {
    fake.password = 'right';
    obs.configure({ url: fake.url, password: 'wrong' });
    await becomes('wrong-password');
    obs.configure({ url: fake.url, password: 'right' });
    await becomes('connected');
  });

  test('the same settings again change nothing', async () => {
    await connect();
    obs.configure({ url: fake.url, password: 'secret' });
    expect(obs.state.name).toBe('connected');
    expect(fake.connections).toBe(1);
  });

  test.each([
    ['loads its scenes', 'loading', { ready: false }],
    ['accepts and stays silent', 'frozen', { mute: true }],
  ] as const)('an OBS that %s is a state, and tried again', async (_what, state, trouble) => {
    const before = { ready: fake.ready, mute: fake.mute };
    Object.assign(fake, trouble);
    obs.configure({ url: fake.url });
    await becomes(state);
    Object.assign(fake, before);
    await becomes('connected');
  });

  test('a silent TCP server blocks nothing', async () => {
    const server = createTcpServer(() => {});
    obs.configure({ url: `ws://127.0.0.1:${await listen(server)}` });
    await becomes('frozen');
    await obs.close();
    server.close();
  });

  test('something else than OBS is reported', async () => {
    const server: Server = createServer((_request, response) => response.end('hello'));
    obs.configure({ url: `ws://127.0.0.1:${await listen(server)}` });
    await becomes('not-obs');
    expect(obsSentence(obs.state)).toContain('Something other');
    server.close();
  });

  test.each([
    ['connect ECONNREFUSED 127.0.0.1:4455', 'refused'],
    ['', 'refused'],
    ['getaddrinfo ENOTFOUND streaming-pc', 'unreachable'],
    ['connect EHOSTUNREACH 192.168.1.20:4455', 'unreachable'],
    ['read ECONNRESET', 'unreachable'],
    ['Unexpected server response: 404', 'not-obs'],
    ['Server sent no subprotocol', 'not-obs'],
  ] as const)('no connection because of "%s" means %s', (detail, name) => {
    expect(stateOfEnd(-1, detail, true).name).toBe(name);
  });

  test('an invalid address is a state, not an exception', async () => {
    obs.configure({ url: 'ws://[:::' });
    await until('a state', () => states.length > 1);
    expect(['not-obs', 'unreachable']).toContain(obs.state.name);
  });
});

describe('ends', () => {
  test('OBS that quits is awaited', async () => {
    await connect();
    fake.emit('ExitStarted');
    await fake.stop(1001);
    await until('it is gone', () => names().includes('gone'));
    expect(obsSentence(states.find(({ name }) => name === 'gone')!)).toContain('was closed');
    await fake.start();
    await becomes('connected');
  });

  test('OBS that is killed is awaited', async () => {
    await connect();
    await fake.stop(1006);
    await until('it is gone', () => names().includes('gone'));
    await becomes('refused');
    await fake.start();
    await becomes('connected');
  });

  test('disconnected in the window of OBS: stays away until asked to connect', async () => {
    await connect();
    fake.close(4011, 'Your session has been invalidated.');
    await becomes('kicked');
    const tries = fake.connections;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(fake.connections).toBe(tries);
    obs.reconnect();
    await becomes('connected');
  });

  test.each([
    [4009, 'wrong-password'],
    [4010, 'bad-version'],
    [4011, 'kicked'],
    [4002, 'failed'],
    [4008, 'failed'],
    [1001, 'gone'],
    [1006, 'gone'],
    [1011, 'gone'],
  ] as const)('close code %i means %s', (code, name) => {
    expect(stateOfEnd(code, 'why', true).name).toBe(name);
  });

  test('a call in flight ends with the connection', async () => {
    await connect();
    fake.silent = true;
    const call = failure(obs.call('GetCurrentProgramScene', {}));
    await until('it was asked', () => fake.askedFor('GetCurrentProgramScene').length > 0);
    fake.close(1006);
    expect((await call).code).toBe('ended');
  });

  test('closing ends everything and may be called twice', async () => {
    await connect();
    fake.silent = true;
    const call = failure(obs.call('GetCurrentProgramScene', {}));
    await Promise.all([obs.close(), obs.close()]);
    expect((await call).code).toBe('ended');
    expect(obs.state.name).toBe('off');
  });
});

describe('freezing', () => {
  test('calls to a frozen OBS fail in time, then at once, and work again when it recovers', async () => {
    await connect();
    fake.silent = true;
    expect((await failure(obs.call('GetCurrentProgramScene', {}))).code).toBe('timeout');
    await becomes('frozen');
    expect((await failure(obs.call('GetCurrentProgramScene', {}))).code).toBe('not-connected');
    fake.silent = false;
    await becomes('connected');
    expect(fake.connections).toBe(1);
    expect(await obs.call('GetCurrentProgramScene', {})).toEqual({
      currentProgramSceneName: 'Race',
    });
  });

  test('it is noticed without a call', async () => {
    await connect();
    fake.silent = true;
    await becomes('frozen');
  });

  test('one that stays frozen is disconnected and connected again', async () => {
    await connect();
    fake.silent = true;
    await until('a second connection', () => fake.connections > 1);
    fake.silent = false;
    await becomes('connected');
  });

  test('one slow answer does not mean a frozen OBS', async () => {
    await connect();
    fake.slow.set('GetCurrentProgramScene', 800);
    expect((await failure(obs.call('GetCurrentProgramScene', {}))).code).toBe('timeout');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(names()).toEqual(['connecting', 'connected']);
  });
});

describe('calling', () => {
  test('a refusal has its status and message', async () => {
    await connect();
    const error = await failure(obs.call('SetCurrentProgramScene', { sceneName: 'Nowhere' }));
    expect(error).toMatchObject({ code: 'status', status: 600, mayHaveHappened: false });
  });

  test('a refusal without a message gets one', async () => {
    await connect();
    const error = await failure(obs.call('StopRecord', {}));
    expect(error.message).toBe('OBS refused StopRecord (status 501).');
  });

  test('“not ready” is asked again until OBS is', async () => {
    await connect();
    fake.ready = false;
    const call = obs.call('GetCurrentProgramScene', {});
    await until('it was asked', () => fake.askedFor('GetCurrentProgramScene').length > 1);
    fake.ready = true;
    expect(await call).toEqual({ currentProgramSceneName: 'Race' });
  });

  test('“not ready” for too long is reported', async () => {
    await connect();
    fake.ready = false;
    expect((await failure(obs.call('GetCurrentProgramScene', {}))).status).toBe(207);
  });

  test('an OBS that leaves hundreds of calls unanswered is disconnected', async () => {
    await connect();
    fake.silent = true;
    const calls = Array.from({ length: limits.obsCallsMax + 5 }, () =>
      failure(obs.call('GetCurrentProgramScene', {})),
    );
    expect(new Set((await Promise.all(calls)).map(({ code }) => code))).toEqual(new Set(['ended']));
  });

  test('only the events in use are subscribed to', async () => {
    await connect();
    const events: ObsEvent[] = [];
    const end = obs.onEvent((event) => events.push(event));
    fake.switchScene('Pits');
    fake.emit('InputVolumeMeters', {});
    fake.emit('SceneListChanged');
    await until('both came', () => events.length === 2);
    expect(events.map(({ name }) => name)).toEqual([
      'CurrentProgramSceneChanged',
      'SceneListChanged',
    ]);
    end();
    // General, Config, Scenes, Inputs, Outputs.
    expect(fake.subscriptions).toBe(1 + 2 + 4 + 8 + 64);
  });

  test('while the scene collection changes its state is loading', async () => {
    await connect();
    fake.emit('CurrentSceneCollectionChanging', { sceneCollectionName: 'Other' });
    await becomes('loading');
    fake.emit('CurrentSceneCollectionChanged', { sceneCollectionName: 'Other' });
    await becomes('connected');
  });
});

test('the password is in no sentence and no log line', async () => {
  const lines: string[] = [];
  const write = (fields: object, sentence: string): void => {
    lines.push(JSON.stringify(fields) + sentence);
  };
  const log = { debug: write, info: write, warn: write, error: write };
  const talkative = new ObsConnection({ log, timing: hurried });
  fake.password = 'right';
  talkative.configure({ url: fake.url, password: 'pass-w0rd' });
  await until('it was refused', () => talkative.state.name === 'wrong-password');
  await talkative.close();
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('\n')).not.toContain('pass-w0rd');
});
