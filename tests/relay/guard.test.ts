/** Who may do what: names of this machine, origins of pages, keys. */
import { describe, expect, test } from 'vitest';
import { RelayError } from '../../relay/errors.ts';
import { type Caller, Guard, isLoopbackHost } from '../../relay/guard.ts';

const local: Caller = {
  host: '127.0.0.1:5000',
  origin: undefined,
  authorization: undefined,
  keyParameter: undefined,
  remoteAddress: '127.0.0.1',
  localAddress: '127.0.0.1',
  isForwarded: false,
};

const open = new Guard({ host: '127.0.0.1', allowHosts: [], allowOrigins: [] });

function codeOf(act: () => void): string {
  try {
    act();
    return 'ok';
  } catch (error) {
    if (error instanceof RelayError) return error.code;
    throw error;
  }
}

const host = (guard: Guard, value: string | undefined, more: Partial<Caller> = {}) =>
  codeOf(() => guard.checkHost({ ...local, ...more, host: value }));

describe('the name that a request calls this machine by', () => {
  test.each([
    '127.0.0.1',
    '127.0.0.1:5000',
    'localhost:5000',
    'LOCALHOST',
    'localhost.',
    '[::1]:80',
  ])('%s is this machine', (name) => {
    expect(host(open, name)).toBe('ok');
  });

  test.each([
    undefined,
    '',
    'evil.example',
    'evil.example:5000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example#localhost',
    'user@localhost',
    'localhost:5000:5000',
    'localhost/..',
    '192.168.1.7',
    '[::1',
  ])('%s is not', (name) => {
    expect(host(open, name)).toBe('foreign-host');
  });

  test('the address that the request came in on needs no permission, on sockets of both families', () => {
    const came = { localAddress: '::ffff:192.168.1.7' };
    expect(host(open, '192.168.1.7:5000', came)).toBe('ok');
    expect(host(open, '192.168.1.8:5000', came)).toBe('foreign-host');
  });

  test('more names can be allowed', () => {
    const guard = new Guard({ host: '0.0.0.0', allowHosts: ['Race-PC.lan:80'], allowOrigins: [] });
    expect(host(guard, 'race-pc.lan:5000')).toBe('ok');
    expect(host(guard, 'race-pc2.lan')).toBe('foreign-host');
  });
});

describe('the page that a request comes from', () => {
  const watch = (origin: string | undefined, guard = open) =>
    codeOf(() => guard.checkWatch({ ...local, origin }));
  const publish = (origin: string | undefined, guard = open) =>
    codeOf(() => guard.checkPublish({ ...local, origin }));

  test('programs and the relay’s own pages may watch and publish', () => {
    for (const origin of [undefined, 'http://127.0.0.1:5000']) {
      expect(watch(origin)).toBe('ok');
      expect(publish(origin)).toBe('ok');
    }
  });

  test('pages of other ports of this machine may watch but not publish', () => {
    for (const origin of ['http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]:1']) {
      expect(watch(origin)).toBe('ok');
      expect(publish(origin)).toBe('foreign-page');
    }
  });

  test.each([
    'http://evil.example',
    'https://localhost.evil.example',
    'null',
    'file://',
    'localhost',
  ])('a page of %s may do neither', (origin) => {
    expect(watch(origin)).toBe('foreign-page');
    expect(publish(origin)).toBe('foreign-page');
  });

  test('an origin that is allowed may watch, not publish', () => {
    const origin = 'https://overlays.example';
    const guard = new Guard({ host: '127.0.0.1', allowHosts: [], allowOrigins: [origin] });
    expect(watch(origin, guard)).toBe('ok');
    expect(watch('https://overlays.example.evil', guard)).toBe('foreign-page');
    expect(publish(origin, guard)).toBe('foreign-page');
  });
});

describe('keys', () => {
  const guard = new Guard({
    host: '0.0.0.0',
    allowHosts: [],
    allowOrigins: [],
    key: 'publish-key',
    adminKey: 'admin-key',
  });
  const publish = (more: Partial<Caller>) =>
    codeOf(() => guard.checkPublish({ ...local, ...more }));
  const admin = (more: Partial<Caller>, by = guard) =>
    codeOf(() => by.checkAdmin({ ...local, ...more }));
  const away = { remoteAddress: '192.168.1.20' };

  test('publishing needs the key where there is one, from this machine too', () => {
    expect(publish({})).toBe('key-missing');
    expect(publish({ authorization: 'Bearer wrong' })).toBe('key-wrong');
    expect(publish({ authorization: 'Bearer admin-key' })).toBe('key-wrong');
    expect(publish({ authorization: 'Basic publish-key' })).toBe('key-missing');
    expect(publish({ authorization: 'bearer publish-key' })).toBe('ok');
    expect(publish({ keyParameter: 'publish-key' })).toBe('ok');
  });

  test('this machine may change things, others only with the admin key', () => {
    expect(admin({})).toBe('ok');
    expect(admin(away)).toBe('key-missing');
    expect(admin({ ...away, authorization: 'Bearer publish-key' })).toBe('key-wrong');
    expect(admin({ ...away, authorization: 'Bearer admin-key' })).toBe('ok');
    expect(admin(away, open)).toBe('key-missing');
    expect(admin({ ...away, authorization: 'Bearer anything' }, open)).toBe('key-missing');
  });

  test('what a proxy passes on is not this machine', () => {
    expect(admin({ isForwarded: true })).toBe('key-missing');
    expect(codeOf(() => open.checkPublish({ ...local, isForwarded: true }))).toBe('key-missing');
    expect(publish({ isForwarded: true, authorization: 'Bearer publish-key' })).toBe('ok');
  });

  test('who comes by a name that others use is not this machine, though a tunnel ends here', () => {
    const tunnelled = new Guard({
      host: '127.0.0.1',
      allowHosts: ['race.tunnel.example'],
      allowOrigins: [],
    });
    const caller = { ...local, host: 'race.tunnel.example' };
    expect(codeOf(() => tunnelled.checkWatch(caller))).toBe('ok');
    expect(codeOf(() => tunnelled.checkAdmin(caller))).toBe('key-missing');
    expect(codeOf(() => tunnelled.checkPublish(caller))).toBe('key-missing');
    expect(codeOf(() => tunnelled.checkPublish(local))).toBe('ok');
  });

  test('a foreign page may not change anything, whatever key it has', () => {
    const caller = { origin: 'http://evil.example', authorization: 'Bearer admin-key' };
    expect(admin(caller)).toBe('foreign-page');
  });
});

test('addresses that no other machine can reach', () => {
  for (const name of ['127.0.0.1', 'localhost', '::1', '[::1]', '127.8.9.1']) {
    expect(isLoopbackHost(name)).toBe(true);
  }
  for (const name of ['0.0.0.0', '::', '192.168.1.7', 'race-pc', '127.0.0.1.evil.example']) {
    expect(isLoopbackHost(name)).toBe(false);
  }
});
