/** Starts the relay in this process, or explains why it cannot: a port in use, an address of another machine. */
import type { MarkAnswer } from '../../protocol/marked-moment.ts';
import type { RecorderStats } from '../../protocol/relay-answers.ts';
import type { TlsPaths } from '../../relay/http/tls-files.ts';
import type { UdpAddress } from '../../relay/ingest/game-server/game-server-socket.ts';
import type { RelayOptions } from '../../relay/relay.ts';
import { removeStaged } from '../backup/restore-plan.ts';
import type { CommandContext } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { panelAddress } from '../console/panel-address.ts';
import { writeRunningFile } from '../desktop/running-file.ts';
import { otherOnLocalhost } from '../doctor/localhost.ts';
import { builtFolders } from '../program.ts';
import type { SettingName, Settings } from '../settings/setting-list.ts';
import { listenProblem } from './listen-problem.ts';
import { type RunningObsPart, startObsPart } from './obs-part.ts';
import { type RunningUpdatePart, startUpdatePart } from './update-part.ts';

export const relaySettings: readonly SettingName[] = [
  'host',
  'port',
  'db',
  'dbSizeMaxMb',
  'backplane',
  'key',
  'adminKey',
  'allowHosts',
  'allowOrigins',
  'public',
  'trustedProxies',
  'tlsCert',
  'tlsKey',
  'acServer',
  'acListen',
  'acForward',
];

export interface RunningRelay {
  /** Base address for this machine, for instance `http://127.0.0.1:5000`. */
  readonly url: string;
  /** The panel's address with the token that allows changes, for the user of this machine. */
  readonly panelUrl: string;
  /** For the other processes of this program. */
  readonly panelToken: string;
  /** See `Relay.mark`. */
  mark(note: string): Promise<MarkAnswer>;
  /** May be called twice. Rejects with `frames-lost` when not everything received could be stored. */
  stop(): Promise<void>;
}

/** @throws CommandError `frames-lost` */
function throwIfLost(before: RecorderStats, after: RecorderStats): void {
  const frames = after.framesWaiting + after.framesDropped - before.framesDropped;
  const { factsWaiting, detail } = after;
  if (frames === 0 && factsWaiting === 0) return;
  const lost = [
    ...(frames === 0 ? [] : [`${frames} frames`]),
    ...(factsWaiting === 0 ? [] : [`metadata or marked moments of ${factsWaiting} sessions`]),
  ];
  throw new CommandError(
    'frames-lost',
    `The program ends, and ${lost.join(' and ')} could not be stored.`,
    detail ?? 'The database did not accept them in time.',
  );
}

/** `127.0.0.1:11000` */
function udpAddressOf(text: string): UdpAddress {
  const [host, port] = text.split(':');
  return { host: host!, port: Number(port) };
}

/** Settings with only one of the two are refused when they are merged. @returns null: without TLS */
export function tlsPathsOf({ tlsCert, tlsKey }: Settings): TlsPaths | null {
  return tlsCert === undefined || tlsKey === undefined ? null : { cert: tlsCert, key: tlsKey };
}

function gameServerOf({
  acServer,
  acListen,
  acForward,
}: Settings): Pick<RelayOptions, 'gameServer'> {
  if (acServer === undefined) return {};
  const forward = acForward === undefined ? {} : { forwardTo: udpAddressOf(acForward) };
  return {
    gameServer: { server: udpAddressOf(acServer), listenPort: acListen, ...forward },
  };
}

export async function startRelayPart(context: CommandContext): Promise<RunningRelay> {
  const { settings, log, program } = context;
  const folders = builtFolders(program);
  const tls = tlsPathsOf(settings);
  const { startRelay } = await import('../../relay/main.ts');
  let obs = null as RunningObsPart | null;
  let updates = null as RunningUpdatePart | null;
  try {
    const relay = await startRelay(
      {
        host: settings.host,
        port: settings.port,
        ...(context.formerPort === null ? {} : { formerPort: context.formerPort }),
        ...(settings.key === undefined ? {} : { key: settings.key }),
        ...(settings.adminKey === undefined ? {} : { adminKey: settings.adminKey }),
        allowHosts: settings.allowHosts,
        allowOrigins: settings.allowOrigins,
        isPublic: settings.public === 'on',
        trustedProxies: settings.trustedProxies,
        ...(tls === null ? {} : { tls }),
        db: settings.db,
        ownTablesOnly: context.isDatabaseFound,
        ...(settings.backplane === undefined ? {} : { backplane: settings.backplane }),
        ...gameServerOf(settings),
        ...(settings.dbSizeMaxMb === undefined ? {} : { dbSizeMaxMb: settings.dbSizeMaxMb }),
        pagesFolder: folders.pages,
        themesFolder: folders.themes,
        layoutsFolder: folders.layouts,
        userFolder: context.folders.user,
      },
      {
        log: log('relay'),
        version: program.version,
        // Before the relay listens, so that no page gets a 404 from these routes.
        beforeListening: async (starting) => {
          const { stopRoute } = await import('./stop-route.ts');
          starting.mount(stopRoute(context.end));
          const withObs = await startObsPart(starting, context);
          obs = withObs;
          const { mountSettingsRoom } = await import('./settings-room.ts');
          await mountSettingsRoom(starting, context, withObs);
          updates = await startUpdatePart(starting, context, () => withObs.outputs());
        },
      },
    );
    context.running(relay.port);
    await removeStaged(context.folders.data);
    const removeRunningFile = await writeRunningFile(context.folders, relay.address, log('start'));
    void otherOnLocalhost(settings.host, relay.port).then((sentence) => {
      if (sentence !== null) log('start').warn({}, sentence);
    });
    return {
      url: relay.address,
      panelUrl: panelAddress(relay.address, relay.panelToken),
      panelToken: relay.panelToken,
      mark: (note) => relay.mark(note),
      async stop() {
        const before = relay.stats().recorder;
        // Both at once: undoing in OBS and storing frames share the seconds that an end may take.
        await Promise.all([updates?.stop(), obs?.stop(), relay.stop()]).finally(removeRunningFile);
        throwIfLost(before, relay.stats().recorder);
      },
    };
  } catch (error) {
    await Promise.all([updates?.stop(), obs?.stop()]);
    throw (await listenProblem(error, settings)) ?? error;
  }
}
