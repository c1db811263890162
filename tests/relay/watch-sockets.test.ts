/** Which clients may open a watch socket, and how open ones are listed. */
import { describe, expect, test } from 'vitest';
import { startTestRelay, type TestSocket } from '../support/test-relay.ts';

describe('watch sockets', () => {
  const answerOf = async (socket: TestSocket) => {
    const { status, text } = await socket.refused;
    return [status, (JSON.parse(text) as { error: { code: string } }).error.code];
  };

  test.each([
    ['/ws/', 400, 'bad-session-id'],
    ['/ws/a%20b', 400, 'bad-session-id'],
    ['/ws/%zz', 400, 'bad-parameter'],
    [`/ws/${'x'.repeat(65)}`, 400, 'bad-session-id'],
    ['/ws/live?driver=a&driver=b', 400, 'bad-parameter'],
    [`/ws/live?driver=${'x'.repeat(101)}`, 400, 'bad-parameter'],
    [`/ws/live?x=${'x'.repeat(3000)}`, 400, 'bad-request'],
    ['/elsewhere', 404, 'not-found'],
    ['/', 404, 'not-found'],
  ])('%s is not an address of a socket', async (path, status, code) => {
    const relay = await startTestRelay();
    expect(await answerOf(relay.socket(path, []))).toEqual([status, code]);
  });

  test('pages of this machine may watch, others only when they are allowed', async () => {
    const relay = await startTestRelay({ allowOrigins: ['https://good.example'] });
    for (const origin of [relay.address, 'http://localhost:3000', 'https://good.example']) {
      await relay.watch('A', { origin });
    }
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example']) {
      const socket = relay.socket('/ws/A', [], { origin });
      expect(await answerOf(socket)).toEqual([403, 'foreign-page']);
    }
    const rebound = relay.socket('/ws/A', [], { headers: { Host: 'evil.example:5000' } });
    expect(await answerOf(rebound)).toEqual([403, 'foreign-host']);
  });

  test('viewers are listed without their keys', async () => {
    const relay = await startTestRelay();
    await relay.page(
      'live?driver=Niki&theme=paper&key=secret',
      { overlay: 'tachometer', build: 'b7' },
      { headers: { 'User-Agent': 'Mozilla/5.0 Chrome/103.0.5060.134 Safari/537.36 OBS/30.2.3' } },
    );
    await relay.watch('A');
    const answer = await relay.request('/api/viewers');
    expect(answer.json).toMatchObject([
      {
        overlay: 'tachometer',
        build: 'b7',
        protocol: 'sequential',
        target: 'live',
        driver: 'Niki',
        sessionID: null,
        parameters: { driver: 'Niki', theme: 'paper' },
        isObs: true,
        isLocal: true,
        visible: true,
      },
      { overlay: null, protocol: 'plain', target: 'A', isObs: false },
    ]);
    expect(answer.text).not.toContain('secret');
  });
});
