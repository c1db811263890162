/** The checks of `sequential doctor` for what keeps a relay from starting besides its port: keys, certificate, game server. */
import { createSocket } from 'node:dgram';
import { silentLog } from '../../protocol/log.ts';
import { KeyFile } from '../../relay/access/key-file.ts';
import { TlsFiles } from '../../relay/http/tls-files.ts';
import { gameServerPortError } from '../../relay/ingest/game-server/game-server-socket.ts';
import type { CommandContext } from '../command.ts';
import { tlsPathsOf } from '../parts/relay-part.ts';
import type { Settings } from '../settings/setting-list.ts';
import { type DoctorFinding, findings, withHint } from './checks.ts';

/** For a relay that does not run. @returns a finding for each part that would end its start */
export async function checkStart({ settings, folders }: CommandContext): Promise<DoctorFinding[]> {
  const checks: readonly (readonly [subject: string, check: () => Promise<unknown>])[] = [
    ['Keys', () => new KeyFile(folders.user, silentLog).read()],
    ['TLS', () => openCertificate(settings)],
    ['Server', () => openServerPort(settings)],
  ];
  const found: DoctorFinding[] = [];
  for (const [subject, check] of checks) {
    try {
      await check();
    } catch (error) {
      found.push(findings.wrong(subject, withHint(error)));
    }
  }
  return found;
}

async function openCertificate(settings: Settings): Promise<void> {
  const paths = tlsPathsOf(settings);
  if (paths !== null) await TlsFiles.open(paths, silentLog);
}

/** The UDP port to which a dedicated server sends. */
async function openServerPort({ acServer, acListen }: Settings): Promise<void> {
  if (acServer === undefined) return;
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (error) => reject(gameServerPortError(error, acListen)));
      socket.bind({ port: acListen, address: '127.0.0.1' }, resolve);
    });
  } finally {
    socket.close();
  }
}
