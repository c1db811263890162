/** Addresses of OBS and of the relay, and which of them mean this machine. Pure. */
import { parsedUrl } from '../../../protocol/parsed-url.ts';

export const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** @param url for instance `ws://127.0.0.1:4455` */
export function isOnThisMachine(url: string): boolean {
  const hostname = parsedUrl(url)?.hostname ?? '';
  return loopbackNames.includes(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Host and port, the same for every name of this machine. */
export function obsAddress(url: string): string {
  const parsed = parsedUrl(url);
  if (parsed === null) return url;
  const { hostname, port } = parsed;
  return `${isOnThisMachine(url) ? 'localhost' : hostname}:${port}`;
}
