/** Addresses of OBS and of the relay, and which of them mean this machine. Pure. */

export const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** @param url for instance `ws://127.0.0.1:4455` */
export function isOnThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return loopbackNames.includes(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Host and port, the same for every name of this machine. */
export function obsAddress(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, port } = new URL(url);
  return `${isOnThisMachine(url) ? 'localhost' : hostname}:${port}`;
}
