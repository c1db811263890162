/** Connects the updater with the machine and with the relay of this process, and serves its routes. */
import { join } from 'node:path';
import type { Relay } from '../../relay/relay.ts';
import { systemClock } from '../../relay/storage/clock.ts';
import type { CommandContext } from '../command.ts';
import { type ObsOutputs, updateHindrance } from '../updates/update-decision.ts';

/** `stop` may be called twice. */
export interface RunningUpdatePart {
  stop(): Promise<void>;
}

/** @param outputs of the OBS that the relay is connected with */
export async function startUpdatePart(
  relay: Relay,
  { program, folders, log }: CommandContext,
  outputs: () => Promise<ObsOutputs>,
): Promise<RunningUpdatePart> {
  const [{ Updater }, { updateRoutes }, { openUpdateMemory }, download, { runSetup }] =
    await Promise.all([
      import('../updates/updater.ts'),
      import('../updates/update-routes.ts'),
      import('../updates/update-memory.ts'),
      import('../updates/download.ts'),
      import('../updates/run-setup.ts'),
    ]);
  const updateLog = log('updates');
  const updater = new Updater({
    program,
    platform: process.platform,
    memory: await openUpdateMemory(folders.user, updateLog),
    folder: join(folders.data, 'updates'),
    clock: systemClock,
    log: updateLog,
    hindrance: async () => {
      const sessions = relay.stats().sessions.map(({ status }) => status);
      return updateHindrance(sessions, await outputs());
    },
    readText: download.readWebText,
    download: download.downloadFile,
    runSetup,
  });
  relay.mount(updateRoutes(updater));
  return updater;
}
