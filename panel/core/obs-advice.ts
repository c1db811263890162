/** What the user has to do so that OBS is connected, from the state of OBS and from its own settings. Pure. */

import { parsedUrl } from '../../protocol/parsed-url.ts';
import type { ObsStatus } from '../../protocol/relay-answers.ts';

/**
 * | kind | what the panel shows |
 * |---|---|
 * | `connect` | one button: the relay reads the password itself, or OBS asks for none |
 * | `switch-on` | where the WebSocket server is switched on; the connection follows by itself |
 * | `password` | the field for the password |
 * | `wait` | OBS is connected as soon as it is started |
 * | `by-hand` | all steps and the fields: no OBS on this machine, or nothing is known about it |
 */
export type ObsAdvice = 'connect' | 'switch-on' | 'password' | 'wait' | 'by-hand';

/** States that end by themselves once OBS is started. */
const away: ReadonlySet<ObsStatus['state']> = new Set(['refused', 'gone', 'connecting', 'loading']);

export function obsAdvice(obs: ObsStatus | null): ObsAdvice {
  const found = obs?.found ?? null;
  if (obs === null || found === null || found.server === 'unknown') return 'by-hand';
  const { from, url } = obs.settings;
  const place = url === null ? null : placeOf(url);
  if (place !== null && !place.isHere) return 'by-hand';
  if (found.server === 'off') return 'switch-on';
  if (place?.port === found.port && away.has(obs.state)) return 'wait';
  if (from === 'obs' && obs.state === 'wrong-password') return 'password';
  return found.password === 'unknown' ? 'password' : 'connect';
}

function placeOf(url: string): { readonly isHere: boolean; readonly port: number } | null {
  const parsed = parsedUrl(url);
  if (parsed === null) return null;
  const { hostname, port } = parsed;
  return { isHere: ['127.0.0.1', 'localhost', '[::1]'].includes(hostname), port: Number(port) };
}

/** The address of the OBS of this machine; null: not known. */
export function foundUrl(obs: ObsStatus | null): string | null {
  const port = obs?.found?.port ?? null;
  return port === null ? null : `ws://127.0.0.1:${port}`;
}
