/** Documents in Markdown as pages of `/docs`: ids, links, tables, pictures, passages, and the order of the pages. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderDocument } from '../../../scripts/build/document.ts';
import { pageGroups, placeOfDocument } from '../../../scripts/build/documents.ts';
import { root } from '../../../scripts/root.ts';
import { readText } from '../../../scripts/sources.ts';

const names = new Set(['settings', 'themes']);

function render(source: string, repository: string | null = null) {
  return renderDocument(
    source,
    placeOfDocument('settings', names, repository, (path) => `/assets/${path.split('/').at(-1)}`),
  );
}

describe('links', () => {
  test.each([
    ['[x](themes.md)', '<a href="/docs/themes">x</a>'],
    ['[x](themes.md#colours)', '<a href="/docs/themes#colours">x</a>'],
    ['[x](./README.md)', '<a href="/docs">x</a>'],
    ['[x](#here)', '<a href="#here">x</a>'],
    ['[x](pictures/panel.jpg)', '<a href="/assets/panel.jpg">x</a>'],
    [
      '[x](https://a.example/)',
      '<a href="https://a.example/" target="_blank" rel="noreferrer">x</a>',
    ],
  ])('%s', (source, html) => {
    expect(render(source).html).toBe(`<p>${html}</p>\n`);
  });

  test('files outside the documents are plain, or lead to the repository where it is known', () => {
    expect(render('[the code](../relay/main.ts)').html).toBe('<p>the code</p>\n');
    expect(render('[x](../relay/main.ts#a)', 'https://git.example/s').html).toContain(
      'href="https://git.example/s/blob/main/relay/main.ts#a"',
    );
    expect(render('[x](unknown.md)').html).toBe('<p>x</p>\n');
  });
});

test('no line ends inside an option or behind its hyphens', () => {
  const unbroken = (text: string) => `<span class="unbroken">${text}</span>`;
  expect(render('`sequential relay --ac-server ADDRESS -v`').html).toBe(
    `<p><code>sequential relay ${unbroken('--ac-server')} ADDRESS ${unbroken('-v')}</code></p>\n`,
  );
  expect(render('`?show=always`').html).toContain(`${unbroken('?show')}=always`);
  expect(render('`clear-sight`').html).toBe('<p><code>clear-sight</code></p>\n');
});

test('headings have the ids that GitHub gives them', () => {
  const { title, headings, html } = render(
    '# A title\n## `key-missing`, what now?\n## Twice\n## Twice',
  );
  expect(title).toBe('A title');
  expect(headings.map(({ id }) => id)).toEqual(['key-missing-what-now', 'twice', 'twice-1']);
  expect(html).toContain('<h1>A title</h1>');
  expect(html).toContain('<h2 id="twice-1">Twice<a class="anchor" href="#twice-1"');
});

test('a row that begins with a piece of code can be linked to and is found by itself', () => {
  const { html, passages } = render(
    '# T\n## Codes\n|code|it|\n|-|-|\n|`key-wrong`|no `a<b>` & c|\n|all|any|',
  );
  expect(html).toContain('<tr id="key-wrong"><td><code>key-wrong</code></td>');
  expect(html).toContain('<tr><td>all</td>');
  expect(passages).toEqual([
    {
      address: '/docs/settings#key-wrong',
      page: 'T',
      heading: 'key-wrong',
      text: 'key-wrong · no a<b> & c',
    },
    { address: '/docs/settings#codes', page: 'T', heading: 'Codes', text: 'all · any' },
  ]);
});

test('tables of one page are regions of different names', () => {
  const table = '| file | `content` |\n|---|---|\n| a | b |\n';
  const { html } = render(`${table}\ntext\n\n${table}\n| | x |\n|---|---|\n| a | b |\n`);
  expect([...html.matchAll(/aria-label="([^"]*)"/g)].map(([, name]) => name)).toEqual([
    'Table: file, content',
    'Table: file, content (2)',
    'Table: x',
  ]);
});

test('passages hold the words of a section without any marks', () => {
  const { passages } = render(
    '# T\nFirst *a* `b<c>`.\n\n- one\n- [two](x.md)\n\n## H\n```sh\nnpm start\n```',
  );
  expect(passages.map(({ address, heading, text }) => [address, heading, text])).toEqual([
    ['/docs/settings', '', 'First a b<c>. one two'],
    ['/docs/settings#h', 'H', 'npm start'],
  ]);
});

test('code is shown as it is, and pictures come from where they were copied to', () => {
  const { html } = render('```html\n<b>&amp;</b>\n```\n\n![a "picture"](pictures/a.png)');
  expect(html).toContain('<code>&lt;b&gt;&amp;amp;&lt;/b&gt;</code>');
  expect(html).toContain('<img src="/assets/a.png" alt="a &quot;picture&quot;">');
});

test('the lists of the front page are the order; what they leave out comes last', () => {
  const front =
    '# Docs\n[not a list](c.md)\n## First\n- [B](b.md): x\n- [A](a.md#x) and [B](b.md)\n## None\n';
  expect(pageGroups(front, ['a', 'b', 'c'])).toEqual([
    { title: 'First', names: ['b', 'a'] },
    { title: 'More', names: ['c'] },
  ]);
});

test('the front page names every document', () => {
  const all = readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => file.slice(0, -'.md'.length));
  const groups = pageGroups(readText('docs/README.md'), all);
  expect(groups.map(({ title }) => title)).not.toContain('More');
});
