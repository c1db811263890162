/** From an event to what OBS shows: every action, overlaps, putting back, and OBS going away in between. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RaceEvent, RaceEventName } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import { silentLog } from '../../../protocol/log.ts';
import { Dispatcher } from '../../../relay/triggers/dispatcher.ts';
import type { Firing } from '../../../relay/triggers/history.ts';
import { Obs } from '../../../relay/triggers/obs-connection.ts';
import { readRules } from '../../../relay/triggers/rules.ts';
import { FakeObs } from '../../support/fake-obs.ts';
import { until } from '../../support/until.ts';

const timing = { callMs: 300, connectMs: 300, keepAliveMs: 50, retryMinMs: 10, retryMaxMs: 30 };

let fake: FakeObs;
let obs: Obs;
let dispatcher: Dispatcher;
let nextId: number;

beforeEach(async () => {
  nextId = 1;
  fake = new FakeObs();
  fake.scenes.set('Replay', []);
  fake.addItem('Race', 'Banner', false);
  fake.inputs.set('LastLap', {
    kind: 'text_ft2_source_v2',
    settings: { text: 'before' },
    filters: { Blur: { enabled: false, kind: 'blur', settings: { opacity: 0.2 } } },
  });
  fake.inputs.set('Player', { kind: 'ffmpeg_source', settings: {} });
  await fake.start();
  obs = new Obs({ log: silentLog, timing });
  dispatcher = new Dispatcher({ obs, log: silentLog });
  obs.configure({ url: fake.url });
  await until('OBS is connected', () => dispatcher.scene !== null);
});

afterEach(async () => {
  dispatcher.close();
  await obs.close();
  await fake.stop(1006);
});

/** Rules called r0, r1, … in this order. */
function rules(...list: { on?: RaceEventName; do: object[]; [key: string]: unknown }[]): void {
  const triggers = list.map((rule, i) => ({ name: `r${i}`, on: 'lap-completed', ...rule }));
  const read = readRules({ triggers });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  dispatcher.setRules(read.rules);
}

function happen(name: RaceEventName, more: Partial<RaceEvent> = {}): RaceEvent {
  const event: RaceEvent = { name, id: nextId++, sessionID: 's', at: Date.now(), ...more };
  dispatcher.take(event, 'relay-1');
  return event;
}

const lap = (more: Partial<RaceEvent> = {}): RaceEvent =>
  happen('lap-completed', { lap: 5, lapTimeMs: 113_204, valid: true, driver: 'Ada', ...more });

/** Firings that ended, oldest first. */
async function fired(count: number): Promise<Firing[]> {
  const done = (): Firing[] =>
    dispatcher
      .history()
      .filter(({ outcome }) => outcome !== 'running')
      .toReversed();
  await until(`${count} firings`, () => done().length >= count);
  return done();
}

const banner = (): boolean => fake.scenes.get('Race')!.find((i) => i.source === 'Banner')!.enabled;
const text = (): unknown => fake.inputs.get('LastLap')!.settings.text;
const blur = () => fake.inputs.get('LastLap')!.filters!.Blur!;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('actions', () => {
  test('scene', async () => {
    rules({ on: 'pit-entered', do: [{ scene: 'Pits' }] });
    happen('pit-entered', { lap: 3 });
    expect(await fired(1)).toMatchObject([
      { rule: 'r0', outcome: 'done', event: { name: 'pit-entered', lap: 3 } },
    ]);
    expect(fake.program).toBe('Pits');
    await until('the new scene is known', () => dispatcher.scene === 'Pits');
  });

  test('show and hide, in a scene that is named and in the one on program', async () => {
    rules({ do: [{ show: 'Banner', in: 'Race' }] }, { on: 'paused', do: [{ hide: 'Banner' }] });
    lap();
    await until('it is shown', banner);
    happen('paused');
    await until('it is hidden', () => !banner());
  });

  test('show inside a group', async () => {
    fake.groups.set('Box', []);
    const item = fake.addItem('Box', 'Flag', false);
    rules({ do: [{ show: 'Flag', in: 'Box' }] });
    lap();
    await until('it is shown', () => item.enabled);
  });

  test('text, with placeholders', async () => {
    rules({ do: [{ text: 'LastLap', value: '{driver}: lap {lap}  {lapTime}' }] });
    lap();
    await until('it is written', () => text() === 'Ada: lap 5  1:53.204');
  });

  test('saveReplay waits for the file, and media plays it', async () => {
    rules({
      on: 'session-best',
      do: [{ saveReplay: true }, { media: 'Player', file: '{replay}' }, { scene: 'Replay' }],
    });
    happen('session-best');
    const [firing] = await fired(1);
    expect(firing).toMatchObject({ outcome: 'done' });
    // The folder of a replay can hold a person's name.
    expect(firing!.actions[0]!.sentence).toBe('Replay 1.mkv');
    expect(fake.inputs.get('Player')!.settings.local_file).toBe('C:\\Videos\\Replay 1.mkv');
    expect(fake.askedFor('TriggerMediaInputAction')[0]!.data).toEqual({
      inputName: 'Player',
      mediaAction: 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_RESTART',
    });
    expect(fake.program).toBe('Replay');
  });

  test('two rules that save at once save one file', async () => {
    rules({ do: [{ saveReplay: true }] }, { do: [{ saveReplay: true }] });
    lap();
    const both = await fired(2);
    expect(both.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(fake.askedFor('SaveReplayBuffer')).toHaveLength(1);
  });

  test('chapter', async () => {
    fake.recording = 'hybrid_mp4';
    rules({ do: [{ chapter: 'Lap {lap} {lapTime}' }] });
    lap();
    await fired(1);
    expect(fake.askedFor('CreateRecordChapter')[0]!.data).toEqual({
      chapterName: 'Lap 5 1:53.204',
    });
  });

  test('recording is started, split and stopped; doing it again is no failure', async () => {
    fake.profile['AdvOut/RecSplitFile'] = 'true';
    const start = { startRecording: true };
    const stop = { stopRecording: true };
    rules({ do: [start, start, { splitRecording: true }, stop, stop] });
    lap();
    const [firing] = await fired(1);
    expect(firing!.actions.map(({ outcome, sentence }) => [outcome, sentence])).toEqual([
      ['done', undefined],
      ['done', 'was recording already'],
      ['done', undefined],
      ['done', 'race.mkv'],
      ['done', 'was not recording'],
    ]);
  });

  test('an OBS without the request splits by its hotkey', async () => {
    fake.knows.clear();
    obs.reconnect();
    await until('OBS is connected', () => obs.state.name === 'connected');
    rules({ do: [{ splitRecording: true }] });
    lap();
    await fired(1);
    expect(fake.askedFor('TriggerHotkeyByName')[0]!.data).toEqual({
      hotkeyName: 'OBSBasic.SplitFile',
    });
  });

  test('hotkey', async () => {
    rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    lap();
    await fired(1);
    expect(fake.askedFor('TriggerHotkeyByName')).toHaveLength(1);
  });

  test('filter: switched on, set, or both', async () => {
    rules(
      { do: [{ filter: 'Blur', of: 'LastLap' }] },
      { on: 'paused', do: [{ filter: 'Blur', of: 'LastLap', settings: { opacity: 0.9 } }] },
      {
        on: 'resumed',
        do: [{ filter: 'Blur', of: 'LastLap', enabled: false, settings: { opacity: 0 } }],
      },
    );
    lap();
    await until('it is on', () => blur().enabled);
    happen('paused');
    await until('it is set', () => blur().settings.opacity === 0.9);
    expect(blur().enabled).toBe(true);
    happen('resumed');
    await until('it is off', () => !blur().enabled);
    expect(blur().settings.opacity).toBe(0);
  });

  test('vendor', async () => {
    fake.vendors.add('AdvancedSceneSwitcher');
    rules({
      do: [{ vendor: 'AdvancedSceneSwitcher', request: 'Message', data: { message: 'lap {lap}' } }],
    });
    lap();
    await fired(1);
    expect(fake.askedFor('CallVendorRequest')[0]!.data).toEqual({
      vendorName: 'AdvancedSceneSwitcher',
      requestType: 'Message',
      requestData: { message: 'lap 5' },
    });
  });
});

describe('the http action', () => {
  let server: Server;
  let seen: { request: IncomingMessage; body: string }[];
  let status: number | null;
  const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeEach(async () => {
    seen = [];
    status = 204;
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push({ request, body });
      if (status !== null) response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('posts JSON with what happened, also while OBS is away', async () => {
    obs.configure(null);
    rules({
      do: [
        {
          http: `${address()}/hook/secret?driver={driver}`,
          headers: { 'x-key': 'k' },
          body: { content: 'Lap "{lap}": {lapTime}' },
        },
      ],
    });
    lap({ driver: 'A & B' });
    expect((await fired(1))[0]).toMatchObject({ outcome: 'done' });
    const { request, body } = seen[0]!;
    expect(request.method).toBe('POST');
    expect(request.url).toBe('/hook/secret?driver=A%20%26%20B');
    expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'x-key': 'k' });
    expect(JSON.parse(body)).toEqual({ content: 'Lap "5": 1:53.204' });
  });

  test('a refusal is said without the address, which can be a secret', async () => {
    status = 404;
    rules({ do: [{ http: `${address()}/hook/secret`, method: 'GET' }] });
    lap();
    const [firing] = await fired(1);
    expect(firing!.sentence).toMatch(/^127\.0\.0\.1:\d+ answered 404\.$/);
    expect(JSON.stringify(firing)).not.toContain('secret');
  });

  test('nobody there is said', async () => {
    rules({ do: [{ http: 'http://127.0.0.1:9/hook' }] });
    lap();
    expect((await fired(1))[0]!.sentence).toMatch(/^127\.0\.0\.1:9 could not be called: /);
  });
});

describe('what cannot be done is said in words', () => {
  const cases: [string, object, string][] = [
    ['scene', { scene: 'Nowhere' }, 'OBS has no scene "Nowhere".'],
    ['show', { show: 'Ghost', in: 'Race' }, '"Race" has no source "Ghost" (for one inside a group'],
    ['hide', { hide: 'Ghost' }, 'The scene on program has no source "Ghost"'],
    ['text', { text: 'Ghost', value: 'x' }, 'OBS has no source "Ghost".'],
    ['filter', { filter: 'Glow', of: 'LastLap' }, '"LastLap" has no filter "Glow".'],
    ['media', { media: 'Ghost' }, 'OBS has no source "Ghost".'],
    ['hotkey', { hotkey: 'Nothing' }, 'OBS has no hotkey "Nothing".'],
    ['vendor', { vendor: 'Ghost', request: 'x' }, 'OBS has no plug-in "Ghost"'],
    ['chapter', { chapter: 'x' }, 'OBS is not recording.'],
    ['split', { splitRecording: true }, 'OBS is not recording.'],
  ];
  test.each(cases)('%s', async (_name, action, sentence) => {
    rules({ do: [action, { scene: 'Pits' }] });
    lap();
    const [firing] = await fired(1);
    expect(firing!.outcome).toBe('failed');
    expect(firing!.sentence).toContain(sentence);
    // What comes after a failed action is left out.
    expect(firing!.actions).toHaveLength(1);
    expect(fake.program).toBe('Race');
  });

  test.each([
    ['stopped', 'not running: start it in OBS'],
    ['off', 'off: switch it on in OBS'],
  ] as const)('a replay buffer that is %s', async (state, sentence) => {
    fake.replayBuffer = state;
    rules({ do: [{ saveReplay: true }] });
    lap();
    expect((await fired(1))[0]!.sentence).toContain(sentence);
  });

  test('a container without chapters', async () => {
    fake.recording = 'mkv';
    rules({ do: [{ chapter: 'x' }] });
    lap();
    expect((await fired(1))[0]!.sentence).toContain('choose Hybrid MP4');
  });

  test('splitting that is switched off', async () => {
    fake.recording = 'mkv';
    rules({ do: [{ splitRecording: true }] });
    lap();
    expect((await fired(1))[0]!.sentence).toContain('switch on automatic file splitting');
  });

  test('an OBS that is too old for chapters', async () => {
    fake.knows.clear();
    fake.obsVersion = '29.0.2';
    obs.reconnect();
    await until('OBS is connected', () => obs.state.name === 'connected');
    rules({ do: [{ chapter: 'x' }] });
    lap();
    expect((await fired(1))[0]!.sentence).toBe(
      'OBS 29.0.2 has no chapters; they came with OBS 30.2.',
    );
  });
});

describe('forSeconds', () => {
  test('a banner is shown and hidden again', async () => {
    rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.1 }] });
    lap();
    await until('it is shown', banner);
    await until('it is hidden', () => !banner());
  });

  test('a banner that was shown before stays shown', async () => {
    fake.scenes.get('Race')![0]!.enabled = true;
    rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.05 }] });
    lap();
    await fired(1);
    await pause(120);
    expect(banner()).toBe(true);
  });

  test('scene, text and filter come back as they were', async () => {
    rules({
      do: [
        { scene: 'Replay', forSeconds: 0.1 },
        { text: 'LastLap', value: 'x', forSeconds: 0.1 },
        {
          filter: 'Blur',
          of: 'LastLap',
          enabled: true,
          settings: { opacity: 0.7, brightness: 0.5 },
          forSeconds: 0.1,
        },
      ],
    });
    lap();
    await fired(1);
    expect([fake.program, text(), blur().enabled]).toEqual(['Replay', 'x', true]);
    await until('all is back', () => fake.program === 'Race' && text() === 'before');
    await until('the filter too', () => !blur().enabled);
    // A setting that was never touched goes back to its default.
    expect(blur().settings).toEqual({ opacity: 0.2, brightness: 0 });
  });

  test('a scene that somebody changed meanwhile is left alone, and that is said', async () => {
    rules({ do: [{ scene: 'Replay', forSeconds: 0.1 }] });
    lap();
    await fired(1);
    fake.switchScene('Pits');
    const [, restore] = await fired(2);
    expect(restore).toMatchObject({
      outcome: 'restore',
      sentence: 'Left the scene as it is: it was changed meanwhile.',
    });
    expect(fake.program).toBe('Pits');
  });

  test('the newest of two rules shows; after it the other, then what was there', async () => {
    rules(
      { do: [{ scene: 'Replay', forSeconds: 0.4 }] },
      { on: 'collision', do: [{ scene: 'Pits', forSeconds: 0.15 }] },
    );
    lap();
    await until('the first shows', () => fake.program === 'Replay');
    happen('collision');
    await until('the second shows', () => fake.program === 'Pits');
    await until('the first shows again', () => fake.program === 'Replay');
    await until('what was there shows', () => fake.program === 'Race');
    expect(fake.askedFor('SetCurrentProgramScene').map(({ data }) => data.sceneName)).toEqual([
      'Replay',
      'Pits',
      'Replay',
      'Race',
    ]);
  });

  test('the same rule again begins its time anew instead of ending early', async () => {
    rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.3 }] });
    lap();
    await until('it is shown', banner);
    const since = performance.now();
    await pause(150);
    lap();
    await until('it is hidden', () => !banner());
    expect(performance.now() - since).toBeGreaterThan(400);
  });

  test('a change for good ends what timed rules hold there', async () => {
    rules(
      { do: [{ scene: 'Replay', forSeconds: 0.15 }] },
      { on: 'pit-entered', do: [{ scene: 'Pits' }] },
    );
    lap();
    await until('the timed one shows', () => fake.program === 'Replay');
    happen('pit-entered');
    await until('the final one shows', () => fake.program === 'Pits');
    await pause(250);
    expect(fake.program).toBe('Pits');
    expect(await fired(2)).toHaveLength(2);
  });

  test('a scene renamed meanwhile comes back under its new name', async () => {
    rules({ do: [{ scene: 'Replay', forSeconds: 0.15 }] });
    lap();
    await until('it shows', () => fake.program === 'Replay');
    fake.renameScene('Race', 'Grand Prix');
    await until('it is back', () => fake.program === 'Grand Prix');
  });

  test('what cannot be put back is said', async () => {
    rules({ do: [{ scene: 'Replay', forSeconds: 0.1 }] });
    lap();
    await fired(1);
    fake.scenes.delete('Race');
    const [, restore] = await fired(2);
    expect(restore).toMatchObject({ outcome: 'restore' });
    expect(restore!.sentence).toContain('Could not put back the scene');
  });

  test('time that runs out while OBS is away is made up for when it is back', async () => {
    rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.1 }] });
    lap();
    await until('it is shown', banner);
    await fake.stop(1006);
    await pause(200);
    expect(banner()).toBe(true);
    await fake.start();
    await until('it is hidden', () => !banner());
  });

  test('a frozen OBS that did it late all the same is put back too', async () => {
    rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.5 }] });
    fake.slow.set('SetSceneItemEnabled', 600);
    lap();
    expect((await fired(1))[0]!.sentence).toContain('did not answer');
    // The fake, as OBS, does it when it wakes up.
    await until('it is shown', banner);
    fake.slow.clear();
    await until('it is hidden', () => !banner());
  });
});

describe('firing', () => {
  test('each event once, though it comes again or late', async () => {
    rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    const first = lap();
    const second = lap();
    for (const event of [second, first, second]) dispatcher.take(event, 'relay-1');
    await fired(2);
    await pause(30);
    expect(fake.askedFor('TriggerHotkeyByName')).toHaveLength(2);
  });

  test('another relay counts anew', async () => {
    rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    const event = lap();
    dispatcher.take(event, 'relay-2');
    expect(await fired(2)).toHaveLength(2);
  });

  test('in the order of the events', async () => {
    rules(
      { on: 'pit-entered', do: [{ scene: 'Pits' }] },
      { on: 'pit-exited', do: [{ scene: 'Race' }] },
    );
    for (let i = 0; i < 10; i++) {
      happen('pit-entered');
      happen('pit-exited');
    }
    await fired(20);
    const scenes = fake.askedFor('SetCurrentProgramScene').map(({ data }) => data.sceneName);
    expect(scenes).toEqual(Array.from({ length: 10 }, () => ['Pits', 'Race']).flat());
  });

  test('while OBS is away it is skipped and said, and not made up for later', async () => {
    await fake.stop(1006);
    await until('OBS is away', () => obs.state.name === 'refused');
    rules({ do: [{ scene: 'Pits' }] });
    lap();
    expect((await fired(1))[0]).toMatchObject({ outcome: 'skipped' });
    await fake.start();
    await until('OBS is back', () => obs.state.name === 'connected');
    await pause(50);
    expect(fake.program).toBe('Race');
  });

  test('a rule that cools down is skipped', async () => {
    rules({ cooldownSeconds: 60, do: [{ scene: 'Pits' }] });
    lap();
    lap();
    const [, second] = await fired(2);
    expect(second).toMatchObject({ outcome: 'skipped', sentence: 'Cooling down.' });
  });

  test('by hand: whatever its conditions, with made-up facts', async () => {
    rules({ when: { lap: 3 }, do: [{ text: 'LastLap', value: '{lap} {lapTime} {driver}' }] });
    const firing = await dispatcher.test('r0');
    expect(firing).toMatchObject({ outcome: 'done', test: true });
    expect(text()).toBe('12 1:53.204 Test Driver');
    expect(await dispatcher.test('no such rule')).toBeNull();
  });

  test('a condition on the scene follows what OBS shows', async () => {
    rules({ when: { scene: 'Pits' }, do: [{ hotkey: 'ReplayBuffer.Save' }] });
    lap();
    await new Promise((resolve) => setImmediate(resolve));
    fake.switchScene('Pits');
    await until('the scene is known', () => dispatcher.scene === 'Pits');
    lap({ lap: 6 });
    expect((await fired(1)).map(({ event }) => event.lap)).toEqual([6]);
  });

  test('the history is bounded and newest first', async () => {
    rules({ cooldownSeconds: 60, do: [{ scene: 'Pits' }] });
    for (let i = 1; i <= limits.triggerHistoryMax + 50; i++) {
      lap({ lap: i });
      if (i % 50 === 0) await pause(1);
    }
    await until('all were taken', () => dispatcher.history()[0]?.event.lap === 250);
    expect(dispatcher.history()).toHaveLength(limits.triggerHistoryMax);
  });

  test('taking an event does none of its work, so that the live path goes first', async () => {
    rules(...Array.from({ length: 50 }, () => ({ do: [{ scene: 'Pits' }] })));
    for (let i = 0; i < 2; i++) lap();
    expect(dispatcher.history()).toEqual([]);
    await fired(100);
  });

  test('more at once than can run are left out and said', async () => {
    rules(...Array.from({ length: 50 }, () => ({ do: [{ scene: 'Pits' }] })));
    for (let i = 0; i < 3; i++) lap();
    const sentences = (await fired(150)).map(({ sentence }) => sentence);
    const left = sentences.filter((s) => s === 'Too many triggers were running at once.');
    expect(left).toHaveLength(150 - limits.triggerFiringsMax);
  });
});
