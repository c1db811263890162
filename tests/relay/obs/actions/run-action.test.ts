/** Every action of the rules: its requests to OBS, and the explanation of a failure. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listen } from '../../../support/listen.ts';
import { until } from '../../../support/until.ts';
import { eachRulesFixture } from '../rules-fixture.ts';

const on = eachRulesFixture();

describe('actions', () => {
  test('scene', async () => {
    on.fixture.rules({ on: 'pit-entered', do: [{ scene: 'Pits' }] });
    on.fixture.happen('pit-entered', { lap: 3 });
    expect(await on.fixture.fired(1)).toMatchObject([
      { rule: 'r0', outcome: 'done', event: { name: 'pit-entered', lap: 3 } },
    ]);
    expect(on.fixture.fake.program).toBe('Pits');
    await until('the new scene is known', () => on.fixture.dispatcher.scene === 'Pits');
  });

  test('show and hide, in a scene that is named and in the one on program', async () => {
    on.fixture.rules(
      { do: [{ show: 'Banner', in: 'Race' }] },
      { on: 'paused', do: [{ hide: 'Banner' }] },
    );
    on.fixture.lap();
    await until('it is shown', () => on.fixture.bannerShown);
    on.fixture.happen('paused');
    await until('it is hidden', () => !on.fixture.bannerShown);
  });

  test('show inside a group', async () => {
    on.fixture.fake.groups.set('Box', []);
    const item = on.fixture.fake.addItem('Box', 'Flag', false);
    on.fixture.rules({ do: [{ show: 'Flag', in: 'Box' }] });
    on.fixture.lap();
    await until('it is shown', () => item.enabled);
  });

  test('text, with placeholders', async () => {
    on.fixture.rules({ do: [{ text: 'LastLap', value: '{driver}: lap {lap}  {lapTime}' }] });
    on.fixture.lap();
    await until('it is written', () => on.fixture.text === 'Ada: lap 5  1:53.204');
  });

  test('saveReplay waits for the file, and media plays it', async () => {
    on.fixture.rules({
      on: 'session-best',
      do: [{ saveReplay: true }, { media: 'Player', file: '{replay}' }, { scene: 'Replay' }],
    });
    on.fixture.happen('session-best');
    const [firing] = await on.fixture.fired(1);
    expect(firing).toMatchObject({ outcome: 'done' });
    // The folder of a replay can hold a person's name.
    expect(firing!.actions[0]!.sentence).toBe('Replay 1.mkv');
    expect(on.fixture.fake.inputs.get('Player')!.settings.local_file).toBe(
      'C:\\Videos\\Replay 1.mkv',
    );
    expect(on.fixture.fake.askedFor('TriggerMediaInputAction')[0]!.data).toEqual({
      inputName: 'Player',
      mediaAction: 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_RESTART',
    });
    expect(on.fixture.fake.program).toBe('Replay');
  });

  test('two rules that save at once save one file', async () => {
    on.fixture.rules({ do: [{ saveReplay: true }] }, { do: [{ saveReplay: true }] });
    on.fixture.lap();
    const both = await on.fixture.fired(2);
    expect(both.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(on.fixture.fake.askedFor('SaveReplayBuffer')).toHaveLength(1);
  });

  test('chapter and replay at a marked moment', async () => {
    on.fixture.fake.recording = 'hybrid_mp4';
    on.fixture.fake.replayBuffer = 'running';
    on.fixture.rules({
      on: 'moment-marked',
      do: [{ saveReplay: true }, { chapter: 'Lap {lap}, {place}: {note}' }],
    });
    on.fixture.happen('moment-marked', { lap: 7, place: 0.432, note: 'spin' });
    expect((await on.fixture.fired(1))[0]).toMatchObject({ outcome: 'done' });
    expect(on.fixture.fake.askedFor('SaveReplayBuffer')).toHaveLength(1);
    expect(on.fixture.fake.askedFor('CreateRecordChapter')[0]!.data).toEqual({
      chapterName: 'Lap 7, 43 %: spin',
    });
  });

  test('chapter', async () => {
    on.fixture.fake.recording = 'hybrid_mp4';
    on.fixture.rules({ do: [{ chapter: 'Lap {lap} {lapTime}' }] });
    on.fixture.lap();
    await on.fixture.fired(1);
    expect(on.fixture.fake.askedFor('CreateRecordChapter')[0]!.data).toEqual({
      chapterName: 'Lap 5 1:53.204',
    });
  });

  test('recording is started, split and stopped; repeating it is not a failure', async () => {
    on.fixture.fake.profile['AdvOut/RecSplitFile'] = 'true';
    const start = { startRecording: true };
    const stop = { stopRecording: true };
    on.fixture.rules({ do: [start, start, { splitRecording: true }, stop, stop] });
    on.fixture.lap();
    const [firing] = await on.fixture.fired(1);
    expect(firing!.actions.map(({ outcome, sentence }) => [outcome, sentence])).toEqual([
      ['done', undefined],
      ['done', 'was recording already'],
      ['done', undefined],
      ['done', 'race.mkv'],
      ['done', 'was not recording'],
    ]);
  });

  test('an OBS without the request splits by its hotkey', async () => {
    on.fixture.fake.knows.clear();
    await on.fixture.reconnect();
    on.fixture.rules({ do: [{ splitRecording: true }] });
    on.fixture.lap();
    await on.fixture.fired(1);
    expect(on.fixture.fake.askedFor('TriggerHotkeyByName')[0]!.data).toEqual({
      hotkeyName: 'OBSBasic.SplitFile',
    });
  });

  test('hotkey', async () => {
    on.fixture.rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    on.fixture.lap();
    await on.fixture.fired(1);
    expect(on.fixture.fake.askedFor('TriggerHotkeyByName')).toHaveLength(1);
  });

  test('filter: switched on, set, or both', async () => {
    on.fixture.rules(
      { do: [{ filter: 'Blur', of: 'LastLap' }] },
      { on: 'paused', do: [{ filter: 'Blur', of: 'LastLap', settings: { opacity: 0.9 } }] },
      {
        on: 'resumed',
        do: [{ filter: 'Blur', of: 'LastLap', enabled: false, settings: { opacity: 0 } }],
      },
    );
    on.fixture.lap();
    await until('it is on', () => on.fixture.blur.enabled);
    on.fixture.happen('paused');
    await until('it is set', () => on.fixture.blur.settings.opacity === 0.9);
    expect(on.fixture.blur.enabled).toBe(true);
    on.fixture.happen('resumed');
    await until('it is off', () => !on.fixture.blur.enabled);
    expect(on.fixture.blur.settings.opacity).toBe(0);
  });

  test('vendor', async () => {
    on.fixture.fake.vendors.add('AdvancedSceneSwitcher');
    on.fixture.rules({
      do: [{ vendor: 'AdvancedSceneSwitcher', request: 'Message', data: { message: 'lap {lap}' } }],
    });
    on.fixture.lap();
    await on.fixture.fired(1);
    expect(on.fixture.fake.askedFor('CallVendorRequest')[0]!.data).toEqual({
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
    await listen(server);
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('posts JSON with what happened, also while OBS is away', async () => {
    on.fixture.obs.configure(null);
    on.fixture.rules({
      do: [
        {
          http: `${address()}/hook/secret?driver={driver}`,
          headers: { 'x-key': 'k' },
          body: { content: 'Lap "{lap}": {lapTime}' },
        },
      ],
    });
    on.fixture.lap({ driver: 'A & B' });
    expect((await on.fixture.fired(1))[0]).toMatchObject({ outcome: 'done' });
    const { request, body } = seen[0]!;
    expect(request.method).toBe('POST');
    expect(request.url).toBe('/hook/secret?driver=A%20%26%20B');
    expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'x-key': 'k' });
    expect(JSON.parse(body)).toEqual({ content: 'Lap "5": 1:53.204' });
  });

  test('a refusal is reported without the address, which can be a secret', async () => {
    status = 404;
    on.fixture.rules({ do: [{ http: `${address()}/hook/secret`, method: 'GET' }] });
    on.fixture.lap();
    const [firing] = await on.fixture.fired(1);
    expect(firing!.sentence).toMatch(/^127\.0\.0\.1:\d+ answered 404\.$/);
    expect(JSON.stringify(firing)).not.toContain('secret');
  });

  test('a missing server is reported', async () => {
    on.fixture.rules({ do: [{ http: 'http://127.0.0.1:9/hook' }] });
    on.fixture.lap();
    expect((await on.fixture.fired(1))[0]!.sentence).toMatch(
      /^127\.0\.0\.1:9 could not be called: /,
    );
  });
});

describe('impossible actions are explained', () => {
  const cases: [string, object, string][] = [
    ['scene', { scene: 'Nowhere' }, 'OBS has no scene "Nowhere".'],
    [
      'show',
      { show: 'Ghost', in: 'Race' },
      '"Race" has no source "Ghost", nor has a group or scene in it',
    ],
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
    on.fixture.rules({ do: [action, { scene: 'Pits' }] });
    on.fixture.lap();
    const [firing] = await on.fixture.fired(1);
    expect(firing!.outcome).toBe('failed');
    expect(firing!.sentence).toContain(sentence);
    // What comes after a failed action is left out.
    expect(firing!.actions).toHaveLength(1);
    expect(on.fixture.fake.program).toBe('Race');
  });

  test.each([
    ['stopped', 'not running: start it in OBS'],
    ['off', 'off: switch it on in OBS'],
  ] as const)('a replay buffer that is %s', async (state, sentence) => {
    on.fixture.fake.replayBuffer = state;
    on.fixture.rules({ do: [{ saveReplay: true }] });
    on.fixture.lap();
    expect((await on.fixture.fired(1))[0]!.sentence).toContain(sentence);
  });

  test('a container without chapters', async () => {
    on.fixture.fake.recording = 'mkv';
    on.fixture.rules({ do: [{ chapter: 'x' }] });
    on.fixture.lap();
    expect((await on.fixture.fired(1))[0]!.sentence).toContain('choose Hybrid MP4');
  });

  test('splitting that is switched off', async () => {
    on.fixture.fake.recording = 'mkv';
    on.fixture.rules({ do: [{ splitRecording: true }] });
    on.fixture.lap();
    expect((await on.fixture.fired(1))[0]!.sentence).toContain(
      'switch on automatic file splitting',
    );
  });

  test('an OBS that is too old for chapters', async () => {
    on.fixture.fake.knows.clear();
    on.fixture.fake.obsVersion = '29.0.2';
    await on.fixture.reconnect();
    on.fixture.rules({ do: [{ chapter: 'x' }] });
    on.fixture.lap();
    expect((await on.fixture.fired(1))[0]!.sentence).toBe(
      'OBS 29.0.2 has no chapters; they came with OBS 30.2.',
    );
  });
});
