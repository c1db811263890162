/** Kills during a save: afterwards each file is whole and has the last saved content. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Layouts } from '../../../../relay/pages/layouts/layouts.ts';
import { ThemeChoice } from '../../../../relay/pages/themes/theme-choice.ts';
import { Themes } from '../../../../relay/pages/themes/themes.ts';
import { root } from '../../../../scripts/root.ts';
import { temporaryFolder, withFile } from '../../../support/clean-up.ts';
import { LogBook } from '../../../support/log-book.ts';
import { randomOf } from '../../../support/random.ts';
import { knownOverlays, savedLayout, savedTheme } from './saved-files.ts';

const kills = 8;
/** At most so long after its second round of saves, ms: some twenty saves. */
const livesMs = 60;

const folder = temporaryFolder(withFile);
let program: string;

beforeAll(async () => {
  // Inside the project, so that its packages are found; bundled, so that it starts in a moment.
  program = join(root, 'dist', `saving-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'saving.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
});
afterAll(() => {
  rmSync(program, { force: true });
});

/** The last number that was said of each kind. */
const kinds = ['theme', 'layout', 'settings'] as const;
type Kind = (typeof kinds)[number];
type Said = Record<Kind | `${Kind}-done`, number>;

/** Lets a process save from `first` on and kills it so long after its second round. */
function saveUntilKilled(first: number, afterMs: number): Promise<Said> {
  const themes = join(root, 'themes');
  const child: ChildProcess = spawn(process.execPath, [program, folder, themes, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let isDue = false;
  child.stdout!.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    // Only a second save has one before it to keep.
    if (isDue || text.split('settings-done').length <= 2) return;
    isDue = true;
    setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`It ended by itself (${code}): ${text}`));
      const said = Object.fromEntries(
        kinds.flatMap((kind) => [
          [kind, first],
          [`${kind}-done`, first],
        ]),
      ) as Said;
      for (const [, what, n] of text.matchAll(/^([a-z-]+) (\d+)$/gm)) {
        if (what! in said) said[what as keyof Said] = Number(n);
      }
      resolve(said);
    });
  });
}

describe('a process that is killed while it saves', () => {
  test('leaves whole files: the last saved one, or the one being saved', async () => {
    const seed = (Math.random() * 1e9) | 0;
    console.log(`kills: seed ${seed}`);
    const next = randomOf(seed);
    let n = 0;
    let amid = 0;
    for (let kill = 0; kill < kills; kill++) {
      const said = await saveUntilKilled(n, next() * livesMs);
      const theme = JSON.parse(readFileSync(join(folder, 'themes/mine.json'), 'utf8'));
      const themeN = Number(theme.title.slice('Save '.length));
      expect(theme).toEqual(savedTheme(themeN));
      expect([said['theme-done'], said.theme]).toContain(themeN);
      const layout = JSON.parse(readFileSync(join(folder, 'layouts/mine.json'), 'utf8'));
      const layoutN = Number(layout.title.slice('Save '.length));
      expect(layout).toEqual(savedLayout(layoutN));
      expect([said['layout-done'], said.layout]).toContain(layoutN);
      const chosen = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
      const settingsN = Number(chosen.theme.slice(1));
      expect(chosen).toEqual({ theme: `t${settingsN}`, overlays: {} });
      expect([said['settings-done'], said.settings]).toContain(settingsN);
      if (kinds.some((kind) => said[kind] !== said[`${kind}-done`])) amid += 1;
      for (const name of ['themes/mine.json', 'layouts/mine.json', 'settings.json']) {
        JSON.parse(readFileSync(join(folder, `${name}.last-good`), 'utf8'));
      }
      n = said.theme;
    }
    // Else it would show nothing.
    expect(amid).toBeGreaterThan(kills / 2);
    console.log(`kills: ${kills}, ${amid} of them amid a save, ${n} saves`);
  });

  test('its files are read again; a damaged one is replaced by the last good one', async () => {
    const log = new LogBook();
    const file = (name: string) => join(folder, name);
    const whole = readFileSync(file('themes/mine.json'), 'utf8');
    for (const name of ['themes/mine.json', 'layouts/mine.json', 'settings.json']) {
      const text = readFileSync(file(name), 'utf8');
      writeFileSync(file(name), text.slice(0, text.length / 2));
    }
    const themes = new Themes(join(root, 'themes'), folder, log);
    await themes.files.open();
    const layouts = new Layouts({
      builtIn: join(root, 'layouts'),
      userFolder: folder,
      known: async () => knownOverlays,
      log,
    });
    await layouts.files.open();
    const settings = await ThemeChoice.open({
      userFolder: folder,
      log,
      themes: async () => [],
      overlays: async () => [],
    });
    expect(log.warnings.map(({ sentence }) => sentence)).toEqual([
      'The file of a theme was damaged: the last good one took its place.',
      'The file of a layout was damaged: the last good one took its place.',
      'A settings file was damaged: the last good one took its place.',
    ]);
    const kept = JSON.parse(readFileSync(file('themes/mine.json'), 'utf8')) as { title: string };
    const number = (text: string) => Number(/Save (\d+)/.exec(text)![1]);
    // The copy beside it may be one save behind.
    expect([number(whole), number(whole) - 1]).toContain(number(kept.title));
    expect((await layouts.get('mine')).title).toMatch(/^Save \d+$/);
    expect(settings.choices.theme).toMatch(/^t\d+$/);
    const names = readdirSync(folder).concat(readdirSync(file('themes')));
    expect(names).toEqual(expect.arrayContaining(['settings.json.damaged', 'mine.json.damaged']));
  });
});
