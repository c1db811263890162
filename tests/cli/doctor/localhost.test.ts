/** `localhost` has two addresses: another program on the second one is reported. */
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { otherOnLocalhost } from '../../../cli/doctor/localhost.ts';
import { needThat } from '../../support/need.ts';
import { startTestRelay } from '../../support/test-relay.ts';

/** Another program on that address. */
async function otherOn(address: string, port = 0, body = 'Hello'): Promise<number> {
  const server: Server = createServer((_request, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen({ host: address, port }, resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const hasV6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

needThat(hasV6 ? null : 'this machine has no ::1')('localhost', () => {
  test.each([
    ['Hello', '127.0.0.1', '::1', '127.0.0.1'],
    ['{"instance":5}', '0.0.0.0', '::1', '127.0.0.1'],
    ['Hello', '::1', '127.0.0.1', '[::1]'],
  ])(
    'that says %s in place of a relay on %s is told of',
    async (body, host, elsewhere, instead) => {
      const port = await otherOn(elsewhere, 0, body);
      await startTestRelay({ host, port, ...(host === '0.0.0.0' ? { key: 'secret-key' } : {}) });
      const sentence = await otherOnLocalhost(host, port);
      expect(sentence).toContain(
        `(process ${process.pid}) answers localhost:${port} on ${elsewhere}`,
      );
      expect(sentence).toContain(`Write ${instead} instead of localhost`);
    },
  );

  test('is reported before the relay runs', async () => {
    const port = await otherOn('::1');
    expect(await otherOnLocalhost('127.0.0.1', port)).toContain('on ::1, in place of the relay');
  });

  test('that is another relay of this program is reported too', async () => {
    const { relay } = await startTestRelay();
    await startTestRelay({ host: '::1', port: relay.port });
    expect(await otherOnLocalhost('127.0.0.1', relay.port)).toContain('in place of the relay');
  });

  test('is fine when the relay answers on both, or nobody on the other', async () => {
    const { relay } = await startTestRelay();
    expect(await otherOnLocalhost('127.0.0.1', relay.port)).toBeNull();
    const both = await startTestRelay({ host: '::', key: 'secret-key' });
    expect(await otherOnLocalhost('::', both.relay.port)).toBeNull();
  });

  test('does not matter to a relay on another address', async () => {
    expect(await otherOnLocalhost('192.168.1.7', await otherOn('::1'))).toBeNull();
  });
});
