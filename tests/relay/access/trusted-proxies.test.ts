/** Proxies whose claims are believed. */
import { describe, expect, test } from 'vitest';
import { proxyNetwork, TrustedProxies } from '../../../relay/access/trusted-proxies.ts';

test.each(['127.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32', '0.0.0.0/0'])(
  '%s is an address or a network',
  (text) => {
    expect(proxyNetwork(text)).not.toBeNull();
  },
);

test.each(['', 'proxy.example', '10.0.0.0/33', '::1/129', '10.0.0/8', '1.2.3.4/x', '1.2.3.4 5'])(
  '"%s" is neither',
  (text) => {
    expect(proxyNetwork(text)).toBeNull();
  },
);

describe('trusted proxies', () => {
  const proxies = new TrustedProxies(['127.0.0.1', '10.1.0.0/16', 'fd00::/8']);

  test('are those of the list, whatever form their address has', () => {
    for (const one of ['127.0.0.1', '::ffff:127.0.0.1', '10.1.2.3', 'fd00::7', 'fd12::1%eth0']) {
      expect(proxies.has(one)).toBe(true);
    }
    for (const one of ['127.0.0.2', '10.2.0.1', '::1', '', 'nonsense']) {
      expect(proxies.has(one)).toBe(false);
    }
  });

  test.each([
    ['one address', '203.0.113.7', '203.0.113.7'],
    ['what the client wrote itself', '127.0.0.1, 6.6.6.6, 203.0.113.7', '203.0.113.7'],
    ['trusted proxies behind it', '203.0.113.7, 10.1.0.1, 10.1.0.2', '203.0.113.7'],
    ['proxies alone: the first of them', '10.1.0.1, 10.1.0.2', '10.1.0.1'],
    ['a port', '203.0.113.7:4711', '203.0.113.7'],
    ['IPv6 with a port', '[2001:db8::7]:4711', '2001:db8::7'],
    ['nonsense before the address', 'unknown, 203.0.113.7', '203.0.113.7'],
    ['nonsense last', '203.0.113.7, unknown', null],
    ['nothing', '', null],
  ])('report the client in a header with %s', (_, header, client) => {
    expect(proxies.clientOf(header)).toBe(client);
  });

  test('report nobody without a header', () => {
    expect(proxies.clientOf(undefined)).toBeNull();
  });
});
