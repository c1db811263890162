/** Every room has an icon, and every page and error code that the panel links to is in the documents. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { iconPaths } from '../../../panel/core/icon-paths.ts';
import { docsEntry, helpPages, navigation } from '../../../panel/core/navigation.ts';
import { errorCodes } from '../../../protocol/error-codes.ts';
import { renderDocument } from '../../../scripts/build/document.ts';
import { root } from '../../../scripts/root.ts';
import { readText } from '../../../scripts/sources.ts';

test.each([...navigation, docsEntry])('$title has an icon', ({ name }) => {
  expect(iconPaths[name]).toBeDefined();
});

test.each(helpPages)('docs/%s.md exists', (page) => {
  expect(existsSync(join(root, 'docs', `${page}.md`))).toBe(true);
});

test('docs/error-codes.md describes every error code of the relay', () => {
  const place = { address: '', linkTo: () => null, picture: () => '' };
  const { html } = renderDocument(readText('docs/error-codes.md'), place);
  const missing = Object.keys(errorCodes).filter((code) => !html.includes(`id="${code}"`));
  expect(missing).toEqual([]);
});
