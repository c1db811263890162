/**
 * Calls every entry point of a real relay as every kind of caller. The two tables hold the expected answers; a route
 * of the relay that is missing from them fails too.
 */
import { request } from 'node:http';
import { Router } from 'express';
import { afterEach, expect, test } from 'vitest';
import { publishSubprotocol, viewerSubprotocol } from '../../protocol/messages.ts';
import { filesUnder, readText } from '../../scripts/sources.ts';
import { startTestRelay, stopAll, type TestRelay } from '../support/test-relay.ts';

afterEach(stopAll);

const publishKey = 'the-publish-key';
const adminKey = 'the-admin-key';
const allowed = 'race.tunnel.example';

/** A kind of caller. `TOKEN` in a header is replaced by the panel's token, `OWN` by the relay's own host. */
type Headers = Readonly<Record<string, string>>;

const shown = (key: string): Headers => ({ Authorization: `Bearer ${key}` });
const proxies: Readonly<Record<string, Headers>> = {
  'X-Forwarded-For': { 'X-Forwarded-For': '203.0.113.7' },
  'X-Forwarded-Host': { 'X-Forwarded-Host': allowed },
  'X-Real-IP': { 'X-Real-IP': '203.0.113.7' },
  Via: { Via: '1.1 proxy' },
  'CF-Connecting-IP': { 'CF-Connecting-IP': '203.0.113.7' },
  Forwarded: { Forwarded: 'for=203.0.113.7' },
  'another name': { Host: allowed },
};

type Permission = 'page' | 'watch' | 'publish' | 'private';
type Outcome = 'in' | 'key-missing' | 'key-wrong' | 'foreign-page' | 'foreign-host';

interface Caller {
  readonly who: string;
  readonly headers: Headers;
  /** What comes of each need. */
  readonly outcome: Readonly<Record<Permission, Outcome>>;
}

const all = (outcome: Outcome) => ({
  page: outcome,
  watch: outcome,
  publish: outcome,
  private: outcome,
});

/** @param publish what publishing needs on this machine and through a proxy */
function callersOf(publish: { here: Outcome; away: Outcome }): Caller[] {
  const reads = { page: 'in', watch: 'in' } as const;
  return [
    {
      who: 'a program of this machine',
      headers: {},
      outcome: { ...reads, publish: publish.here, private: 'key-missing' },
    },
    {
      who: 'the relay’s own page',
      headers: { Origin: 'http://OWN' },
      outcome: { ...reads, publish: publish.here, private: 'key-missing' },
    },
    { who: 'the token', headers: shown('TOKEN'), outcome: all('in') },
    {
      who: 'the admin key',
      headers: shown(adminKey),
      outcome: {
        ...reads,
        publish: publish.here === 'in' ? 'in' : 'key-wrong',
        private: 'in',
      },
    },
    {
      who: 'the publish key',
      headers: shown(publishKey),
      outcome: { ...reads, publish: 'in', private: 'key-wrong' },
    },
    {
      who: 'a wrong key',
      headers: shown('not-the-key'),
      outcome: {
        ...reads,
        publish: publish.here === 'in' ? 'in' : 'key-wrong',
        private: 'key-wrong',
      },
    },
    {
      who: 'a page of another port of this machine',
      headers: { Origin: 'http://localhost:3000' },
      outcome: { ...reads, publish: 'foreign-page', private: 'foreign-page' },
    },
    {
      who: 'a page of elsewhere with the token',
      headers: { Origin: 'https://evil.example', ...shown('TOKEN') },
      outcome: {
        page: 'in',
        watch: 'foreign-page',
        publish: 'foreign-page',
        private: 'foreign-page',
      },
    },
    {
      who: 'a page whose name was made to point here',
      headers: { Host: 'evil.example', Origin: 'http://evil.example', ...shown('TOKEN') },
      outcome: all('foreign-host'),
    },
    ...Object.entries(proxies).flatMap(([by, headers]): Caller[] => [
      {
        who: `somebody through a proxy (${by})`,
        headers,
        outcome: { ...reads, publish: publish.away, private: 'key-missing' },
      },
      {
        who: `somebody with the admin key through a proxy (${by})`,
        headers: { ...headers, ...shown(adminKey) },
        outcome: {
          ...reads,
          publish:
            publish.away === 'key-missing' && publish.here !== 'in' ? 'key-wrong' : publish.away,
          private: 'in',
        },
      },
      {
        who: `somebody with the token through a proxy (${by})`,
        headers: { ...headers, ...shown('TOKEN') },
        outcome: all('in'),
      },
    ]),
  ];
}

/** What each way needs. */
const routes: readonly (readonly [Permission, method: string, path: string])[] = [
  ['page', 'GET', '/'],
  ['page', 'GET', '/health'],
  ['page', 'GET', '/metrics'],
  ['page', 'GET', '/watch'],
  ['page', 'GET', '/watch/:session'],
  ['page', 'GET', '/docs'],
  ['page', 'GET', '/docs/:name'],
  ['page', 'GET', '/overlays/:name'],
  ['page', 'GET', '/overlays/layout/:name'],
  ['page', 'GET', '/layouts/:file'],
  ['page', 'GET', '/themes/:file'],
  ['page', 'GET', '/nothing'],
  ['watch', 'GET', '/api/overlays'],
  ['watch', 'GET', '/api/themes'],
  ['watch', 'GET', '/api/layouts'],
  ['watch', 'GET', '/api/layouts/:name'],
  ['watch', 'POST', '/api/layouts/check'],
  ['watch', 'GET', '/api/tracks/:track/:layout'],
  ['watch', 'GET', '/api/watch'],
  ['watch', 'GET', '/api/sessions'],
  ['watch', 'GET', '/api/sessions/:id'],
  ['watch', 'GET', '/api/sessions/:id/laps'],
  ['watch', 'GET', '/api/sessions/:id/laps/:lap'],
  ['watch', 'GET', '/api/sessions/:id/laps/:lap/replay'],
  ['watch', 'GET', '/api/sessions/:id/cars'],
  ['watch', 'GET', '/api/sessions/:id/cars/laps'],
  ['watch', 'GET', '/api/sessions/:id/cars/positions'],
  ['watch', 'GET', '/api/sessions/:id/moments'],
  ['watch', 'GET', '/live/:session/latest'],
  ['watch', 'GET', '/live/:session/:file'],
  ['watch', 'WS', '/ws/live'],
  ['watch', 'PAGE', '/ws/live'],
  ['publish', 'POST', '/ingest?session_id=A&lap=1'],
  ['publish', 'PUT', '/api/sessions/:id'],
  ['publish', 'PUBLISH', '/publish'],
  ['private', 'DELETE', '/api/sessions/:id'],
  ['private', 'POST', '/api/sessions/:id/mark'],
  ['private', 'PUT', '/api/sessions/:id/focus'],
  ['private', 'PUT', '/api/sessions/:id/moments/:moment'],
  ['private', 'DELETE', '/api/sessions/:id/moments/:moment'],
  ['private', 'GET', '/api/status'],
  ['private', 'GET', '/api/viewers'],
  ['private', 'GET', '/api/entries'],
  ['private', 'PUT', '/api/entries'],
  ['private', 'GET', '/api/settings'],
  ['private', 'PUT', '/api/settings/theme'],
  ['private', 'PUT', '/api/settings/theme/:overlay'],
  ['private', 'PUT', '/api/settings/accent'],
  ['private', 'PUT', '/api/layouts/:name'],
  ['private', 'DELETE', '/api/layouts/:name'],
  ['private', 'PUT', '/api/themes/:name'],
  ['private', 'DELETE', '/api/themes/:name'],
  ['private', 'GET', '/api/first-run'],
  ['private', 'PUT', '/api/first-run'],
  ['private', 'GET', '/api/obs'],
  ['private', 'POST', '/api/obs/connect'],
  ['private', 'PUT', '/api/obs/settings'],
  ['private', 'DELETE', '/api/obs/settings'],
  ['private', 'POST', '/api/obs/sources'],
  ['private', 'GET', '/api/triggers'],
  ['private', 'POST', '/api/triggers/:name/test'],
  ['private', 'GET', '/api/updates'],
  ['private', 'PUT', '/api/updates'],
  ['private', 'POST', '/api/updates/check'],
  ['private', 'POST', '/api/updates/install'],
  ['private', 'GET', '/api/rules'],
  ['private', 'POST', '/api/rules/:name/try'],
  ['private', 'PUT', '/api/rules/:name'],
  ['private', 'DELETE', '/api/rules/:name'],
  ['private', 'GET', '/api/obs/names'],
  ['private', 'GET', '/api/obs/filters'],
  ['private', 'GET', '/api/config'],
  ['private', 'PUT', '/api/config'],
  ['private', 'POST', '/api/restart'],
  ['private', 'GET', '/api/older-folders'],
  ['private', 'POST', '/api/older-folders/:id'],
  ['private', 'DELETE', '/api/older-folders/:id'],
  ['private', 'GET', '/api/log'],
  ['private', 'GET', '/api/game-app'],
  ['private', 'POST', '/api/game-app'],
  ['private', 'DELETE', '/api/game-app'],
  ['private', 'GET', '/api/data-folder'],
  ['private', 'POST', '/api/data-folder/open'],
  ['private', 'GET', '/api/backup'],
  ['private', 'POST', '/api/restore'],
  ['private', 'PUT', '/api/restore/:id/bytes'],
  ['private', 'POST', '/api/restore/:id/open'],
  ['private', 'POST', '/api/restore/:id'],
  ['private', 'DELETE', '/api/restore/:id'],
  ['private', 'POST', '/api/stop'],
  ['private', 'GET', '/api/nothing'],
  ['private', 'POST', '/api/nothing'],
  ['private', 'GET', '/API/status'],
  ['private', 'POST', '/api/sessions'],
  ['private', 'POST', '/api/layouts/Check'],
];

const codes: readonly string[] = ['key-missing', 'key-wrong', 'foreign-page', 'foreign-host'];

function outcomeOf(text: string): string {
  const code = /"code":"([a-z-]+)"/.exec(text)?.[1] ?? '';
  return codes.includes(code) || code === 'too-many' ? code : 'in';
}

function ask(relay: TestRelay, method: string, path: string, headers: Headers): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      relay.address + path,
      { method, headers: { 'Content-Type': 'application/json', ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve(outcomeOf(text)));
      },
    );
    asked.on('error', reject);
    asked.end(method === 'POST' || method === 'PUT' ? '{}' : undefined);
  });
}

const subprotocols: Readonly<Record<string, string[]>> = {
  WS: [],
  PAGE: [viewerSubprotocol],
  PUBLISH: [publishSubprotocol],
};

async function open(
  relay: TestRelay,
  method: string,
  path: string,
  headers: Headers,
): Promise<string> {
  const socket = relay.socket(path, subprotocols[method]!, { headers });
  // Our own page is let in, and its close code gives the reason.
  const closed = socket.closed.then(({ code, reason }) => {
    if (code !== 4403) return 'in';
    return reason.includes('Host header') || reason.includes('reached under')
      ? 'foreign-host'
      : 'foreign-page';
  });
  const refused = socket.refused.then(({ text }) => outcomeOf(text));
  const opened = socket.opened.then(async () => {
    if (method === 'PAGE')
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 15))]);
    return socket.ws.readyState === socket.ws.OPEN ? 'in' : closed;
  });
  const outcome = await Promise.race([opened, refused]);
  socket.ws.terminate();
  return outcome;
}

/** A relay where wrong keys are long forgotten when the next one comes, so that each costs a quarter of a second. */
async function start(key: string | null): Promise<TestRelay> {
  let leaps = 0;
  const now = () => performance.timeOrigin + performance.now() + ++leaps * 700_000;
  const relay = await startTestRelay(
    { adminKey, allowHosts: [allowed], ...(key === null ? {} : { key }) },
    { now },
  );
  const router = Router();
  router.use(
    [
      '/obs',
      '/triggers',
      '/config',
      '/restart',
      '/backup',
      '/restore',
      '/log',
      '/data-folder',
      '/older-folders',
    ],
    (_request, response) => void response.json({}),
  );
  relay.relay.mount(router);
  return relay;
}

test.each([
  ['with a publish key', publishKey, { here: 'key-missing', away: 'key-missing' }],
  ['without a publish key', null, { here: 'in', away: 'key-missing' }],
] as const)(
  '%s each caller gets what is written, on every way',
  { timeout: 90_000 },
  async (_, key, publish) => {
    const relay = await start(key);
    const own = new URL(relay.address).host;
    const wrong: string[] = [];
    await Promise.all(
      callersOf(publish).map(async ({ who, headers, outcome }) => {
        const filled = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [
            name,
            value.replace('TOKEN', relay.relay.panelToken).replace('OWN', own),
          ]),
        );
        for (const [need, method, path] of routes) {
          const asked = path.replaceAll(/:(\w+)/g, 'x');
          const come = method in subprotocols ? open : ask;
          const found = await come(relay, method, asked, filled);
          if (found !== outcome[need]) {
            wrong.push(`${who}: ${method} ${path} is ${found}, not ${outcome[need]}`);
          }
        }
      }),
    );
    expect(wrong).toEqual([]);
  },
);

test('every route of the relay is in the table', () => {
  const listed = new Set(routes.map(([, method, path]) => `${method} ${path}`));
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
  expect(found.filter((route) => !listed.has(route))).toEqual([]);
});
