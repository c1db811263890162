/** Raw requests to a real relay on a port of this machine: request lines, headers, queries and bodies of every route. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../../agent/demo/random.ts';
import { type Log, silentLog } from '../../protocol/log.ts';
import { startRelay } from '../../relay/main.ts';
import { openRecorder } from '../../relay/storage/open-database.ts';
import { root } from '../root.ts';
import { changeText, mutateJsonText, pick } from './mutations.ts';
import * as samples from './samples.ts';
import type { FuzzParser } from './target.ts';

/** A request without an answer for so long is a fault, ms. */
const answerMsMax = 5_000;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: () => unknown;
}

const requests: readonly Request[] = [
  { method: 'POST', path: '/ingest?session_id=RACE&lap=1', body: () => samples.batchOf(6, 3) },
  { method: 'PUT', path: '/api/sessions/RACE', body: () => ({ driverName: 'D', track: 'spa' }) },
  { method: 'GET', path: '/health' },
  { method: 'GET', path: '/metrics' },
  { method: 'GET', path: '/api/status' },
  { method: 'GET', path: '/api/watch' },
  { method: 'GET', path: '/api/sessions?limit=10&after=x' },
  { method: 'GET', path: '/api/sessions/RACE/laps/1?format=csv&separator=semicolon' },
  { method: 'GET', path: '/api/sessions/RACE/laps/1?format=ld&hz=60' },
  { method: 'GET', path: '/api/sessions/RACE/laps/1/replay?speed=2&from=3' },
  { method: 'GET', path: '/api/sessions/RACE/cars/laps' },
  { method: 'GET', path: '/api/sessions/live/cars' },
  { method: 'GET', path: '/api/sessions/RACE/cars/positions?from=0&to=90000' },
  { method: 'PUT', path: '/api/sessions/RACE/focus', body: () => ({ carId: 3 }) },
  { method: 'GET', path: '/api/tracks/spa/gp' },
  { method: 'GET', path: '/live/RACE/latest' },
  { method: 'GET', path: '/live/RACE/12.bin' },
  { method: 'GET', path: '/overlays/tachometer?session=live&scale=2' },
  { method: 'GET', path: '/overlays/layout/broadcast' },
  { method: 'GET', path: '/watch/RACE' },
  { method: 'GET', path: '/docs/hosting' },
  { method: 'GET', path: '/themes/apex.json' },
  { method: 'GET', path: '/api/layouts/broadcast' },
  { method: 'POST', path: '/api/layouts/check', body: () => samples.layoutFiles[0] },
  { method: 'PUT', path: '/api/layouts/mine', body: () => samples.layoutFiles[0] },
  { method: 'DELETE', path: '/api/layouts/mine' },
  { method: 'PUT', path: '/api/themes/mine', body: () => samples.themeFiles[0] },
  { method: 'PUT', path: '/api/settings/theme/tachometer', body: () => ({ theme: 'apex' }) },
  { method: 'PUT', path: '/api/settings/accent', body: () => ({ accent: '#ff0000' }) },
  { method: 'GET', path: '/api/entries' },
  { method: 'PUT', path: '/api/entries', body: () => samples.entryList },
  { method: 'POST', path: '/api/keys', body: () => ({ kind: 'view', name: 'A' }) },
  { method: 'POST', path: '/api/keys/A/renew', body: () => ({}) },
  { method: 'DELETE', path: '/api/keys/A' },
  { method: 'PUT', path: '/api/first-run', body: () => ({ done: true }) },
  { method: 'POST', path: '/api/sessions/RACE/mark', body: () => ({ note: 'n' }) },
  { method: 'GET', path: '/api/sessions/RACE/moments?format=csv' },
  { method: 'PUT', path: '/api/sessions/RACE/moments/1', body: () => ({ note: 'n' }) },
  { method: 'DELETE', path: '/api/sessions/RACE' },
  { method: 'OPTIONS', path: '/api/sessions' },
];

function textOf(random: Random, port: number, token: string): Buffer {
  const { method, path, body } = pick(random, requests);
  const target = random.chance(0.5) ? changeText(random, path) : path;
  const content = body === undefined ? '' : mutateJsonText(random, body());
  const lines = [
    `${random.chance(0.03) ? changeText(random, method) : method} ${target} HTTP/1.1`,
    `Host: ${random.chance(0.05) ? changeText(random, 'localhost') : `127.0.0.1:${port}`}`,
    // Rarely a wrong one: its answer is delayed for seconds.
    `Authorization: Bearer ${random.chance(0.001) ? changeText(random, token) : token}`,
    `Content-Type: ${random.chance(0.05) ? changeText(random, 'application/json') : 'application/json'}`,
    `Content-Length: ${random.chance(0.05) ? changeText(random, '12') : Buffer.byteLength(content)}`,
    'Connection: close',
  ];
  if (random.chance(0.1)) lines.push(changeText(random, 'X-Forwarded-For: 203.0.113.7'));
  if (random.chance(0.1)) lines.push(changeText(random, 'Origin: http://127.0.0.1'));
  if (random.chance(0.05)) lines.push(changeText(random, 'Range: bytes=0-10'));
  if (random.chance(0.05)) {
    lines.push(
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      changeText(random, 'Sec-WebSocket-Key: x'),
    );
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${content}`);
}

/** Sends bytes and ends its side. @returns what came back until the relay ended the connection */
function exchange(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('The relay did not end the connection.'));
    }, answerMsMax);
    socket.on('data', (part: string) => {
      if (text.length < 100) text += part;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.end(bytes);
  });
}

/** Answers that say that the relay, not the request, is to blame. `503` also says that something is away. */
const faults = /^HTTP\/1\.1 (500|502|504)/;

export async function openHttp(): Promise<FuzzParser> {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-fuzz-'));
  let failure: unknown = null;
  const log: Log = {
    ...silentLog,
    error: (fields, sentence) => {
      failure = (fields as { err?: unknown }).err ?? new Error(sentence);
    },
  };
  const relay = await startRelay(
    {
      ...{ host: '127.0.0.1', port: 0, allowHosts: [], allowOrigins: [], db: 'memory:' },
      ...{
        pagesFolder: folder,
        themesFolder: join(root, 'themes'),
        layoutsFolder: join(root, 'layouts'),
      },
      userFolder: folder,
    },
    { log, recorder: await openRecorder({ db: 'memory:', log }) },
  );
  return {
    next(random) {
      const bytes = textOf(random, relay.port, relay.panelToken);
      return async () => {
        const answer = await exchange(relay.port, bytes);
        const found = failure ?? (faults.test(answer) ? new Error(answer.slice(0, 80)) : null);
        failure = null;
        if (found !== null) throw found;
      };
    },
    async close() {
      await relay.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
