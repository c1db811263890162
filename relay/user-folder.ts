/** Opens what the relay keeps in the user's folder, in the order in which the parts need each other. */
import type { Log } from '../protocol/log.ts';
import { LeagueEntries } from './http/entry-list.ts';
import { StreamDelay } from './live-chunks/stream-delay.ts';
import { Logo } from './pages/logo/logo.ts';
import { Look } from './pages/look.ts';
import { Pages } from './pages/pages.ts';
import { ThemeChoice } from './pages/themes/theme-choice.ts';
import type { RelayOptions } from './relay.ts';

export interface OpenedFolder {
  readonly pages: Pages;
  readonly look: Look;
  readonly entries: LeagueEntries;
  readonly streamDelay: StreamDelay;
}

export async function openUserFolder(options: RelayOptions, log: Log): Promise<OpenedFolder> {
  const { userFolder } = options;
  const pages = new Pages(options, log);
  await pages.themes.files.open();
  await pages.layouts.files.open();
  const settings = await ThemeChoice.open({
    userFolder,
    log,
    themes: () => pages.themeNames(),
    overlays: async () => (await pages.overlays()).map((overlay) => overlay.name),
  });
  const entries = await LeagueEntries.open(userFolder, log);
  const streamDelay = await StreamDelay.open(userFolder, log);
  const logo = await Logo.open(userFolder, log);
  const look = new Look(settings, logo);
  return { pages, look, entries, streamDelay };
}
