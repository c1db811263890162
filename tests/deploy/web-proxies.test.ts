/** A relay with TLS: behind Caddy, behind nginx, and on its own. The files of `deploy/` are used as they stand. */
import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { protocolVersion, publishSubprotocol, viewerSubprotocol } from '../../protocol/messages.ts';
import { freePort } from '../../scripts/processes.ts';
import { makeCertificate } from '../support/certificate.ts';
import { temporaryFolder, withTest } from '../support/clean-up.ts';
import { frame } from '../support/frames.ts';
import { LogBook } from '../support/log-book.ts';
import { need } from '../support/need.ts';
import { startTestRelay, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';
import { startWebProxy } from '../support/web-proxies.ts';

const name = 'relay.example.org';
const publishKey = 'the-publish-key-of-this-test';
/** The client connects from here, so that it is not the proxy itself. */
const clientAddress = '127.0.0.2';

/** A client of the far end, with its own ideas about its address. */
function clientOf(port: number) {
  const host = `${name}:${port}`;
  const headers = { Host: host, 'X-Forwarded-For': '6.6.6.6', Forwarded: 'for=6.6.6.6' };
  const tls = { rejectUnauthorized: false, servername: name, localAddress: clientAddress };
  const agent = new Agent({ keepAlive: true, ...tls });
  onTestFinished(() => agent.destroy());
  return {
    sockets: { headers: { ...headers, Origin: `https://${host}` }, ...tls },
    headers,
    ask(method: string, path: string, more: Record<string, string> = {}, body?: string) {
      return new Promise<{ status: number; text: string }>((resolve, reject) => {
        const options = { agent, host: '127.0.0.1', port, path, method };
        const asked = request({ ...options, headers: { ...headers, ...more } }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        });
        asked.on('error', reject);
        asked.end(body);
      });
    },
  };
}

/** A publisher, an overlay and the panel of somebody far away; all that they need works. */
async function driveThrough(relay: TestRelay, port: number): Promise<void> {
  const far = `https://127.0.0.1:${port}`;
  const { ask, sockets, headers } = clientOf(port);
  const key = { Authorization: `Bearer ${publishKey}` };
  const json = { 'Content-Type': 'application/json' };

  const overlay = relay.socket('/ws/live', [viewerSubprotocol], sockets, far);
  await overlay.opened;
  const about = { overlay: 'gear', build: 'b', channels: ['gear'], hz: 0 };
  overlay.send({ type: 'hello', protocol: protocolVersion, ...about });
  await overlay.next('welcome');

  const options = { ...sockets, headers: { ...headers, ...key } };
  const agent = relay.socket('/publish', [publishSubprotocol], options, far);
  await agent.opened;
  agent.send({ type: 'hello', protocol: protocolVersion, agent: 'test 1', kept: [] });
  await agent.next('welcome');
  const batch = { sessionID: 'FAR', run: 'run', seq: 1, lap: 1, late: false };
  agent.send({ type: 'batch', ...batch, data: [frame(1, { t: 0 })] });
  expect(await agent.next('received')).toMatchObject({ seq: 1 });
  expect(await overlay.nextBytes()).toBeInstanceOf(Buffer);

  const path = '/ingest?session_id=POSTED&lap=1';
  const body = JSON.stringify([frame(1)]);
  expect((await ask('POST', path, json, body)).status).toBe(401);
  expect((await ask('POST', path, { ...json, ...key }, body)).status).toBe(200);

  const token = { Authorization: `Bearer ${relay.relay.panelToken}` };
  expect((await ask('GET', '/api/status')).status).toBe(401);
  expect((await ask('GET', '/api/status', token)).status).toBe(200);
  const saved = await ask('PUT', '/api/first-run', { ...token, ...json }, '{"isOver":true}');
  expect(saved.status).toBe(200);

  // The relay knows where they are, whatever they claim.
  const [viewer] = relay.relay.viewers();
  expect(viewer).toMatchObject({ remoteAddress: clientAddress, isLocal: false });
  expect(relay.relay.stats().agents[0]).toMatchObject({ remoteAddress: clientAddress });
  // A key in an address is the last resort of clients that can set no header.
  expect((await ask('GET', `/api/status?key=${relay.relay.panelToken}`)).status).toBe(200);
}

for (const kind of ['caddy', 'nginx'] as const) {
  need(kind, 'openssl')(`a relay behind ${kind}`, () => {
    test('serves publishers, overlays and the panel, and no key is in a log', async () => {
      const folder = temporaryFolder();
      const log = new LogBook();
      const relay = await startTestRelay(
        { key: publishKey, allowHosts: [name], trustedProxies: ['127.0.0.1'] },
        { log },
      );
      const port = await freePort();
      const certificate = makeCertificate(folder, name);
      const parts = { folder, port, relayPort: relay.relay.port, certificate };
      const proxy = await startWebProxy(kind, parts);
      withTest(() => proxy.stop());
      await driveThrough(relay, port);
      await until('the last request is logged', async () => proxy.log().includes('/api/status'));
      for (const secret of [publishKey, relay.relay.panelToken]) {
        expect(proxy.log()).not.toContain(secret);
        expect(JSON.stringify(log.lines)).not.toContain(secret);
      }
    });
  });
}

need('openssl')('a relay with TLS of its own', () => {
  test('serves publishers, overlays and the panel, and programs of this PC without TLS', async () => {
    const tls = makeCertificate(temporaryFolder(), name);
    const relay = await startTestRelay({ key: publishKey, allowHosts: [name], tls });
    await driveThrough(relay, relay.relay.port);
    expect(relay.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await relay.request('/api/status')).status).toBe(200);
  });

  test('takes a new certificate into use, and open connections stay', async () => {
    const folder = temporaryFolder();
    const tls = makeCertificate(folder, name);
    const next = makeCertificate(folder, 'next.example.org');
    const log = new LogBook();
    const relay = await startTestRelay({ allowHosts: [name], tls }, { log, tickMs: 5 });
    const { port } = relay.relay;
    const watching = relay.socket('/ws/A', [], clientOf(port).sockets, `https://127.0.0.1:${port}`);
    await watching.opened;
    expect(await certificateName(port)).toBe(name);

    // First only the certificate, as programs that renew one do.
    copyFileSync(next.cert, tls.cert);
    await until('the relay says that they do not fit', async () =>
      log.warnings.some(({ fields }) => String(fields.problem).includes('another certificate')),
    );
    expect(await certificateName(port)).toBe(name);
    copyFileSync(next.key, tls.key);
    await until('the new one is used', async () => {
      return (await certificateName(port)) === 'next.example.org';
    });
    await relay.post('A', 1, [frame(1)]);
    expect(await watching.next()).toMatchObject({ sessionID: 'A' });
  });

  test('does not start with a key that does not fit, and says why', async () => {
    const folder = temporaryFolder();
    const { cert } = makeCertificate(folder, name, 'relay');
    makeCertificate(folder, 'other.example.org', 'other');
    writeFileSync(join(folder, 'empty.key'), '');
    symlinkSync('/dev/zero', join(folder, 'zero.key'));
    for (const [file, sentence] of Object.entries({
      'other.key': 'the key belongs to another certificate',
      'nothing.key': 'cannot be read',
      'relay.pem': 'The relay cannot use its certificate',
      'empty.key': 'a file is empty',
      'zero.key': 'It is a device',
    })) {
      const starting = startTestRelay({ tls: { cert, key: join(folder, file) } });
      const expected = { code: 'bad-certificate', message: expect.stringContaining(sentence) };
      await expect(starting, file).rejects.toMatchObject(expected);
    }
  });
});

function certificateName(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', servername: name, rejectUnauthorized: false };
    const socket: TLSSocket = connect(options, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
