import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { freePort } from '../../scripts/processes.ts';
import { openPage, untilTrue } from '../support/browser.ts';
import { endsOfFile } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { isAlive, type Program, run } from '../support/programs.ts';
import { copyRepository } from '../support/repository-copy.ts';
import { until } from '../support/until.ts';

const atEnd = endsOfFile();
let folder: string;
let dev: Program;
let address: string;

beforeAll(async () => {
  folder = copyRepository(atEnd);
  const entry = ['--import', 'tsx', join(folder, 'scripts', 'dev.ts')];
  const port = String(await freePort());
  dev = run(['--port', port], { folder, entry, atEnd });
  address = await dev.url();
});

function edit(file: string, before: string, after: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(before);
  writeFileSync(path, text.replace(before, after));
}

async function instance(): Promise<string | null> {
  try {
    const answer = await fetch(`${address}/health`);
    return ((await answer.json()) as { instance: string }).instance;
  } catch {
    return null;
  }
}

test('a mistake in a source is reported, and the last good build stays', async () => {
  const file = 'overlays/gear/about.ts';
  const right = readFileSync(join(folder, file), 'utf8');
  writeFileSync(join(folder, file), `${right}\nconst = 1;\n`);
  await dev.printed(/The pages could not be built/);
  expect((await fetch(`${address}/overlays/gear`)).status).toBe(200);
  writeFileSync(join(folder, file), right);
});

test('the scripts of a page are scripts and not their source maps', async () => {
  const html = await (await fetch(`${address}/overlays/gear`)).text();
  const scripts = [...html.matchAll(/<script [^>]*src="([^"]+)"/g)].map(([, path]) => path!);
  expect(scripts.length).toBeGreaterThan(1);
  for (const path of scripts) {
    const response = await fetch(`${address}${path}`);
    expect([path, response.headers.get('content-type')]).toEqual([
      path,
      expect.stringContaining('javascript'),
    ]);
  }
});

need('chromium')('a page of `npm run dev`', () => {
  test.each([
    ['an overlay', '/overlays/gear', 'overlays/core/page/boot.ts'],
    ['the viewers page', '/watch', 'overlays/watch/main.ts'],
    ['the control panel', '/', 'panel/main.tsx'],
  ])('%s reloads by itself with the changed script', async (_name, path, file) => {
    const opened = await openPage(`${address}${path}`);
    await untilTrue(opened, "document.readyState === 'complete'");
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), `${text}\nObject.assign(window, { changedByTest: true });\n`);
    await untilTrue(opened, 'window.changedByTest === true');
  });
});

test('the relay restarts when its code changes, and not when a page changes', async () => {
  const before = await instance();
  expect(before).not.toBeNull();
  edit('overlays/gear/about.ts', "'Gear and speed'", "'Changed by a test'");
  await until('the list of overlays has the new title', async () => {
    const list = await (await fetch(`${address}/api/overlays`)).text();
    return list.includes('Changed by a test');
  });
  expect(await instance()).toBe(before);
  edit('relay/main.ts', 'The relay listens.', 'The changed relay listens.');
  await dev.printed(/The changed relay listens\./);
  await until('another relay answers', async () => {
    const now = await instance();
    return now !== null && now !== before;
  });
});

test('at the end no process is left', async () => {
  expect(await instance()).not.toBeNull();
  dev.signal('SIGINT');
  expect(await dev.ended).toMatchObject({ code: 0 });
  await until('nobody listens', async () => (await instance()) === null);
  expect(isAlive(dev.pid)).toBe(false);
});
