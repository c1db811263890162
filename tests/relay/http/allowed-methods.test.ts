/** A method that an address does not take is refused with the methods that it takes. */
import { beforeAll, describe, expect, test } from 'vitest';
import { startTestRelay, stopWithFile, type TestRelay } from '../../support/test-relay.ts';

describe('an address that', () => {
  let relay: TestRelay;
  stopWithFile();
  beforeAll(async () => {
    relay = await startTestRelay();
  });

  const ask = (request: string) => {
    const [method = '', path = ''] = request.split(' ');
    const headers = { Authorization: `Bearer ${relay.relay.panelToken}` };
    return relay.request(path, { method, headers });
  };

  const takes = {
    'GET, HEAD': [
      'POST /api/watch',
      'POST /API/watch/',
      'DELETE /health',
      'POST /live/RACE/latest',
    ],
    'DELETE, GET, HEAD, PUT': ['PATCH /api/sessions/RACE', 'POST /api/layouts/mine'],
  };
  test.each(Object.entries(takes))('takes only %s says so', async (allow, requests) => {
    for (const request of requests) {
      const { status, json, headers } = await ask(request);
      expect([request, status, headers.get('allow')]).toEqual([request, 405, allow]);
      expect(json).toMatchObject({ error: { code: 'method-not-allowed' } });
    }
  });

  const withoutRoute = {
    404: ['POST /api/nothing', 'POST /api/', 'GET /panel/nothing.js', 'POST /nothing'],
    400: ['PATCH /api/sessions/%zz'],
  };
  test.each(Object.entries(withoutRoute))(
    'has no route takes no method: %s',
    async (code, requests) => {
      for (const request of requests) {
        const { status, headers } = await ask(request);
        expect([request, status, headers.get('allow')]).toEqual([request, Number(code), null]);
      }
    },
  );
});
