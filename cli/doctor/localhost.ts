/**
 * Who answers under the name `localhost`. It stands for `127.0.0.1` and `::1`, and browsers, OBS and Node ask `::1` first
 * as a rule. A program that listens there on the relay's port (AirPlay of macOS, containers) answers in its place.
 */
import { connect } from 'node:net';
import { limits } from '../../protocol/limits.ts';
import { portHolder } from './port-holder.ts';

/** Addresses under which `localhost` is looked for. */
const loopbacks = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
] as const;

type Loopback = (typeof loopbacks)[number];

/** Somebody takes connections there. */
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

/** The relay that answers there, by the name that it gives itself at each start; null: none. */
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

/** Hosts to listen on with which `localhost` may mean the relay. */
const localHosts = new Set(['127.0.0.1', '::1', '[::1]', 'localhost', '0.0.0.0', '::', '[::]']);

/**
 * @param host what the relay listens on
 * @returns who answers `localhost` on one of its addresses in place of the relay, as a sentence with what to do; null: nobody
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
  const holder = await portHolder(port, other.family);
  const by = holder === null ? 'Another program' : `${holder.program} (process ${holder.pid})`;
  const reached = own.family === 6 ? `[${own.address}]` : own.address;
  return (
    `${by} answers localhost:${port} on ${other.address}, in place of the relay. ` +
    `Write ${reached} instead of localhost in addresses, or use --port ${port + 1}.`
  );
}
