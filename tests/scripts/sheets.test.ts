/** Compositions of overlays for pictures: nothing is left out, nothing overlaps and nothing is cut off. */
import { expect, test } from 'vitest';
import { findOverlays } from '../../scripts/build/overlays.ts';
import type { Cell } from '../../scripts/contact-sheet/harness.ts';
import {
  overlaysSheet,
  previewCells,
  previewSize,
  themesSheet,
} from '../../scripts/contact-sheet/sheets.ts';
import { readThemes } from '../../scripts/contact-sheet/themes.ts';

const overlays = (await findOverlays()).map(({ about }) => about);
const themes = readThemes();

function boxOf({ picture, x, y }: Cell) {
  const { width, height } = overlays.find(({ name }) => name === picture.overlay)!.size;
  return { x, y, right: x + width * picture.ratio, bottom: y + height * picture.ratio };
}

function expectApart(cells: readonly Cell[], width: number, height: number): void {
  const boxes = cells.map(boxOf);
  for (const [i, one] of boxes.entries()) {
    expect(one.x).toBeGreaterThanOrEqual(0);
    expect(one.y).toBeGreaterThanOrEqual(0);
    expect(one.right).toBeLessThanOrEqual(width);
    expect(one.bottom).toBeLessThanOrEqual(height);
    for (const other of boxes.slice(i + 1)) {
      const isApart =
        one.right <= other.x ||
        other.right <= one.x ||
        one.bottom <= other.y ||
        other.bottom <= one.y;
      expect(isApart, `${cells[i]!.picture.overlay} overlaps`).toBe(true);
    }
  }
}

test('the picture of a theme holds its overlays side by side', () => {
  expectApart(previewCells(themes[0]!), previewSize.width, previewSize.height);
});

test('the picture of all themes has each with its title', () => {
  const { cells, width, height, labels } = themesSheet(themes);
  expectApart(cells, width, height);
  expect(labels?.map(({ text }) => text)).toEqual(themes.map(({ title }) => title));
  expect(new Set(cells.map(({ picture }) => picture.theme.name)).size).toBe(themes.length);
});

test('the picture of all overlays has each once, and every theme', () => {
  const { cells, width, height } = overlaysSheet(overlays, themes);
  expectApart(cells, width, height);
  expect(cells.map(({ picture }) => picture.overlay).sort()).toEqual(
    overlays.map(({ name }) => name).sort(),
  );
  expect(new Set(cells.map(({ picture }) => picture.theme.name)).size).toBe(themes.length);
});
