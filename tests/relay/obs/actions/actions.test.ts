/** Every action of the rules: what it asks of OBS, and what is said when it cannot be done. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../support/until.ts';
import { eachWithStage } from '../undo/timed-changes-set.ts';

const on = eachWithStage();

describe('actions', () => {
  test('scene', async () => {
    on.stage.rules({ on: 'pit-entered', do: [{ scene: 'Pits' }] });
    on.stage.happen('pit-entered', { lap: 3 });
    expect(await on.stage.fired(1)).toMatchObject([
      { rule: 'r0', outcome: 'done', event: { name: 'pit-entered', lap: 3 } },
    ]);
    expect(on.stage.fake.program).toBe('Pits');
    await until('the new scene is known', () => on.stage.dispatcher.scene === 'Pits');
  });

  test('show and hide, in a scene that is named and in the one on program', async () => {
    on.stage.rules(
      { do: [{ show: 'Banner', in: 'Race' }] },
      { on: 'paused', do: [{ hide: 'Banner' }] },
    );
    on.stage.lap();
    await until('it is shown', () => on.stage.bannerShown);
    on.stage.happen('paused');
    await until('it is hidden', () => !on.stage.bannerShown);
  });

  test('show inside a group', async () => {
    on.stage.fake.groups.set('Box', []);
    const item = on.stage.fake.addItem('Box', 'Flag', false);
    on.stage.rules({ do: [{ show: 'Flag', in: 'Box' }] });
    on.stage.lap();
    await until('it is shown', () => item.enabled);
  });

  test('text, with placeholders', async () => {
    on.stage.rules({ do: [{ text: 'LastLap', value: '{driver}: lap {lap}  {lapTime}' }] });
    on.stage.lap();
    await until('it is written', () => on.stage.text === 'Ada: lap 5  1:53.204');
  });

  test('saveReplay waits for the file, and media plays it', async () => {
    on.stage.rules({
      on: 'session-best',
      do: [{ saveReplay: true }, { media: 'Player', file: '{replay}' }, { scene: 'Replay' }],
    });
    on.stage.happen('session-best');
    const [firing] = await on.stage.fired(1);
    expect(firing).toMatchObject({ outcome: 'done' });
    // The folder of a replay can hold a person's name.
    expect(firing!.actions[0]!.sentence).toBe('Replay 1.mkv');
    expect(on.stage.fake.inputs.get('Player')!.settings.local_file).toBe(
      'C:\\Videos\\Replay 1.mkv',
    );
    expect(on.stage.fake.askedFor('TriggerMediaInputAction')[0]!.data).toEqual({
      inputName: 'Player',
      mediaAction: 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_RESTART',
    });
    expect(on.stage.fake.program).toBe('Replay');
  });

  test('two rules that save at once save one file', async () => {
    on.stage.rules({ do: [{ saveReplay: true }] }, { do: [{ saveReplay: true }] });
    on.stage.lap();
    const both = await on.stage.fired(2);
    expect(both.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(on.stage.fake.askedFor('SaveReplayBuffer')).toHaveLength(1);
  });

  test('chapter', async () => {
    on.stage.fake.recording = 'hybrid_mp4';
    on.stage.rules({ do: [{ chapter: 'Lap {lap} {lapTime}' }] });
    on.stage.lap();
    await on.stage.fired(1);
    expect(on.stage.fake.askedFor('CreateRecordChapter')[0]!.data).toEqual({
      chapterName: 'Lap 5 1:53.204',
    });
  });

  test('recording is started, split and stopped; doing it again is no failure', async () => {
    on.stage.fake.profile['AdvOut/RecSplitFile'] = 'true';
    const start = { startRecording: true };
    const stop = { stopRecording: true };
    on.stage.rules({ do: [start, start, { splitRecording: true }, stop, stop] });
    on.stage.lap();
    const [firing] = await on.stage.fired(1);
    expect(firing!.actions.map(({ outcome, sentence }) => [outcome, sentence])).toEqual([
      ['done', undefined],
      ['done', 'was recording already'],
      ['done', undefined],
      ['done', 'race.mkv'],
      ['done', 'was not recording'],
    ]);
  });

  test('an OBS without the request splits by its hotkey', async () => {
    on.stage.fake.knows.clear();
    await on.stage.reconnect();
    on.stage.rules({ do: [{ splitRecording: true }] });
    on.stage.lap();
    await on.stage.fired(1);
    expect(on.stage.fake.askedFor('TriggerHotkeyByName')[0]!.data).toEqual({
      hotkeyName: 'OBSBasic.SplitFile',
    });
  });

  test('hotkey', async () => {
    on.stage.rules({ do: [{ hotkey: 'ReplayBuffer.Save' }] });
    on.stage.lap();
    await on.stage.fired(1);
    expect(on.stage.fake.askedFor('TriggerHotkeyByName')).toHaveLength(1);
  });

  test('filter: switched on, set, or both', async () => {
    on.stage.rules(
      { do: [{ filter: 'Blur', of: 'LastLap' }] },
      { on: 'paused', do: [{ filter: 'Blur', of: 'LastLap', settings: { opacity: 0.9 } }] },
      {
        on: 'resumed',
        do: [{ filter: 'Blur', of: 'LastLap', enabled: false, settings: { opacity: 0 } }],
      },
    );
    on.stage.lap();
    await until('it is on', () => on.stage.blur.enabled);
    on.stage.happen('paused');
    await until('it is set', () => on.stage.blur.settings.opacity === 0.9);
    expect(on.stage.blur.enabled).toBe(true);
    on.stage.happen('resumed');
    await until('it is off', () => !on.stage.blur.enabled);
    expect(on.stage.blur.settings.opacity).toBe(0);
  });

  test('vendor', async () => {
    on.stage.fake.vendors.add('AdvancedSceneSwitcher');
    on.stage.rules({
      do: [{ vendor: 'AdvancedSceneSwitcher', request: 'Message', data: { message: 'lap {lap}' } }],
    });
    on.stage.lap();
    await on.stage.fired(1);
    expect(on.stage.fake.askedFor('CallVendorRequest')[0]!.data).toEqual({
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
    on.stage.obs.configure(null);
    on.stage.rules({
      do: [
        {
          http: `${address()}/hook/secret?driver={driver}`,
          headers: { 'x-key': 'k' },
          body: { content: 'Lap "{lap}": {lapTime}' },
        },
      ],
    });
    on.stage.lap({ driver: 'A & B' });
    expect((await on.stage.fired(1))[0]).toMatchObject({ outcome: 'done' });
    const { request, body } = seen[0]!;
    expect(request.method).toBe('POST');
    expect(request.url).toBe('/hook/secret?driver=A%20%26%20B');
    expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'x-key': 'k' });
    expect(JSON.parse(body)).toEqual({ content: 'Lap "5": 1:53.204' });
  });

  test('a refusal is said without the address, which can be a secret', async () => {
    status = 404;
    on.stage.rules({ do: [{ http: `${address()}/hook/secret`, method: 'GET' }] });
    on.stage.lap();
    const [firing] = await on.stage.fired(1);
    expect(firing!.sentence).toMatch(/^127\.0\.0\.1:\d+ answered 404\.$/);
    expect(JSON.stringify(firing)).not.toContain('secret');
  });

  test('nobody there is said', async () => {
    on.stage.rules({ do: [{ http: 'http://127.0.0.1:9/hook' }] });
    on.stage.lap();
    expect((await on.stage.fired(1))[0]!.sentence).toMatch(/^127\.0\.0\.1:9 could not be called: /);
  });
});

describe('what cannot be done is said in words', () => {
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
    on.stage.rules({ do: [action, { scene: 'Pits' }] });
    on.stage.lap();
    const [firing] = await on.stage.fired(1);
    expect(firing!.outcome).toBe('failed');
    expect(firing!.sentence).toContain(sentence);
    // What comes after a failed action is left out.
    expect(firing!.actions).toHaveLength(1);
    expect(on.stage.fake.program).toBe('Race');
  });

  test.each([
    ['stopped', 'not running: start it in OBS'],
    ['off', 'off: switch it on in OBS'],
  ] as const)('a replay buffer that is %s', async (state, sentence) => {
    on.stage.fake.replayBuffer = state;
    on.stage.rules({ do: [{ saveReplay: true }] });
    on.stage.lap();
    expect((await on.stage.fired(1))[0]!.sentence).toContain(sentence);
  });

  test('a container without chapters', async () => {
    on.stage.fake.recording = 'mkv';
    on.stage.rules({ do: [{ chapter: 'x' }] });
    on.stage.lap();
    expect((await on.stage.fired(1))[0]!.sentence).toContain('choose Hybrid MP4');
  });

  test('splitting that is switched off', async () => {
    on.stage.fake.recording = 'mkv';
    on.stage.rules({ do: [{ splitRecording: true }] });
    on.stage.lap();
    expect((await on.stage.fired(1))[0]!.sentence).toContain('switch on automatic file splitting');
  });

  test('an OBS that is too old for chapters', async () => {
    on.stage.fake.knows.clear();
    on.stage.fake.obsVersion = '29.0.2';
    await on.stage.reconnect();
    on.stage.rules({ do: [{ chapter: 'x' }] });
    on.stage.lap();
    expect((await on.stage.fired(1))[0]!.sentence).toBe(
      'OBS 29.0.2 has no chapters; they came with OBS 30.2.',
    );
  });
});
