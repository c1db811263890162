/**
 * Finds another program that answers `localhost` instead of the relay. The name stands for `127.0.0.1` and `::1`, and
 * browsers, OBS and Node usually try `::1` first, where AirPlay of macOS or a container may listen on the relay's port.
 */
import { connect } from 'node:net';
import { limits } from '../../protocol/limits.ts';
import { portHolderText } from './port-holder.ts';

/** The addresses of `localhost`. */
const loopbacks = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
] as const;

type Loopback = (typeof loopbacks)[number];

/** Whether something accepts connections there. */
function answers({ address }: Loopback, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: limits.localhostAnswerMs });
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}

/** The instance name of the relay that answers there; null: none. */
async function relayAt({ address, family }: Loopback, port: number): Promise<string | null> {
  const host = family === 6 ? `[${address}]` : address;
  try {
    const signal = AbortSignal.timeout(limits.localhostAnswerMs);
    const response = await fetch(`http://${host}:${port}/health`, { signal });
    const { instance } = (await response.json()) as { instance?: unknown };
    return typeof instance === 'string' ? instance : null;
  } catch {
    return null;
  }
}

/** Hosts of a relay that `localhost` may reach. */
const localHosts = new Set(['127.0.0.1', '::1', '[::1]', 'localhost', '0.0.0.0', '::', '[::]']);

/**
 * @param host that the relay listens on
 * @returns a sentence about the other program and what to do; null: there is none
 */
export async function otherOnLocalhost(host: string, port: number): Promise<string | null> {
  if (!localHosts.has(host)) return null;
  const found = await Promise.all(
    loopbacks.map(async (one) => ({
      ...one,
      isThere: await answers(one, port),
      relay: await relayAt(one, port),
    })),
  );
  const family = host.includes(':') ? 6 : 4;
  const own =
    found.find((one) => one.relay !== null && host === 'localhost') ??
    found.find((one) => one.family === family)!;
  const other = found.find((one) => one !== own)!;
  if (!other.isThere || (other.relay !== null && other.relay === own.relay)) return null;
  const holder = await portHolderText(port, other.family);
  const by = holder === 'another program' ? 'Another program' : holder;
  const reached = own.family === 6 ? `[${own.address}]` : own.address;
  return (
    `${by} answers localhost:${port} on ${other.address}, in place of the relay. ` +
    `Write ${reached} instead of localhost in addresses, or use --port ${port + 1}.`
  );
}
