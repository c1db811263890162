import { expect, test } from 'vitest';
import { useOriginForm } from '../../../relay/http/request-target.ts';
import { eachMakes } from '../../support/each-makes.ts';
import { frame } from '../../support/frames.ts';
import { RawConnection, startTestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

function inOriginForm(target: string): { host: string; path: string } {
  const request = { url: target, headers: { host: 'own' } };
  useOriginForm(request);
  return { host: request.headers.host, path: request.url };
}

eachMakes('the first line may name %s', inOriginForm, [
  ['/ingest?session_id=A', { host: 'own', path: '/ingest?session_id=A' }],
  ['http://localhost:5000/ingest?lap=1', { host: 'localhost:5000', path: '/ingest?lap=1' }],
  ['HTTPS://race.example', { host: 'race.example', path: '/' }],
  ['http://race.example?x=1#y', { host: 'race.example', path: '/?x=1' }],
  ['http:///api', { host: '', path: '/api' }],
  ['*', { host: 'own', path: '*' }],
]);

async function answerTo(line: string, more: readonly string[] = [], body = ''): Promise<string> {
  const relay = await startTestRelay();
  const { host } = new URL(relay.address);
  const raw = new RawConnection(relay.address);
  const head = [line.replace('RELAY', host), `Host: ${host}`, ...more];
  raw.socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  await until('the first line has come', () => raw.text.includes('\r\n'));
  return raw.text.split('\r\n')[0]!;
}

const body = JSON.stringify([frame(1)]);
const json = ['Content-Type: application/json', `Content-Length: ${body.length}`];

test('frames are accepted at a whole address', async () => {
  const line = 'POST http://RELAY/ingest?session_id=A&lap=1 HTTP/1.1';
  expect(await answerTo(line, json, body)).toBe('HTTP/1.1 200 OK');
});

test('a socket opens at a whole address', async () => {
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const offer = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', key];
  const answer = await answerTo('GET http://RELAY/ws/live HTTP/1.1', offer);
  expect(answer).toBe('HTTP/1.1 101 Switching Protocols');
});

test('the host name in the first line replaces Host', async () => {
  const answer = await answerTo('GET http://evil.example/api/layouts HTTP/1.1');
  expect(answer).toBe('HTTP/1.1 403 Forbidden');
});
