/** Adding overlays to OBS, and which of those in OBS have a page. */
import { describe, expect, test } from 'vitest';
import { dragLink, overlayUrl } from '../../../../protocol/overlay-address.ts';
import { RelayError } from '../../../../relay/errors.ts';
import { isOnThisMachine } from '../../../../relay/obs/connection/obs-address.ts';
import { addSource, type SourceRequest } from '../../../../relay/obs/sources/add-source.ts';
import {
  type ConnectedPage,
  listOwnSources,
  type OwnSource,
  ownPage,
  sourceHealth,
} from '../../../../relay/obs/sources/own-sources.ts';
import { eachMakes } from '../../../support/each-makes.ts';
import { rejectionOf } from '../../../support/rejection.ts';
import { until } from '../../../support/until.ts';
import { eachConnectedObs, origin, overlays } from '../connected-obs.ts';

const on = eachConnectedObs();

const add = (wish: Partial<SourceRequest> = {}) =>
  addSource(on.obs, { overlay: 'tachometer', scene: 'Race', ...wish }, overlays, origin);

const refusal = (promise: Promise<unknown>) => rejectionOf(promise, RelayError);

describe('adding an overlay', () => {
  test('makes a browser source of the right size, in the middle at the bottom', async () => {
    expect(await add({ theme: 'night drive', parameters: { units: 'mph' } })).toEqual({
      name: 'Tachometer',
      scene: 'Race',
      url: `${origin}/overlays/tachometer?units=mph&theme=night%20drive`,
      created: true,
    });
    expect(on.fake.inputs.get('Tachometer')).toEqual({
      kind: 'browser_source',
      settings: {
        url: `${origin}/overlays/tachometer?units=mph&theme=night%20drive`,
        width: 400,
        height: 300,
        is_local_file: false,
        fps_custom: false,
        shutdown: false,
        restart_when_active: false,
        reroute_audio: false,
      },
    });
    expect(on.fake.scenes.get('Race')!.at(-1)!.transform).toEqual({
      alignment: 5,
      positionX: 760,
      positionY: 780,
      scaleX: 1,
      scaleY: 1,
    });
  });

  test('lies beside one that was added before', async () => {
    await add();
    await add({ overlay: 'tachometer', name: 'Second', theme: 'heritage' });
    const [first, second] = on.fake.scenes
      .get('Race')!
      .slice(-2)
      .map((item) => item.transform);
    expect([first!.positionX, second!.positionX]).toEqual([760, 1176]);
    expect(second!.positionY).toBe(780);
  });

  test('shrinks what is larger than the canvas', async () => {
    await add({ overlay: 'pedals' });
    expect(on.fake.scenes.get('Race')!.at(-1)!.transform).toMatchObject({
      positionX: 0,
      positionY: 810,
      scaleX: 0.5,
    });
  });

  test('gives a layout the size of the canvas if both have one shape', async () => {
    on.fake.canvas = { width: 2560, height: 1440 };
    expect(await add({ overlay: 'layout/wide' })).not.toHaveProperty('canvas');
    expect(on.fake.inputs.get('Wide')!.settings).toMatchObject({ width: 2560, height: 1440 });
    expect(on.fake.scenes.get('Race')!.at(-1)!.transform).toMatchObject({
      positionX: 0,
      positionY: 0,
      scaleX: 1,
    });
    // The panel says that it was made for another shape.
    const upright = await add({ overlay: 'layout/upright' });
    expect(upright).toMatchObject({ canvas: { width: 2560, height: 1440 } });
    expect(on.fake.inputs.get('Upright')!.settings).toMatchObject({ width: 1080, height: 1920 });
    on.fake.canvas = { width: 720, height: 1280 };
    await add({ overlay: 'layout/upright', name: 'Short' });
    expect(on.fake.inputs.get('Short')!.settings).toMatchObject({ width: 720, height: 1280 });
  });

  test('uses another name and size where asked', async () => {
    await add({ name: 'Revs', width: 200, height: 150 });
    expect(on.fake.inputs.get('Revs')!.settings).toMatchObject({ width: 200, height: 150 });
  });

  test('a browser source of that name is reused and stays where it is', async () => {
    await add();
    on.fake.inputs.get('Tachometer')!.settings.css = 'body { opacity: 0.5 }';
    const before = on.fake.askedFor('SetSceneItemTransform').length;
    expect(await add({ theme: 'paper' })).toMatchObject({ created: false });
    expect(on.fake.inputs.get('Tachometer')!.settings).toMatchObject({
      url: `${origin}/overlays/tachometer?theme=paper`,
      css: 'body { opacity: 0.5 }',
    });
    expect(on.fake.askedFor('SetSceneItemTransform')).toHaveLength(before);
    expect(on.fake.scenes.get('Race')).toHaveLength(1);
  });

  test('the same page in another scene is shown in this one too', async () => {
    await add({ scene: 'Pits' });
    expect(await add()).toMatchObject({ created: false });
    expect(on.fake.scenes.get('Race')!.map(({ source }) => source)).toEqual(['Tachometer']);
    expect(on.fake.askedFor('SetInputSettings')).toEqual([]);
  });

  test.each([
    ['of another kind', { kind: 'ffmpeg_source', settings: { local_file: 'x' } }],
    ['with a page of others', { kind: 'browser_source', settings: { url: 'https://a.example/' } }],
    [
      'with a page of another relay',
      { kind: 'browser_source', settings: { url: 'http://127.0.0.1:6000/overlays/tachometer' } },
    ],
    ['that is blank', { kind: 'browser_source', settings: {} }],
  ])('a source %s is left alone: the next free name is used', async (_, input) => {
    on.fake.inputs.set('Tachometer', structuredClone(input));
    on.fake.addItem('Race', 'Tachometer');
    expect(await add()).toMatchObject({ name: 'Tachometer 2', created: true });
    expect(on.fake.inputs.get('Tachometer')).toEqual(input);
    // And the next time the one that is ours is used again.
    expect(await add({ theme: 'paper' })).toMatchObject({ name: 'Tachometer 2', created: false });
  });

  test('one of the relay’s that another scene shows is left alone too', async () => {
    await add({ scene: 'Pits', theme: 'apex' });
    expect(await add({ theme: 'paper' })).toMatchObject({ name: 'Tachometer 2', created: true });
    expect(on.fake.inputs.get('Tachometer')!.settings.url).toContain('theme=apex');
    expect(on.fake.scenes.get('Race')!.map(({ source }) => source)).toEqual(['Tachometer 2']);
  });

  test('one of the relay’s that two scenes show is left alone too', async () => {
    await add({ theme: 'apex' });
    on.fake.addItem('Pits', 'Tachometer');
    expect(await add({ theme: 'paper' })).toMatchObject({ name: 'Tachometer 2', created: true });
  });

  test('the name of a scene is in use', async () => {
    expect(await add({ name: 'Pits' })).toMatchObject({ name: 'Pits 2', created: true });
  });

  test('names that are all in use are reported', async () => {
    for (let i = 1; i <= 60; i++) {
      on.fake.inputs.set(i === 1 ? 'Tachometer' : `Tachometer ${i}`, { kind: 'x', settings: {} });
    }
    const error = await refusal(add());
    expect(error).toMatchObject({ code: 'obs-refused', hint: 'Choose another name.' });
  });

  test('a scene is never created', async () => {
    const error = await refusal(add({ scene: 'Rase' }));
    expect(error.code).toBe('bad-parameter');
    expect(error.message).toBe('OBS has no scene "Rase"; did you mean "Race"?');
    expect(on.fake.scenes.size).toBe(2);
  });

  test('an unknown overlay is reported with the nearest name', async () => {
    const error = await refusal(add({ overlay: 'tacho' }));
    expect(error.message).toBe('There is no overlay "tacho"; did you mean "tachometer"?');
  });

  test('an OBS without browser sources is reported', async () => {
    on.fake.kinds = ['text_ft2_source_v2'];
    const error = await refusal(add());
    expect(error.code).toBe('obs-refused');
    expect(error.message).toContain('cannot show web pages');
  });

  test('OBS being away is reported', async () => {
    await on.fake.stop(1006);
    await until('OBS is away', () => on.obs.state.name !== 'connected');
    expect((await refusal(add())).code).toBe('obs-away');
  });
});

describe('addresses', () => {
  test('spaces become %20, never +', () => {
    const parameters = { theme: 'night drive', driver: 'A+B & C', debug: undefined };
    expect(overlayUrl({ origin: `${origin}/`, overlay: 'gear', parameters })).toBe(
      `${origin}/overlays/gear?theme=night%20drive&driver=A%2BB%20%26%20C`,
    );
  });

  test('a layout has a longer path', () => {
    expect(overlayUrl({ origin, overlay: 'layout/broadcast', parameters: { theme: 'apex' } })).toBe(
      `${origin}/overlays/layout/broadcast?theme=apex`,
    );
  });

  test('a link to drag has name and size', () => {
    const layer = { name: 'Gear & speed', width: 300, height: 200 };
    expect(dragLink({ origin, overlay: 'gear' }, layer)).toBe(
      `${origin}/overlays/gear?layer-name=Gear%20%26%20speed&layer-width=300&layer-height=200`,
    );
  });

  test.each([
    ['http://127.0.0.1:5000/overlays/gear', { overlay: 'gear', target: 'live', driver: null }],
    ['http://localhost:5000/overlays/gear/', { overlay: 'gear', target: 'live', driver: null }],
    [
      'http://[::1]:5000/overlays/gear?session=A.1&driver=Ada%20L&x=1',
      { overlay: 'gear', target: 'A.1', driver: 'Ada L' },
    ],
    [
      'http://127.0.0.1:5000/overlays/layout/broadcast?theme=apex',
      { overlay: 'layout/broadcast', target: 'live', driver: null },
    ],
    ['http://127.0.0.1:5000/overlays/gear/broadcast', null],
    ['http://127.0.0.1:5001/overlays/gear', null],
    ['https://127.0.0.1:5000/overlays/gear', null],
    ['http://example.org/overlays/gear', null],
    ['http://127.0.0.1:5000/', null],
    ['about:blank', null],
    ['', null],
    [undefined, null],
  ])('%s is %j', (url, page) => {
    expect(ownPage(url, [origin])).toEqual(page);
  });

  test('a name of this computer counts only when it is an address of the relay', () => {
    const url = 'http://race-pc:5000/overlays/gear';
    expect(ownPage(url, [origin])).toBeNull();
    expect(ownPage(url, [origin, 'http://race-pc:5000'])).not.toBeNull();
  });

  eachMakes('%s is on this machine: %s', isOnThisMachine, [
    ['ws://127.0.0.1:4455', true],
    ['ws://localhost:4455', true],
    ['ws://[::1]:4455', true],
    ['ws://192.168.1.20:4455', false],
    ['wss://obs.example.org', false],
    ['ws://[:::', false],
  ]);
});

const page = (overlay: string, more: Partial<ConnectedPage> = {}): ConnectedPage => ({
  overlay,
  target: 'live',
  driver: null,
  isObs: true,
  ...more,
});

describe('which sources have a page', () => {
  const source = (name: string, overlay: string, more: Partial<OwnSource> = {}): OwnSource => ({
    name,
    url: `${origin}/overlays/${overlay}`,
    page: { overlay, target: 'live', driver: null },
    asleep: false,
    ...more,
  });
  const names = (sources: OwnSource[]): string[] => sources.map(({ name }) => name);

  test('a page for each: all have one', () => {
    const health = sourceHealth(
      [source('A', 'gear'), source('B', 'pedals')],
      [page('gear'), page('pedals')],
    );
    expect(names(health.alive)).toEqual(['A', 'B']);
  });

  test('no page: none has one; a browser outside of OBS does not count', () => {
    const health = sourceHealth([source('A', 'gear')], [page('gear', { isObs: false })]);
    expect(names(health.dead)).toEqual(['A']);
  });

  test('fewer pages than sources: unknown which', () => {
    const health = sourceHealth([source('A', 'gear'), source('B', 'gear')], [page('gear')]);
    expect(names(health.unclear)).toEqual(['A', 'B']);
  });

  test('session and driver distinguish pages', () => {
    const ada = source('A', 'gear', { page: { overlay: 'gear', target: 'live', driver: 'Ada' } });
    const health = sourceHealth([ada, source('B', 'gear')], [page('gear', { driver: 'Ada' })]);
    expect(names(health.alive)).toEqual(['A']);
    expect(names(health.dead)).toEqual(['B']);
  });

  test('a hidden one without a page is left alone', () => {
    expect(names(sourceHealth([source('A', 'gear', { asleep: true })], []).dead)).toEqual([]);
  });
});

test('sources of others, and hidden ones, are recognised', async () => {
  await add();
  on.fake.inputs.get('Tachometer')!.settings.shutdown = true;
  on.fake.program = 'Pits';
  on.fake.inputs.set('Else', { kind: 'browser_source', settings: { url: 'https://example.org' } });
  expect(await listOwnSources(on.obs, [origin])).toMatchObject([
    { name: 'Tachometer', asleep: true },
  ]);
});
