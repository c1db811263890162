/** Quotas by address, with a reserve for this machine. */
import { describe, expect, test } from 'vitest';
import {
  AddressQuota,
  networkOf,
  quotaHolderOf,
  thisMachine,
} from '../../../relay/access/address-quota.ts';
import type { Caller } from '../../../relay/access/caller.ts';
import { eachMakes } from '../../support/each-makes.ts';
import { local } from './local-caller.ts';

describe('the quota holder', () => {
  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
    'is this machine for a direct connection from %s',
    (remoteAddress) => {
      expect(quotaHolderOf({ ...local, remoteAddress })).toBe(thisMachine);
    },
  );

  test.each<[string, Partial<Caller>]>([
    ['through a proxy', { isForwarded: true }],
    [
      'through a proxy that claims this machine',
      { isForwarded: true, reportedAddress: '127.0.0.1' },
    ],
    ['by a name of elsewhere', { host: 'race.tunnel.example' }],
    ['from another machine', { remoteAddress: '192.168.1.7' }],
    [
      'from an address of loopback that programs do not have by themselves',
      { remoteAddress: '127.0.0.2' },
    ],
  ])('is not this machine %s', (_, more) => {
    expect(quotaHolderOf({ ...local, ...more })).not.toBe(thisMachine);
  });

  test('is each address that a trusted proxy reports, and all clients of any other proxy together', () => {
    const behind = { ...local, isForwarded: true };
    const holders = ['192.0.2.1', '192.0.2.2', null, null].map((reportedAddress) =>
      quotaHolderOf({ ...behind, reportedAddress }),
    );
    expect(holders).toEqual([
      '192.0.2.1',
      '192.0.2.2',
      '127.0.0.1 (a proxy)',
      '127.0.0.1 (a proxy)',
    ]);
  });

  eachMakes('is the same for all addresses of an IPv6 network: %s', networkOf, [
    ['2001:db8::7', '2001:db8:0:0/64'],
    ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0/64'],
    ['[2001:db8::9]', '2001:db8:0:0/64'],
    ['2001:db8:0:1::7', '2001:db8:0:1/64'],
    ['fe80::1%eth0', 'fe80:0:0:0/64'],
    ['192.0.2.1', '192.0.2.1'],
    ['', ''],
  ]);
});

describe('the quota of an address', () => {
  const quota = () => new AddressQuota({ what: 'sockets', total: 10, perAddress: 4, reserved: 3 });
  const fill = (of: AddressQuota, holder: string): (() => void)[] => {
    const acquired: (() => void)[] = [];
    try {
      for (;;) acquired.push(of.acquire(holder));
    } catch {
      return acquired;
    }
  };

  test('limits one address, and all other machines together leave the reserve to this machine', () => {
    const of = quota();
    expect(fill(of, 'a')).toHaveLength(4);
    expect(fill(of, 'b')).toHaveLength(3);
    expect(fill(of, 'c')).toHaveLength(0);
    expect(fill(of, thisMachine)).toHaveLength(3);
    expect(of.size).toBe(10);
  });

  test('counts a released place as free, once', () => {
    const of = quota();
    const [first] = fill(of, 'a');
    first!();
    first!();
    expect(of.size).toBe(3);
    expect(fill(of, 'a')).toHaveLength(1);
  });

  test('names the limit that was reached', () => {
    const of = quota();
    fill(of, 'a');
    expect(() => of.acquire('a')).toThrow('One address has at most 4 sockets.');
    fill(of, 'b');
    expect(() => of.acquire('c')).toThrow('There are 7 sockets already.');
  });
});
