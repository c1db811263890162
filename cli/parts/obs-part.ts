/** Connects the relay of this process with OBS, and a relay elsewhere with the OBS of this machine. */
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { ObsControlOptions } from '../../relay/obs/obs-control.ts';
import type { Relay } from '../../relay/relay.ts';
import type { CommandContext } from '../command.ts';
import { findFolders } from '../folders.ts';

/** A part that is running; `stop` may be called twice. */
export interface RunningTriggers {
  stop(): Promise<void>;
}

/** What the config file says, as the triggers take it. */
export function triggersOptions({
  settings,
  configFile,
  log,
}: CommandContext): Pick<ObsControlOptions, 'obs' | 'rules' | 'file' | 'log' | 'heldFolder'> {
  return {
    obs: settings.obs ?? null,
    rules: settings.triggers,
    file: configFile,
    log: log('obs'),
    heldFolder: join(findFolders().user, 'obs-held'),
  };
}

/** Addresses of this machine in its networks: where an OBS on another computer reaches a relay that listens on all. */
function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

function originsOf(relay: Relay, { settings }: CommandContext): string[] {
  const { host, allowHosts } = settings;
  const listensOnAll = host === '0.0.0.0' || host === '::';
  const names = [...allowHosts, ...(listensOnAll ? networkAddresses() : [])];
  return [relay.address, ...names.map((name) => `http://${name}:${relay.port}`)];
}

/** Runs the rules on what happens in this relay and answers the panel's questions about OBS. */
export async function connectTriggers(
  relay: Relay,
  context: CommandContext,
): Promise<RunningTriggers> {
  const [{ ObsControl }, { obsRoutes }, { SavedObsSettings }] = await Promise.all([
    import('../../relay/obs/obs-control.ts'),
    import('../../relay/obs/obs-routes.ts'),
    import('../../relay/obs/connection/obs-password.ts'),
  ]);
  const choice = await SavedObsSettings.open(findFolders().user, context.log('obs'));
  const triggers = new ObsControl({
    ...triggersOptions(context),
    origins: () => originsOf(relay, context),
    overlays: () => relay.sources(),
    pages: () => relay.viewers(),
    choice,
  });
  relay.mount(obsRoutes(triggers));
  const end = relay.onEvent((event) => triggers.take(event, relay.instance));
  return {
    async stop() {
      end();
      await triggers.stop();
    },
  };
}
