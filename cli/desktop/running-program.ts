/** Talks to a Sequential that runs already: is there one, and may it end. */
import { request } from 'node:http';
import { limits } from '../../protocol/limits.ts';
import type { Settings } from '../settings/setting-list.ts';

/** Base address of the relay that these settings start, for this machine. */
export function localAddress({ host, port }: Pick<Settings, 'host' | 'port'>): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
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

/** @returns the version of the Sequential that answers there, or null */
export async function runningVersion(url: string): Promise<string | null> {
  const answer = await ask('GET', `${url}/health`, null);
  try {
    const health = JSON.parse(answer?.text ?? 'null') as { version?: unknown; recorder?: unknown };
    return typeof health?.version === 'string' && typeof health.recorder === 'object'
      ? health.version
      : null;
  } catch {
    return null;
  }
}

/** @returns the relay's status code; null: nobody answers */
export async function askToStop(url: string, token: string | null): Promise<number | null> {
  return (await ask('POST', `${url}/api/stop`, token))?.status ?? null;
}
