/**
 * Which face writes a name. A word is written in one face: where the theme's face lacks a letter of it, another bundled
 * face takes the whole text. Pure.
 */

import { type Script, scriptFontFiles } from '../../../protocol/name-fonts.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import { type FontFile, fontFiles } from '../../../protocol/theme-fonts.ts';
import type { Face, Theme } from '../../../protocol/theme-schema.ts';

const letters: Readonly<Record<Script, RegExp>> = {
  'latin-ext': /[\u0100-\u012f\u0132-\u0151\u0154-\u02ba\u1e00-\u1e9f\u1ef2-\u1eff]/,
  vietnamese: /[\u1ea0-\u1ef1]/,
  cyrillic: /[\u0400-\u045f\u0490\u0491\u04b0\u04b1]/,
};
const scripts = Object.keys(letters) as Script[];

/** Faces that write a whole text whose letters the theme's face lacks. */
const completeFaces: Readonly<Record<Script, Pick<Face, 'family' | 'weight'>>> = {
  'latin-ext': { family: 'Rajdhani', weight: 700 },
  vietnamese: { family: 'Barlow Condensed', weight: 600 },
  cyrillic: { family: 'Jost', weight: 600 },
};

function scriptsOf(text: string): Script[] {
  return scripts.filter((script) => letters[script].test(text));
}

function fileOf(files: readonly FontFile[], { family, weight, italic }: Face): FontFile | null {
  const found = files.find(
    (file) =>
      file.family === family && file.weight === weight && (file.style === 'italic') === italic,
  );
  return found ?? null;
}

/** The face that writes `text`: the given one, or one that has all of its letters. */
export function faceFor(face: Face, text: string): Face {
  const lacking = scriptsOf(text).find((script) => fileOf(scriptFontFiles[script], face) === null);
  return lacking === undefined ? face : { ...face, ...completeFaces[lacking], italic: false };
}

/** The files that `text` needs besides the first file of the theme's face. */
export function filesFor(face: Face, text: string): FontFile[] {
  const used = faceFor(face, text);
  const more = scriptsOf(text).map((script) => fileOf(scriptFontFiles[script], used));
  const first = used === face ? null : fileOf(fontFiles, used);
  return [first, ...more].filter((file) => file !== null);
}

/** The files for the names in a session's info, written in the theme's labels. */
export function nameFiles({ fonts }: Theme, sessionInfo: SessionInfo): FontFile[] {
  const texts = Object.values(sessionInfo).filter((value) => typeof value === 'string');
  return texts.flatMap((text) => filesFor(fonts.labels, composed(text)));
}

/**
 * Fonts of the system for letters that no bundled font has, by platform: Windows, macOS, Linux. A name in Korean or with
 * kana gets its own country's forms first.
 */
export function systemFonts(text: string): string {
  const korean = ['Malgun Gothic', 'Apple SD Gothic Neo', 'Noto Sans CJK KR', 'Noto Sans KR'];
  const japanese = ['Yu Gothic UI', 'Meiryo', 'Hiragino Sans', 'Noto Sans CJK JP', 'Noto Sans JP'];
  const chinese = ['Microsoft YaHei UI', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC'];
  const order = /[\u1100-\u11ff\uac00-\ud7af]/.test(text)
    ? [korean, chinese, japanese]
    : /[\u3040-\u30ff]/.test(text)
      ? [japanese, chinese, korean]
      : [chinese, japanese, korean];
  const all = ['Segoe UI', 'Helvetica Neue', 'Noto Sans', ...order.flat(), 'WenQuanYi Micro Hei'];
  return all.map((family) => `"${family}"`).join(', ');
}

/** Letters, punctuation and signs that every bundled face has or another one writes. */
function isUsual(letter: string): boolean {
  const code = letter.codePointAt(0)!;
  return code < 0x250 || (code >= 0x2000 && code < 0x2300) || scriptsOf(letter).length > 0;
}

/** False: the text has letters that only fonts of the system can have. */
export function isBundled(text: string): boolean {
  return [...text].every(isUsual);
}

/** Letters that are written from right to left: Hebrew, Arabic and their neighbours. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Made once: making it takes longer than using it. */
let segmenter: Intl.Segmenter | undefined;

/**
 * What a reader sees as single letters: a letter with its marks is one, and an emoji of several parts.
 * A name must never be cut inside of one.
 */
export function lettersOf(text: string): string[] {
  // Firefox has it from version 125 on.
  if (typeof Intl.Segmenter !== 'function') return [...text];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** A letter and its mark as one character where there is one: only that is in the bundled fonts. */
export function composed(text: string): string {
  return text.normalize('NFC');
}

/** Marks a name that begins from the right, so that its hyphens, digits and ellipsis stand where its readers expect them. */
export function inItsDirection(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}
