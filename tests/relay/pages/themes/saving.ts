/**
 * Saves in a loop, as the relay does when somebody changes things in the panel, and says before and after each save
 * which one it is. A process of its own, made to be killed: folder, built-in themes and first number are the arguments.
 */
import { writeSync } from 'node:fs';
import { silentLog } from '../../../../protocol/log.ts';
import { Layouts } from '../../../../relay/pages/layouts/layouts.ts';
import { ThemeChoice } from '../../../../relay/pages/themes/theme-choice.ts';
import { Themes } from '../../../../relay/pages/themes/themes.ts';
import { knownOverlays, savedLayout, savedTheme } from './saved-files.ts';

const [folder, builtIn, first] = process.argv.slice(2) as [string, string, string];
const themes = new Themes(builtIn, folder, silentLog);
await themes.files.open();
const layouts = new Layouts({
  builtIn,
  userFolder: folder,
  known: async () => knownOverlays,
  log: silentLog,
});
await layouts.files.open();
const settings = await ThemeChoice.open({
  userFolder: folder,
  log: silentLog,
  themes: async () => [`t${n}`],
  overlays: async () => [],
});
let n = Number(first);
// Pipes may hold a text back until there is time; a killed process has none.
const say = (what: string): void => void writeSync(1, `${what} ${n}\n`);
say('ready');
for (;;) {
  n += 1;
  say('theme');
  await themes.save('mine', savedTheme(n));
  say('theme-done');
  say('layout');
  await layouts.save('mine', savedLayout(n));
  say('layout-done');
  say('settings');
  await settings.choose(null, `t${n}`);
  say('settings-done');
}
