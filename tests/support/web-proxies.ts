/**
 * Caddy and nginx, as real programs with the files of `deploy/`. Only what belongs to a machine is changed: host name, ports,
 * certificate, and where the logs are.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { root } from '../../scripts/root.ts';
import { tools } from '../../scripts/tools.ts';
import type { CertificateFiles } from './certificate.ts';

export type WebProxyKind = 'caddy' | 'nginx';

export interface WebProxyParts {
  readonly folder: string;
  /** That it listens on, with TLS. */
  readonly port: number;
  readonly relayPort: number;
  readonly certificate: CertificateFiles;
}

export interface WebProxy {
  /** Everything that it has logged. */
  log(): string;
  stop(): Promise<void>;
}

/** Replaces each text, which must be there. */
function adapted(file: string, changes: readonly (readonly [string, string])[]): string {
  return changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} has no "${from}".`);
      return text.replaceAll(from, to);
    },
    readFileSync(join(root, file), 'utf8'),
  );
}

function caddyConfig({ folder, port, relayPort, certificate }: WebProxyParts): string {
  const { cert, key } = certificate;
  const site = adapted('deploy/caddy/Caddyfile', [
    ['relay.example.org {', `https://relay.example.org:${port} {\n\ttls ${cert} ${key}`],
    ['127.0.0.1:5000', `127.0.0.1:${relayPort}`],
  ]);
  const file = join(folder, 'Caddyfile');
  const own = `{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system ${folder}\n}\n`;
  writeFileSync(file, own + site);
  return file;
}

function nginxConfig({ folder, port, relayPort, certificate }: WebProxyParts): string {
  const site = adapted('deploy/nginx/sequential.conf', [
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    ['127.0.0.1:5000', `127.0.0.1:${relayPort}`],
    ['/etc/letsencrypt/live/relay.example.org/fullchain.pem', certificate.cert],
    ['/etc/letsencrypt/live/relay.example.org/privkey.pem', certificate.key],
    ['/var/log/nginx', folder],
  ]);
  writeFileSync(join(folder, 'sequential.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join(' ');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; ${user} pid ${join(folder, 'pid')}; events {}\n` +
      `http { ${temporary} include ${join(folder, 'sequential.conf')}; }\n`,
  );
  return file;
}

function started(kind: WebProxyKind, parts: WebProxyParts): ChildProcess {
  const { folder } = parts;
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  if (kind === 'caddy') {
    const words = ['run', '--config', caddyConfig(parts), '--adapter', 'caddyfile'];
    return spawn(tools.caddy.find()!, words, { env, stdio: [...stdio] });
  }
  const words = ['-c', nginxConfig(parts), '-p', folder, '-e', join(folder, 'start.log')];
  return spawn(tools.nginx.find()!, words, { env, stdio: [...stdio] });
}

export async function startWebProxy(kind: WebProxyKind, parts: WebProxyParts): Promise<WebProxy> {
  mkdirSync(parts.folder, { recursive: true });
  const child = started(kind, parts);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hasEnded = ended.then(() => {
    throw new Error(`${kind} did not start:\n${output}`);
  });
  hasEnded.catch(() => {});
  await Promise.race([untilListening(parts.port), hasEnded]);
  const accessLog = join(parts.folder, 'sequential.log');
  return {
    log: () => output + (kind === 'nginx' ? readFileSync(accessLog, 'utf8') : ''),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
