/** Tells a panel that asks for a restart where it finds the program afterwards. */
import type { Request } from 'express';
import type { RestartAnswer } from '../../protocol/program-answers.ts';
import { type Caller, callerOf } from '../../relay/access/caller.ts';
import { isLocalName, isLoopbackHost, parseHost } from '../../relay/access/hosts-and-origins.ts';
import { RelayError } from '../../relay/errors.ts';
import type { CommandContext } from '../command.ts';
import { localAddress } from '../desktop/running-program.ts';
import type { ConfigContent } from '../settings/config-file.ts';
import { nextSettings } from '../settings/next-settings.ts';
import { type ListenSettings, tryToListen } from './listen-problem.ts';

/**
 * @param content of the config file that the restart will find
 * @throws RelayError `bad-config` when the program would not start with it, or could not listen
 */
export async function restartAnswer(
  request: Request,
  content: ConfigContent,
  context: Pick<CommandContext, 'given' | 'configFile'>,
): Promise<RestartAnswer> {
  const settings = nextSettings(content, context);
  const portNow = request.socket.localPort ?? settings.port;
  // Any port will do, so it stays.
  const next = { host: settings.host, port: settings.port === 0 ? portNow : settings.port };
  if (next.port !== portNow) {
    const problem = await tryToListen(next);
    if (problem !== null) {
      throw new RelayError('bad-config', problem.message, 'Choose another port, then restart.');
    }
  }
  return { address: addressAfterRestart(callerOf(request), portNow, next) };
}

/**
 * The panel's address after a restart, under the name that the caller knows if it still leads there. Pure.
 * @param portNow that the relay listens on
 * @returns null: the address stays. So does that of a proxy, and nobody can tell it to those whom the restart locks out.
 */
export function addressAfterRestart(
  caller: Pick<Caller, 'host' | 'isForwarded'>,
  portNow: number,
  next: ListenSettings,
): string | null {
  const name = parseHost(caller.host)?.name;
  if (caller.isForwarded || name === undefined) return null;
  const isWildcard = next.host === '0.0.0.0' || next.host === '::';
  const isKept =
    isWildcard || name === next.host || (name === 'localhost' && isLoopbackHost(next.host));
  if (isKept) {
    return next.port === portNow ? null : localAddress({ host: name, port: next.port });
  }
  return isLocalName(name) || !isLoopbackHost(next.host) ? localAddress(next) : null;
}
