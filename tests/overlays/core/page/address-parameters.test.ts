import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cssColour, readParameters } from '../../../../overlays/core/page/address-parameters.ts';
import { about } from './probe/about.ts';

const isColour = (value: string) => /^(green|#[0-9a-f]{3,8})$/i.test(value);
const read = (query: string) => readParameters(query, about, isColour);

describe('parameters of the address', () => {
  test('absent parameters give the defaults and no problem', () => {
    expect(read('')).toEqual({
      parameters: {
        session: 'live',
        driver: null,
        theme: null,
        accent: null,
        units: null,
        scale: null,
        show: ['driving'],
        density: 'normal',
        delayMs: 0,
        keepsStep: false,
        wantsChunks: false,
        lap: null,
        speed: 1,
        startS: null,
        fps: null,
        bg: null,
        debug: false,
        renderer: 'auto',
        own: { bars: 1, fail: 'no' },
      },
      problems: [],
    });
  });

  test('valid values are used', () => {
    const query =
      '?session=RACE-SPA_2026.2&driver=Ana%20Silva&theme=apex&accent=FF8800&units=MPH&density=large&scale=1.5&show=driving,replay' +
      '&lap=best&speed=0.5&start=12.5&delay=35&fps=30&bg=00ff00&debug&renderer=canvas&bars=3&fail=update';
    expect(read(query)).toEqual({
      parameters: {
        session: 'RACE-SPA_2026.2',
        driver: 'Ana Silva',
        theme: 'apex',
        accent: '#ff8800',
        units: 'mph',
        scale: 1.5,
        show: ['driving', 'replay'],
        density: 'large',
        delayMs: 35,
        keepsStep: false,
        wantsChunks: false,
        lap: 'best',
        speed: 0.5,
        startS: 12.5,
        fps: 30,
        bg: '00ff00',
        debug: true,
        renderer: 'canvas',
        own: { bars: 3, fail: 'update' },
      },
      problems: [],
    });
  });

  test.each([
    ['session=a/b', 'session=a/b in the address is not usable: it takes `live` or a session id'],
    ['driver=', 'it takes a name of 1 to 64 characters.'],
    ['theme=../x', 'it takes the name of a theme'],
    ['units=knots', 'units=knots in the address is not usable: it takes kmh, or mph.'],
    ['scale=0', 'it takes a number from 0.1 to 10.'],
    ['scale=big', 'it takes a number from 0.1 to 10.'],
    ['delay=-5', 'it takes stream, or a number from 0 to 10000 ms.'],
    ['via=udp', 'it takes chunks.'],
    ['delay=', 'it takes stream, or a number from 0 to 10000 ms.'],
    ['fps=1000', 'it takes a number from 1 to 240.'],
    ['show=sometimes', 'it takes one or more of driving, track, pits'],
    ['bg=nocolour', 'it takes a CSS colour'],
    ['debug=maybe', 'it takes on or off.'],
    ['renderer=gpu', 'it takes auto, or webgl, or canvas.'],
    ['lap=first', 'it takes the number of a lap, or best, or last, or demo.'],
    ['speed=0', 'it takes a number from 0.1 to 8.'],
    ['start=-1', 'it takes a number from 0 to 3600 s.'],
    ['bars=9', 'it takes a number from 1 to 4.'],
    ['fail=often', 'it takes no, or create, or update.'],
    ['dealy=5', 'parameter `dealy` that is not known here; did you mean `delay`?'],
  ])('%s gets one sentence, and the default is used', (query, sentence) => {
    const { parameters, problems } = read(query);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
    expect(parameters).toEqual(read('').parameters);
  });

  test('parameters that OBS reads from a dragged link are no problem', () => {
    expect(read('layer-name=Tacho&layer-width=480').problems).toEqual([]);
  });

  test('colours may omit the # that an address cannot contain', () => {
    expect(cssColour('0f0')).toBe('#0f0');
    expect(cssColour('00ff00cc')).toBe('#00ff00cc');
    expect(cssColour('green')).toBe('green');
  });

  test('no address makes it throw, and sentences stay short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (query) => {
        for (const problem of read(query).problems) expect(problem.length).toBeLessThan(800);
      }),
    );
  });
});
