/**
 * Walks the tables of `SECURITY.md`: calls every route and socket of a real relay as every kind of caller with every kind of
 * key. A cell that does not say what the relay does fails, and so does a route that is in no row.
 */

import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Router } from 'express';
import { afterAll, describe, expect, test } from 'vitest';
import { protocolVersion, publishSubprotocol } from '../../protocol/messages.ts';
import { filesUnder, readText } from '../../scripts/sources.ts';
import { frame } from '../support/frames.ts';
import { listen } from '../support/listen.ts';
import { needThat } from '../support/need.ts';
import { startTestRelay, stopAll, type TestRelay } from '../support/test-relay.ts';

const closers: (() => void)[] = [];
afterAll(async () => {
  for (const close of closers) close();
  await stopAll();
});

const tunnelName = 'race.tunnel.example';

// ---------------------------------------------------------------- The tables

const callers = [
  'this PC',
  'own page',
  'local page',
  'foreign page',
  'rebound name',
  'this network',
  'proxy',
  'TCP tunnel',
] as const;
type CallerKind = (typeof callers)[number];

/** `other`: a publish key, of a session that another key began. */
type KeyShown = 'none' | 'view' | 'publish' | 'other' | 'admin';
const keysShown: readonly KeyShown[] = ['none', 'view', 'publish', 'other', 'admin'];

const letIn: Readonly<Record<string, readonly KeyShown[]>> = {
  all: keysShown,
  view: ['view', 'publish', 'other', 'admin'],
  own: ['publish', 'admin'],
  admin: ['admin'],
  never: [],
};

interface Row {
  readonly need: string;
  /** `GET /api/status`; empty in the tables without routes. */
  readonly route: string;
  readonly cells: Readonly<Record<CallerKind, string>>;
}

function tableUnder(heading: string): Row[] {
  const [, section = ''] = readText('SECURITY.md').split(`\n### ${heading}\n`);
  const lines = section.split('\n## ')[0]!.split('\n### ')[0]!.split('\n');
  const rows = lines.filter((line) => line.startsWith('| ')).map(cellsOf);
  const [head = [], , ...body] = rows;
  const first = head.length - callers.length;
  expect(head.slice(first)).toEqual([...callers]);
  return body.map((cells) => ({
    need: cells[0]!,
    route: first === 2 ? cells[1]!.replaceAll('`', '') : '',
    cells: Object.fromEntries(callers.map((who, i) => [who, cells[first + i]!])) as Row['cells'],
  }));
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

const routes = tableUnder('With keys of every kind');

/** The rows of a table by need, for the first and the last route of each. */
function forSomeRoutes(table: readonly Row[]): Row[] {
  return table.flatMap(({ need, cells }) => {
    const own = routes.filter((row) => row.need === need);
    expect(own.length).toBeGreaterThan(1);
    return [own[0]!, own.at(-1)!].map(({ route }) => ({ need, route, cells }));
  });
}

// --------------------------------------------------------------- The callers

interface Way {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An address of this machine that is not loopback; null: it has none. */
const ownAddress =
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address ?? null;

/** A bare TCP tunnel. @returns its near end */
async function tunnelTo(relay: TestRelay): Promise<string> {
  const server = createServer((near) => {
    const far = connect(relay.relay.port, '127.0.0.1');
    for (const [a, b] of [
      [near, far],
      [far, near],
    ] as const) {
      a.on('error', () => b.destroy()).on('close', () => b.destroy());
      a.pipe(b);
    }
  });
  const port = await listen(server);
  closers.push(() => void server.close());
  return `http://127.0.0.1:${port}`;
}

async function waysTo(relay: TestRelay): Promise<Record<CallerKind, Way[]>> {
  const { port } = relay.relay;
  const address = `http://127.0.0.1:${port}`;
  const far = await tunnelTo(relay);
  const direct = (headers: Way['headers'] = {}): Way => ({ address, headers });
  return {
    'this PC': [direct(), { address: far, headers: { Host: 'localhost' } }],
    'own page': [direct({ Origin: address })],
    'local page': [direct({ Origin: 'http://localhost:3000' })],
    'foreign page': [direct({ Origin: 'https://evil.example' }), direct({ Origin: 'null' })],
    'rebound name': [direct({ Host: 'evil.example', Origin: 'http://evil.example' })],
    'this network': [{ address: `http://${ownAddress}:${port}`, headers: {} }],
    proxy: [direct({ Host: tunnelName, 'X-Forwarded-For': '203.0.113.7' })],
    'TCP tunnel': [{ address: far, headers: { Host: tunnelName } }],
  };
}

// --------------------------------------------------------------- The requests

const refusals = ['key-missing', 'key-wrong', 'session-taken', 'foreign-page', 'foreign-host'];
const session = 'the-session';
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
closers.push(() => agent.destroy());

/** The code of a refusal; null: it was let in, whatever became of it then. */
function refusalIn(text: string): string | null {
  const code = /"error":\{"code":"([a-z-]+)"/.exec(text)?.[1] ?? '';
  return refusals.includes(code) ? code : null;
}

function bodyFor(method: string, path: string): string | undefined {
  if (path.startsWith('/ingest')) return JSON.stringify([frame(1)]);
  return method === 'POST' || method === 'PUT' ? '{}' : undefined;
}

function ask({ address, headers }: Way, method: string, path: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const all = { 'Content-Type': 'application/json', ...headers };
    const asked = request(address + path, { method, headers: all, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve(refusalIn(text)));
    });
    asked.on('error', reject);
    asked.end(bodyFor(method, path));
  });
}

/** Opens a socket; one that publishes sends a batch too. */
async function open(relay: TestRelay, way: Way, path: string): Promise<string | null> {
  const publishes = path === '/publish';
  const protocols = publishes ? [publishSubprotocol] : [];
  const socket = relay.socket(path, protocols, { headers: way.headers }, way.address);
  try {
    const refused = socket.refused.then(({ text }) => refusalIn(text) ?? text);
    const opened = await Promise.race([socket.opened.then(() => null), refused]);
    if (opened !== null || !publishes) return opened;
    socket.send({ type: 'hello', protocol: protocolVersion, agent: 'test 1', kept: [] });
    await socket.next('welcome');
    const batch = { sessionID: session, run: 'run', seq: 1, lap: 1, late: false };
    socket.send({ type: 'batch', ...batch, data: [frame(1)] });
    return refusalIn(JSON.stringify(await socket.next()));
  } finally {
    socket.ws.terminate();
  }
}

/** The path of a request for a route. */
function pathOf(path: string): string {
  if (path === '/ingest') return `/ingest?session_id=${session}&lap=1`;
  return path
    .replace(/^\/api\/sessions\/:\w+/, `/api/sessions/${session}`)
    .replaceAll(/:(\w+)/g, 'x');
}

/** @returns what differs from the rows */
async function walk(
  relay: TestRelay,
  rows: readonly Row[],
  keys: Partial<Record<KeyShown, string | null>>,
): Promise<string[]> {
  const wrong: string[] = [];
  const ways = await waysTo(relay);
  const shown = Object.entries(keys) as [KeyShown, string | null][];
  await Promise.all(
    callers.flatMap((who) =>
      ways[who].flatMap((way) =>
        shown.map(async ([kind, key]) => {
          const headers = {
            ...way.headers,
            ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
          };
          for (const { need, route, cells } of rows) {
            // Elsewhere all publish keys are alike.
            if (kind === 'other' && need !== 'publish') continue;
            const [method = '', path = ''] = route.split(' ');
            const one = { ...way, headers };
            const found =
              method === 'socket'
                ? await open(relay, one, pathOf(path))
                : await ask(one, method, pathOf(path));
            const isIn = letIn[cells[who]]!.includes(kind);
            if ((found === null) !== isIn) {
              wrong.push(`${route} of "${who}" with ${kind}: ${found ?? 'in'}, not ${cells[who]}`);
            }
          }
        }),
      ),
    ),
  );
  return wrong;
}

async function start(isPublic: boolean): Promise<TestRelay> {
  const relay = await startTestRelay({
    host: '0.0.0.0',
    isPublic,
    adminKey: 'the-admin-key',
    allowHosts: [tunnelName],
  });
  const router = Router();
  // Routes of the whole program, which a relay alone does not have.
  router.use(programRoutes, (_request, response) => void response.json({}));
  relay.relay.mount(router);
  return relay;
}

const programRoutes = [
  '/obs',
  '/triggers',
  '/rules',
  '/config',
  '/restart',
  '/stop',
  '/backup',
  '/restore',
  '/log',
  '/game-app',
  '/data-folder',
  '/older-folders',
  '/updates',
];

/** Makes a key of each kind, and begins the session with one of them. */
async function makeKeys(relay: TestRelay): Promise<Record<KeyShown, string | null>> {
  const make = async (kind: string, name: string): Promise<string> => {
    const { json } = await relay.send('POST', '/api/keys', { kind, name });
    return (json as { key: string }).key;
  };
  const publish = await make('publish', 'Anna');
  await relay.post(session, 1, [frame(1)], { Authorization: `Bearer ${publish}` });
  return {
    none: null,
    view: await make('view', 'OBS'),
    publish,
    other: await make('publish', 'Ben'),
    admin: await make('admin', 'Cleo'),
  };
}

needThat(ownAddress === null ? 'this machine has no address but loopback' : null)(
  'every cell of SECURITY.md is what the relay does',
  () => {
    test('with keys of every kind', async () => {
      const relay = await start(false);
      expect(await walk(relay, routes, await makeKeys(relay))).toEqual([]);
    });

    test('without keys', async () => {
      const relay = await start(false);
      const rows = forSomeRoutes(tableUnder('Without keys'));
      const keys = { none: null, admin: relay.relay.panelToken };
      expect(await walk(relay, rows, keys)).toEqual([]);
    });

    test('on a public relay', async () => {
      const relay = await start(true);
      const rows = forSomeRoutes(tableUnder('With `--public`'));
      expect(await walk(relay, rows, await makeKeys(relay))).toEqual([]);
    });
  },
);

describe('the table of SECURITY.md', () => {
  test('has every route of the relay', () => {
    const listed = new Set(routes.map(({ route }) => route));
    const open = [
      'relay/pages/pages.ts',
      'relay/http/status.ts',
      'relay/live-chunks/chunk-routes.ts',
    ];
    const found = [...filesUnder('relay', '.ts'), ...filesUnder('cli', '.ts')].flatMap((file) =>
      [...readText(file).matchAll(/router\s*\.(get|put|post|delete)\(\s*'([^']+)'/g)].map(
        ([, method = '', path = '']) => {
          const isOpen = open.includes(file) && !/^\/(status|viewers)$/.test(path);
          const whole = isOpen || path.startsWith('/api/') ? path : `/api${path}`;
          return `${method.toUpperCase()} ${whole}`;
        },
      ),
    );
    expect(found.length).toBeGreaterThan(30);
    const missing = found.filter((route) => !listed.has(route));
    expect(missing, 'add a row of each to the table in SECURITY.md').toEqual([]);
  });

  test('has the keys of each cell in words that it explains', () => {
    const words = new Set(routes.flatMap(({ cells }) => Object.values(cells)));
    expect([...words].filter((word) => letIn[word] === undefined)).toEqual([]);
  });
});
