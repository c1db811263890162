/** Connects the relay of this process with OBS, and a relay elsewhere with the OBS of this machine. */
import { homedir, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { OwnObsFiles } from '../../relay/obs/connection/own-obs-files.ts';
import type { ObsControlOptions } from '../../relay/obs/obs-control.ts';
import type { Relay } from '../../relay/relay.ts';
import type { CommandContext } from '../command.ts';
import type { ObsOutputs } from '../updates/update-decision.ts';

/** How it is with OBS, for a bug report. */
export interface ObsNow {
  readonly state: string;
  readonly versions: { readonly obs: string; readonly webSocket: string } | null;
  /** As set in the panel; never shown. */
  readonly password: string | undefined;
}

/** `stop` may be called twice. */
export interface RunningObsPart {
  now(): ObsNow;
  /** Whether OBS streams or records. */
  outputs(): Promise<ObsOutputs>;
  stop(): Promise<void>;
}

/** Options from the config file and the user's folder. */
export function obsOptions({
  settings,
  configFile,
  folders,
  log,
}: CommandContext): Pick<ObsControlOptions, 'obs' | 'rules' | 'file' | 'log' | 'undoFolder'> {
  return {
    obs: settings.obs ?? null,
    rules: settings.triggers,
    file: configFile,
    log: log('obs'),
    undoFolder: join(folders.user, 'obs-held'),
  };
}

/** Addresses of this machine in its networks, where an OBS on another computer reaches a relay that listens on all. */
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

/** The settings files of the OBS of this machine. */
export async function ownObs(): Promise<OwnObsFiles> {
  const [{ OwnObsFiles }, { obsPlaces }] = await Promise.all([
    import('../../relay/obs/connection/own-obs-files.ts'),
    import('../../relay/obs/connection/own-obs-settings.ts'),
  ]);
  const machine = { platform: process.platform, env: process.env, home: homedir() };
  return OwnObsFiles.open({ places: obsPlaces(machine) });
}

/** Runs the rules on the events of this relay and serves the panel's routes for OBS. */
export async function startObsPart(relay: Relay, context: CommandContext): Promise<RunningObsPart> {
  const [
    { ObsControl },
    { activeOutputs },
    { watchObsDelay },
    { obsRoutes },
    { ruleRoutes },
    { SavedObsSettings },
    own,
  ] = await Promise.all([
    import('../../relay/obs/obs-control.ts'),
    import('../../relay/obs/inventory/active-outputs.ts'),
    import('../../relay/obs/inventory/obs-delay.ts'),
    import('../../relay/obs/obs-routes.ts'),
    import('./rule-routes.ts'),
    import('../../relay/obs/connection/obs-password.ts'),
    ownObs(),
  ]);
  const saved = await SavedObsSettings.open(context.folders.user, context.log('obs'));
  const control = new ObsControl({
    ...obsOptions(context),
    origins: () => originsOf(relay, context),
    overlays: () => relay.sources(),
    pages: () => relay.viewers(),
    own,
    saved,
  });
  relay.mount(obsRoutes(control));
  relay.mount(ruleRoutes(context.configFile, control));
  const unsubscribe = relay.onEvent((event) => control.handleEvent(event, relay.instance));
  const unwatchDelay = watchObsDelay(control.obs, (delayMs) =>
    relay.streamDelay.reportObs(delayMs),
  );
  return {
    now() {
      const { state } = control.obs;
      const isConnected = state.name === 'connected';
      return {
        state: state.name,
        versions: isConnected ? { obs: state.obsVersion, webSocket: state.socketVersion } : null,
        password: control.password,
      };
    },
    outputs: () => activeOutputs(control.obs),
    async stop() {
      unsubscribe();
      unwatchDelay();
      await control.stop();
    },
  };
}
