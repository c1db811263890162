/** The built-in lap on real overlay pages: they play it without a session, a database or a socket. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { lightShare } from '../support/light-share.ts';
import { listen } from '../support/listen.ts';
import { need } from '../support/need.ts';
import { built, builtPages } from '../support/programs.ts';

beforeAll(built);

/** Serves the built pages and nothing else: no API, no socket. */
async function servePages(): Promise<string> {
  const types: Record<string, string> = { js: 'text/javascript', html: 'text/html' };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const file = pathname.startsWith('/overlays/') ? 'page.html' : pathname;
    try {
      const body = readFileSync(join(builtPages, file));
      const type = types[file.split('.').at(-1)!] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type }).end(body);
    } catch {
      // As without a relay: the page reports anything else that answers.
      request.socket.resetAndDestroy();
    }
  });
  server.on('upgrade', (_request, socket) => socket.destroy());
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

need('chromium')('the demo lap', () => {
  test('plays on overlays without session, database or socket', async () => {
    const address = await servePages();
    for (const name of ['delta', 'track-map', 'dash']) {
      const light = await lightShare(
        `${address}/overlays/${name}?lap=demo&start=40`,
        ({ framesReceived, framesDrawn, sessionID, connected }) => {
          expect(connected).toBe(false);
          return sessionID === 'DEMO' && framesReceived > 120 && framesDrawn > 0;
        },
      );
      const idle = await lightShare(`${address}/overlays/${name}?show=always`, (stats) => {
        return stats.framesDrawn > 0;
      });
      expect(light, name).toBeGreaterThan(idle * 1.15);
    }
  });
});
