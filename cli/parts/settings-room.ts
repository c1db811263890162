/** What the panel's room Settings asks: config file, data folder, back-ups, log, and older folders. */
import type { Relay } from '../../relay/relay.ts';
import { backupRoutes } from '../backup/backup-routes.ts';
import { folderRoutes } from '../backup/folder-routes.ts';
import { olderRoutes } from '../backup/older-routes.ts';
import type { CommandContext } from '../command.ts';
import { gameAppRoutes } from '../game-app/game-app-routes.ts';
import { appsFolder } from '../program.ts';
import { logRoutes } from '../report/log-routes.ts';
import { configRoutes } from './config-routes.ts';
import type { RunningObsPart } from './obs-part.ts';

export async function mountSettingsRoom(
  relay: Relay,
  context: CommandContext,
  obs: RunningObsPart,
): Promise<void> {
  relay.mount(configRoutes(context));
  relay.mount(folderRoutes(context));
  relay.mount(backupRoutes(context));
  relay.mount(await olderRoutes(context));
  relay.mount(gameAppRoutes(appsFolder(context.program)));
  relay.mount(
    logRoutes({
      context,
      panelToken: relay.panelToken,
      status: () => relay.stats(),
      obs: () => obs.now(),
    }),
  );
}
