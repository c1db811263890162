/** A method that an address does not take is refused with the methods that it takes. */
import { beforeAll, describe, expect, test } from 'vitest';
import { startTestRelay, stopWithFile, type TestRelay } from '../../support/test-relay.ts';

describe('an address that', () => {
  let relay: TestRelay;
  stopWithFile();
  beforeAll(async () => {
    relay = await startTestRelay();
  });

  const ask = (method: string, path: string) =>
    relay.request(path, {
      method,
      headers: { Authorization: `Bearer ${relay.relay.panelToken}` },
    });

  test.each([
    ['POST', '/api/watch', 'GET, HEAD'],
    ['POST', '/API/watch/', 'GET, HEAD'],
    ['PATCH', '/api/sessions/RACE', 'DELETE, GET, HEAD, PUT'],
    ['POST', '/api/layouts/mine', 'DELETE, GET, HEAD, PUT'],
    ['DELETE', '/health', 'GET, HEAD'],
    ['POST', '/live/RACE/latest', 'GET, HEAD'],
  ])('does not take a method says which it takes: %s %s', async (method, path, allow) => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(405);
    expect(answer.json).toMatchObject({ error: { code: 'method-not-allowed' } });
    expect(answer.headers.get('allow')).toBe(allow);
  });

  test.each([
    ['POST', '/api/nothing', 404],
    ['POST', '/api/', 404],
    ['GET', '/panel/nothing.js', 404],
    ['POST', '/nothing', 404],
    ['PATCH', '/api/sessions/%zz', 400],
  ])('no route has takes no method: %s %s', async (method, path, status) => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('allow')).toBeNull();
  });
});
