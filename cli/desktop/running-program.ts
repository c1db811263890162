/** Talks to a Sequential that runs already: is there one, and may it end. */
import { request } from 'node:http';
import { limits } from '../../protocol/limits.ts';
import { inUrl } from '../../relay/access/hosts-and-origins.ts';
import type { Settings } from '../settings/setting-list.ts';

/** Between two questions whether it answers, ms. */
export const askAgainMs = 100;

/** Base address of the relay that these settings start, for this machine. */
export function localAddress({ host, port }: Pick<Settings, 'host' | 'port'>): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${inUrl(reached)}:${port}`;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** By `node:http`, as `fetch` reaches nothing under Wine. @returns null: nobody answers */
function ask(method: 'GET' | 'POST', url: string, token: string | null): Promise<Answer | null> {
  return new Promise((resolve) => {
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
    const asked = request(url, { method, headers, timeout: limits.doctorAnswerMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('error', () => resolve(null));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asked.on('error', () => resolve(null));
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.end();
  });
}

/** The part of `/health` that the commands use. */
export interface RelayHealth {
  status: 'ok' | 'draining';
  version: string;
  agents: number;
  viewers: number;
  recorder: { store: string; state: string; detail: string | null };
}

/**
 * @param token of the panel; with it the relay says why its database is away
 * @returns null: no relay of Sequential answers
 */
export async function healthOf(
  url: string,
  token: string | null = null,
): Promise<RelayHealth | null> {
  const answer = await ask('GET', `${url}/health`, token);
  try {
    const health = JSON.parse(answer?.text ?? 'null') as Partial<RelayHealth> | null;
    const { version, recorder } = health ?? {};
    if (typeof version !== 'string' || typeof recorder !== 'object') return null;
    return health as RelayHealth;
  } catch {
    return null;
  }
}

export async function isRunning(url: string): Promise<boolean> {
  return (await healthOf(url)) !== null;
}

/** @returns the relay's status code; null: nobody answers */
export async function askToStop(url: string, token: string | null): Promise<number | null> {
  return (await ask('POST', `${url}/api/stop`, token))?.status ?? null;
}
