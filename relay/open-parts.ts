/** Opens what a relay needs before it can be made: keys, certificates, database, the user's folder, backplane. */
import { randomUUID } from 'node:crypto';
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';
import { RelayAccess } from './access/relay-access.ts';
import type { OwnerStore } from './access/session-owners.ts';
import type { Backplane } from './backplane/backplane.ts';
import { TlsFiles } from './http/tls-files.ts';
import type { RelayOptions, RelayParts } from './relay.ts';
import { openRecorder, recorderOptions } from './storage/open-database.ts';
import type { Recorder } from './storage/recorder.ts';
import { type OpenedFolder, openUserFolder } from './user-folder.ts';
import { within } from './within.ts';

/** The wall clock, but monotonic: an adjusted system clock must not make a session jump. */
const systemNow = (): number => performance.timeOrigin + performance.now();

export interface OpenedParts extends OpenedFolder, Required<Pick<RelayParts, 'now' | 'date'>> {
  readonly recorder: Recorder;
  readonly access: RelayAccess;
  /** null: the relay serves plain HTTP. */
  readonly tls: TlsFiles | null;
  /** See `Relay.instance`. */
  readonly instance: string;
  /** null: the relay works alone. */
  readonly backplane: Backplane | null;
}

/**
 * Opens the parts and makes the relay. When it cannot start, what was opened is closed again.
 * @throws StartError when the options would leave the relay open to others
 */
export async function withOpenedParts<T>(
  options: RelayOptions,
  parts: RelayParts,
  start: (opened: OpenedParts) => Promise<T>,
): Promise<T> {
  const { log, now = systemNow, date = parts.now ?? Date.now } = parts;
  const access = await RelayAccess.open(options, { log, now, date });
  const tls = options.tls === undefined ? null : await TlsFiles.open(options.tls, log);
  const recorder = parts.recorder ?? (await openRecorder(recorderOptions(options, log)));
  let backplane: Backplane | null = null;
  try {
    const owners = ownerStoreOf(recorder);
    // A database that hangs must not keep the relay from starting.
    if (owners !== null) await within(limits.storedAnswerMs, access.openOwners(owners));
    const opened = await openUserFolder(options, log);
    const instance = randomUUID();
    backplane = parts.backplane ?? (await openBackplane(options, instance, log));
    return await start({ ...opened, recorder, access, tls, instance, backplane, now, date });
  } catch (error) {
    await backplane?.close();
    await recorder.close();
    throw error;
  }
}

/** @returns null: nothing is stored */
function ownerStoreOf(recorder: Recorder): OwnerStore | null {
  if (recorder.stats().store === 'none') return null;
  return {
    all: () => recorder.reader.sessionOwners(limits.sessionOwnersMax),
    claim: (publishedID, owner, former) => recorder.claimSession({ publishedID, owner, former }),
    release: (owner) => recorder.releaseSessions(owner),
  };
}

async function openBackplane(
  { backplane: addresses }: RelayOptions,
  relay: string,
  log: Log,
): Promise<Backplane | null> {
  if (addresses === undefined) return null;
  const { openNatsBackplane } = await import('./backplane/nats-backplane.ts');
  return openNatsBackplane({ addresses, relay, log });
}
