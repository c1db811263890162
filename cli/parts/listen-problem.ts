/** Explains why a relay cannot listen: the port is taken or reserved, or the address is another machine's. */
import { createServer } from 'node:net';
import { CommandError } from '../console/errors.ts';
import { isRunning, localAddress } from '../desktop/running-program.ts';
import { portHolderText } from '../doctor/port-holder.ts';
import type { Settings } from '../settings/setting-list.ts';

export type ListenSettings = Pick<Settings, 'host' | 'port'>;

/** @param error of Node. @returns null: it has another reason */
export async function listenProblem(
  error: unknown,
  settings: ListenSettings,
): Promise<CommandError | null> {
  const { code } = error as NodeJS.ErrnoException;
  const { host, port } = settings;
  if (code === 'EADDRINUSE') {
    const address = localAddress(settings);
    if (await isRunning(address)) {
      return new CommandError(
        'already-running',
        `Sequential is already running: ${address}`,
        '"sequential open" opens its control panel, "sequential stop" ends it.',
      );
    }
    return new CommandError(
      'port-taken',
      `Port ${port} is already used by ${await portHolderText(port)}.`,
      `End that program, or choose another port with --port ${port + 1}; addresses in OBS must then be changed too.`,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new CommandError(
      'address-not-here',
      `This machine has no address ${host}.`,
      'With --host 0.0.0.0 the relay listens on all addresses of this machine.',
    );
  }
  if (code === 'EACCES') {
    return new CommandError(
      'port-not-allowed',
      `The system does not let this program listen on port ${port}.`,
      'Ports from 1024 are open to every program; on Windows some ranges are reserved.',
    );
  }
  return null;
}

/** Whether a relay could listen there now, by doing so for a moment. @returns null: it could */
export async function tryToListen(settings: ListenSettings): Promise<CommandError | null> {
  const { host, port } = settings;
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
    await new Promise((resolve) => server.close(resolve));
    return null;
  } catch (error) {
    return listenProblem(error, settings);
  }
}
