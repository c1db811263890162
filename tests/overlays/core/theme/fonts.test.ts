import { afterEach, describe, expect, test, vi } from 'vitest';
import { fontFace } from '../../../../overlays/core/theme/font-face.ts';
import { fontsNamedIn } from '../../../../overlays/core/theme/fonts.ts';
import { fontFiles } from '../../../../protocol/theme-fonts.ts';

test('a theme needs the files of each family that it names anywhere', () => {
  const theme = { name: 'x', fonts: { numbers: { family: 'Rajdhani' } }, list: ['Jost', 'Jost'] };
  const families = new Set(fontsNamedIn(theme).map((font) => font.family));
  expect(families).toEqual(new Set(['Rajdhani', 'Jost']));
  expect(fontsNamedIn({ family: 'Comic Sans' })).toEqual([]);
});

test('no file is listed twice', () => {
  expect(new Set(fontFiles.map((font) => font.file)).size).toBe(fontFiles.length);
});

describe('a font for several scripts of a page', () => {
  const font = fontFiles[0]!;
  const asked: string[] = [];
  let isThere = true;

  class Face {
    readonly #source: string;
    constructor(_family: string, source: string) {
      this.#source = source;
    }
    load(): Promise<this> {
      asked.push(this.#source);
      return isThere ? Promise.resolve(this) : Promise.reject(new Error('it is not there'));
    }
  }

  afterEach(() => {
    vi.unstubAllGlobals();
    globalThis.sequentialFonts = undefined;
    asked.length = 0;
    isThere = true;
  });

  test('is requested once for all', async () => {
    vi.stubGlobal('FontFace', Face);
    const faces = await Promise.all([fontFace(font, '/fonts/'), fontFace(font, '/fonts/')]);
    expect(faces[0]).toBe(faces[1]);
    expect(asked).toEqual([`url("/fonts/${font.file}")`]);
  });

  test('rejects for all if it cannot be loaded, and the next request tries again', async () => {
    vi.stubGlobal('FontFace', Face);
    isThere = false;
    const first = fontFace(font, '/fonts/');
    await expect(fontFace(font, '/fonts/')).rejects.toThrow('not there');
    await expect(first).rejects.toThrow('not there');
    isThere = true;
    await expect(fontFace(font, '/fonts/')).resolves.toBeInstanceOf(Face);
    expect(asked).toHaveLength(2);
  });
});
