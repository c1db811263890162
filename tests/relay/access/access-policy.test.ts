/** Who may do what: names of this machine, origins of pages, the panel's token, keys. */
import { describe, expect, test } from 'vitest';
import type { KeyKind } from '../../../protocol/access-keys.ts';
import {
  type AccessGrant,
  AccessPolicy,
  type Permission,
} from '../../../relay/access/access-policy.ts';
import type { Caller } from '../../../relay/access/caller.ts';
import { findKey, type KeyEntry, withNewKey } from '../../../relay/access/key-list.ts';
import type { KnownKeys } from '../../../relay/access/key-ring.ts';
import { eachMakes } from '../../support/each-makes.ts';
import { local, noKeys } from './local-caller.ts';

const token = 'T'.repeat(43);

interface Given {
  host?: string;
  allowHosts?: string[];
  allowOrigins?: string[];
  key?: string;
  adminKey?: string;
  isPublic?: boolean;
  keys?: KnownKeys;
}

function policyOf(given: Given = {}): AccessPolicy {
  return new AccessPolicy({
    host: '127.0.0.1',
    allowHosts: [],
    allowOrigins: [],
    token,
    keys: noKeys,
    ...given,
  });
}

/** The code of the refusal; `key-shown` counts as right or wrong as its key is. */
function codeOf(policy: AccessPolicy, need: Permission, more: Partial<Caller> = {}): string {
  const decision = policy.decide({ ...local, ...more }, need);
  if (decision.kind === 'allowed') return 'ok';
  if (decision.kind === 'refused') return decision.error.code;
  return policy.grantOfSettingKey(decision.key, need) === null ? 'key-wrong' : 'ok';
}

const host = (policy: AccessPolicy, value: string | undefined, more: Partial<Caller> = {}) =>
  policy.hostNames.refusal({ ...local, ...more, host: value })?.code ?? 'ok';

describe('the host name of a request', () => {
  eachMakes('a request to %s: %s', (name) => host(policyOf(), name), [
    ['127.0.0.1', 'ok'],
    ['127.0.0.1:5000', 'ok'],
    ['127.0.0.2:5000', 'ok'],
    ['localhost:5000', 'ok'],
    ['LOCALHOST', 'ok'],
    ['localhost.', 'ok'],
    ['localhost.:443', 'ok'],
    ['[::1]:80', 'ok'],
    ['[0:0:0:0:0:0:0:1]:5000', 'ok'],
    [undefined, 'foreign-host'],
    ['', 'foreign-host'],
    ['evil.example', 'foreign-host'],
    ['evil.example:5000', 'foreign-host'],
    ['localhost.evil.example', 'foreign-host'],
    ['127.0.0.1.evil.example', 'foreign-host'],
    ['evil.example#localhost', 'foreign-host'],
    ['user@localhost', 'foreign-host'],
    ['localhost:5000:5000', 'foreign-host'],
    ['localhost/..', 'foreign-host'],
    ['192.168.1.7', 'foreign-host'],
    ['[::1', 'foreign-host'],
  ]);

  test('the address that the request came in on is always allowed, on IPv4 and IPv6 sockets', () => {
    const came = { localAddress: '::ffff:192.168.1.7' };
    expect(host(policyOf(), '192.168.1.7:5000', came)).toBe('ok');
    expect(host(policyOf(), '192.168.1.8:5000', came)).toBe('foreign-host');
  });

  test.each([
    'Race-PC.lan',
    'Race-PC.lan:80',
    'race-pc.lan.',
    'http://race-pc.lan/',
    'https://Race-PC.lan:8443',
  ])('%s allows another name', (given) => {
    const policy = policyOf({ host: '0.0.0.0', allowHosts: [given] });
    for (const name of ['race-pc.lan', 'RACE-PC.LAN:5000', 'race-pc.lan.:443']) {
      expect(host(policy, name)).toBe('ok');
    }
    expect(host(policy, 'race-pc2.lan')).toBe('foreign-host');
  });

  test('the refusal names the option that allows it', () => {
    const caller = { ...local, host: 'abc.tunnel.example:443' };
    expect(policyOf().hostNames.refusal(caller)?.hint).toContain('--allow-host abc.tunnel.example');
  });
});

describe('the origin of a page', () => {
  const watch = (origin: string | undefined, policy = policyOf()) =>
    codeOf(policy, 'watch', { origin });
  const publish = (origin: string | undefined, policy = policyOf()) =>
    codeOf(policy, 'publish', { origin });

  const programsAndOwnPages = [undefined, 'http://127.0.0.1:5000'];
  const otherPorts = ['http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]:1'];
  const otherPages = ['http://evil.example', 'https://localhost.evil.example', 'null', 'file://'];
  const noOrigins = ['localhost', 'http://user@127.0.0.1:5000', 'http://127.0.0.1:5000/x'];
  test.each([
    ['programs and the relay’s own pages', programsAndOwnPages, 'ok', 'ok'],
    ['pages of other ports of this machine', otherPorts, 'ok', 'foreign-page'],
    ['pages of other machines', otherPages, 'foreign-page', 'foreign-page'],
    ['pages of no real origin', noOrigins, 'foreign-page', 'foreign-page'],
  ])('%s: %j; watching: %s; publishing: %s', (_who, origins, watching, publishing) => {
    expect(origins.map((origin) => watch(origin))).toEqual(origins.map(() => watching));
    expect(origins.map((origin) => publish(origin))).toEqual(origins.map(() => publishing));
  });

  test.each([
    'https://overlays.example',
    'https://Overlays.Example:443',
    'https://overlays.example.',
  ])('an origin allowed by %s may watch but not publish', (given) => {
    const policy = policyOf({ allowOrigins: [given] });
    expect(watch('https://overlays.example', policy)).toBe('ok');
    expect(watch('https://overlays.example.evil', policy)).toBe('foreign-page');
    expect(watch('http://overlays.example', policy)).toBe('foreign-page');
    expect(publish('https://overlays.example', policy)).toBe('foreign-page');
  });

  test('the refusal of a page names the option that allows it, and fits into a close reason', () => {
    const decision = policyOf().decide({ ...local, origin: 'https://abc.tunnel.example' }, 'watch');
    const { hint = '' } = decision.kind === 'refused' ? decision.error : {};
    expect(hint).toContain('--allow-host abc.tunnel.example');
    expect(hint).toContain('--allow-origin https://abc.tunnel.example');
    expect(Buffer.byteLength(hint)).toBeLessThanOrEqual(123);
  });
});

describe('a page behind a proxy is the relay’s own', () => {
  const behind = { isForwarded: true, origin: 'https://race.example' };

  test.each<[string, Partial<Caller>]>([
    ['Host as it was called', { host: 'race.example' }],
    ['Host with :443', { host: 'race.example:443' }],
    ['Host with a dot at its end', { host: 'race.example.' }],
    ['Host with both', { host: 'Race.Example.:443' }],
    [
      'a rewritten Host, and the other name beside it',
      { host: '127.0.0.1:5000', forwardedHost: 'race.example' },
    ],
    [
      'a rewritten Host, and the other name with a port',
      { host: 'localhost:5000', forwardedHost: 'race.example:443' },
    ],
  ])('with %s', (_, more) => {
    const policy = policyOf({ key: 'the-publish-key' });
    expect(codeOf(policy, 'watch', { ...behind, ...more })).toBe('ok');
    const authorization = 'Bearer the-publish-key';
    expect(codeOf(policy, 'publish', { ...behind, ...more, authorization })).toBe('ok');
  });

  test('with only a rewritten Host, if the name is allowed', () => {
    const caller = { ...behind, host: '127.0.0.1:5000' };
    expect(codeOf(policyOf(), 'watch', caller)).toBe('foreign-page');
    for (const given of ['race.example', 'https://race.example/', 'race.example:443']) {
      expect(codeOf(policyOf({ allowHosts: [given] }), 'watch', caller)).toBe('ok');
    }
  });

  test('but not at another port of the same name', () => {
    const caller = { ...behind, origin: 'https://race.example:8443' };
    expect(codeOf(policyOf(), 'watch', { ...caller, host: 'race.example:443' })).toBe(
      'foreign-page',
    );
    const policy = policyOf({ allowHosts: ['race.example:8443'] });
    expect(codeOf(policy, 'watch', { ...caller, host: '127.0.0.1:5000' })).toBe('ok');
  });
});

describe('the panel’s token', () => {
  const shown = { authorization: `Bearer ${token}` };

  test('is needed on this machine too, to change anything or to read private data', () => {
    for (const need of ['change', 'read-private'] as const) {
      expect(codeOf(policyOf(), need)).toBe('key-missing');
      expect(codeOf(policyOf(), need, shown)).toBe('ok');
      expect(codeOf(policyOf(), need, { keyParameter: token })).toBe('ok');
      expect(codeOf(policyOf(), need, { authorization: `Bearer ${'U'.repeat(43)}` })).toBe(
        'key-wrong',
      );
      expect(codeOf(policyOf(), need, { authorization: `Bearer ${token.slice(1)}` })).toBe(
        'key-wrong',
      );
    }
  });

  test('is valid from other machines, and for publishing to a relay with a key', () => {
    const away = { ...shown, remoteAddress: '192.168.1.20' };
    expect(codeOf(policyOf(), 'change', away)).toBe('ok');
    expect(codeOf(policyOf({ key: 'the-publish-key' }), 'publish', shown)).toBe('ok');
    expect(codeOf(policyOf(), 'publish', { ...shown, isForwarded: true })).toBe('ok');
  });

  test('does not let a foreign page change anything', () => {
    const caller = { ...shown, origin: 'http://evil.example' };
    for (const need of ['change', 'read-private', 'publish'] as const) {
      expect(codeOf(policyOf(), need, caller)).toBe('foreign-page');
    }
  });
});

describe('keys', () => {
  const policy = policyOf({ host: '0.0.0.0', key: 'publish-key', adminKey: 'admin-key' });
  const publish = (more: Partial<Caller>) => codeOf(policy, 'publish', more);
  const change = (more: Partial<Caller>) => codeOf(policy, 'change', more);
  const away = { remoteAddress: '192.168.1.20' };

  test('publishing to a relay with a key needs the key, from this machine too', () => {
    expect(publish({})).toBe('key-missing');
    expect(publish({ authorization: 'Bearer wrong' })).toBe('key-wrong');
    expect(publish({ authorization: 'Bearer admin-key' })).toBe('ok');
    expect(publish({ authorization: 'Basic publish-key' })).toBe('key-missing');
    expect(publish({ authorization: 'bearer publish-key' })).toBe('ok');
    expect(publish({ keyParameter: 'publish-key' })).toBe('ok');
  });

  test('changes need the token or the admin key, from this machine and from others', () => {
    for (const from of [{}, away]) {
      expect(change(from)).toBe('key-missing');
      expect(change({ ...from, authorization: 'Bearer publish-key' })).toBe('key-wrong');
      expect(change({ ...from, authorization: 'Bearer admin-key' })).toBe('ok');
    }
    expect(codeOf(policyOf(), 'change', { ...away, authorization: 'Bearer x' })).toBe('key-wrong');
  });

  test('publishing through a proxy or by another name needs a key', () => {
    const open = policyOf({ allowHosts: ['race.tunnel.example'] });
    expect(codeOf(open, 'publish')).toBe('ok');
    expect(codeOf(open, 'publish', { isForwarded: true })).toBe('key-missing');
    expect(codeOf(open, 'publish', { host: 'race.tunnel.example' })).toBe('key-missing');
    expect(codeOf(open, 'watch', { host: 'race.tunnel.example' })).toBe('ok');
    expect(publish({ isForwarded: true, authorization: 'Bearer publish-key' })).toBe('ok');
  });
});

describe('keys that were made', () => {
  /** A relay with one key of each of these kinds. */
  function ring(...kinds: KeyKind[]) {
    const made = new Map<KeyKind, string>();
    let list: readonly KeyEntry[] = [];
    for (const kind of kinds) {
      const change = withNewKey(list, kind, kind, new Date(0));
      list = change.keys;
      made.set(kind, change.made.key);
    }
    const known: KnownKeys = {
      version: 0,
      has: (kind) => list.some((one) => one.kind === kind),
      find: (shown) => findKey(list, shown),
      isValid: (id, sha256) => list.some((one) => one.id === id && one.sha256 === sha256),
    };
    const shown = (kind: KeyKind) => ({ authorization: `Bearer ${made.get(kind)}` });
    return { known, shown, revokeAll: () => (list = []) };
  }
  const needs = ['watch', 'read', 'publish', 'read-private', 'change'] as const;

  test('allow what weaker ones allow, and no more', () => {
    const { known, shown } = ring('view', 'publish', 'admin');
    const policy = policyOf({ keys: known });
    const codes = (more: Partial<Caller>) => needs.map((need) => codeOf(policy, need, more));
    const [ok, missing, wrong] = ['ok', 'key-missing', 'key-wrong'];
    expect(codes({})).toEqual([missing, missing, missing, missing, missing]);
    expect(codes(shown('view'))).toEqual([ok, ok, wrong, wrong, wrong]);
    expect(codes(shown('publish'))).toEqual([ok, ok, ok, wrong, wrong]);
    expect(codes(shown('admin'))).toEqual([ok, ok, ok, ok, ok]);
  });

  test('of one kind close what they are for, and nothing else', () => {
    expect(codeOf(policyOf({ keys: ring('publish').known }), 'watch')).toBe('ok');
    expect(codeOf(policyOf({ keys: ring('view').known }), 'publish')).toBe('ok');
    expect(codeOf(policyOf({ keys: ring('admin').known }), 'publish')).toBe('ok');
  });

  test('leave watching open to all on a public relay, which closes everything else', () => {
    for (const kinds of [[], ['view', 'publish']] as const) {
      const policy = policyOf({ keys: ring(...kinds).known, isPublic: true });
      expect(needs.map((need) => codeOf(policy, need))).toEqual([
        'ok',
        'key-missing',
        'key-missing',
        'key-missing',
        'key-missing',
      ]);
    }
  });

  test('may be of long ago where none is needed', () => {
    const old = { authorization: 'Bearer view_of-long-ago' };
    expect(codeOf(policyOf(), 'watch', old)).toBe('ok');
    expect(codeOf(policyOf({ keys: ring('view').known }), 'watch', old)).toBe('key-wrong');
  });

  test('let open sockets stay until they are revoked', () => {
    const { known, shown, revokeAll } = ring('view');
    const policy = policyOf({ keys: known });
    const decision = policy.decide({ ...local, ...shown('view') }, 'watch');
    const { grant } = decision as { grant: AccessGrant };
    const nobody: AccessGrant = { kind: 'nobody', isRemote: true };
    expect(policy.mayStay(grant, 'watch')).toBe(true);
    expect(policy.mayStay(nobody, 'watch')).toBe(false);
    revokeAll();
    expect(policy.mayStay(grant, 'watch')).toBe(false);
    expect(policy.mayStay(nobody, 'watch')).toBe(true);
  });
});
