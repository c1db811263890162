/** A server that announces releases, signed with a key of its own, and sends their files. */

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { UpdateSource } from '../../cli/command.ts';
import type { ReleaseManifest } from '../../cli/updates/release-manifest.ts';
import { makeSigningKeys, sealManifest } from '../../cli/updates/signed-manifest.ts';
import { type AtEnd, withTest } from './clean-up.ts';
import { listen } from './listen.ts';

export interface Announcement {
  readonly version: string;
  readonly notes?: string;
  /** What Setup holds. */
  readonly setup: Buffer;
}

export interface UpdateServer {
  readonly source: UpdateSource;
  /** Paths of the requests so far. */
  readonly requests: string[];
  /** Each answer of a file waits for this. */
  hold: Promise<void>;
  announce(announcement: Announcement): void;
}

export async function startUpdateServer(atEnd: AtEnd = withTest): Promise<UpdateServer> {
  const keys = makeSigningKeys();
  const files = new Map<string, Buffer>();
  const requests: string[] = [];
  const http = createServer((request, response) => {
    requests.push(request.url!);
    const file = files.get(request.url!);
    if (file === undefined) response.writeHead(404).end();
    else void server.hold.then(() => response.end(file));
  });
  const port = await listen(http);
  atEnd(() => {
    http.closeAllConnections();
    http.close();
  });
  const origin = `http://127.0.0.1:${port}`;
  const server: UpdateServer = {
    source: { address: `${origin}/latest.json`, publicKey: keys.publicKey },
    requests,
    hold: Promise.resolve(),
    announce({ version, notes = '', setup }) {
      const file = (path: string) => {
        files.set(path, setup);
        const sha256 = createHash('sha256').update(setup).digest('hex');
        return { url: origin + path, size: setup.length, sha256 };
      };
      const manifest: ReleaseManifest = {
        program: 'sequential',
        version,
        date: '2026-06-01T10:00:00Z',
        notes,
        page: `${origin}/download`,
        files: {
          installed: file(`/Sequential-Setup-${version}.exe`),
          portable: file(`/Sequential-${version}-windows.zip`),
          debian: file(`/sequential_${version}_amd64.deb`),
          npm: file(`/sequential-${version}-npm.tgz`),
        },
      };
      files.set('/latest.json', Buffer.from(sealManifest(manifest, keys.privateKey)));
    },
  };
  return server;
}
