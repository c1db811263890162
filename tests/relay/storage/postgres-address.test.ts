import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePostgresAddress } from '../../../relay/storage/postgres-address.ts';

const nothing = {
  user: null,
  passwords: [],
  host: null,
  port: null,
  database: null,
  tlsMode: null,
  rootCertificate: null,
  certificate: null,
  key: null,
  options: null,
};

describe('an address of PostgreSQL', () => {
  test.each([
    ['postgres://', {}],
    ['postgres:///laps', { database: 'laps' }],
    ['postgresql://db.example', { host: 'db.example' }],
    ['POSTGRES://u@h:5433', { user: 'u', host: 'h', port: 5433 }],
    ['postgres://u:p@h/laps', { user: 'u', passwords: ['p'], host: 'h', database: 'laps' }],
    ['postgres://u:@h', { user: 'u', host: 'h' }],
    [
      'postgres://u:p@[::1]:6/d',
      { user: 'u', passwords: ['p'], host: '::1', port: 6, database: 'd' },
    ],
    ['postgres://u%40x:p%23@h', { user: 'u@x', passwords: ['p#', 'p%23'], host: 'h' }],
    ['postgres://%2Frun%2Fpg/d', { host: '/run/pg', database: 'd' }],
    ['postgres:///d?host=/run/pg&port=7', { host: '/run/pg', port: 7, database: 'd' }],
    [
      'postgres://h/d?user=a@b&password=x@y',
      { user: 'a@b', passwords: ['x@y'], host: 'h', database: 'd' },
    ],
    [
      'postgres://u:p@h/d?options=-c%20a%3Db@c',
      { user: 'u', passwords: ['p'], host: 'h', database: 'd', options: '-c a=b@c' },
    ],
    [
      'postgres://u:p@h/d?pgbouncer=true&connection_limit=1',
      { user: 'u', passwords: ['p'], host: 'h', database: 'd' },
    ],
    [
      'postgres://u:p@h/d?sslmode=verify-ca&sslrootcert=ca.pem&sslcert=c&sslkey=k',
      {
        ...{ user: 'u', passwords: ['p'], host: 'h', database: 'd', tlsMode: 'verify-ca' },
        ...{ rootCertificate: 'ca.pem', certificate: 'c', key: 'k' },
      },
    ],
    [
      'postgres://u:p@h?ssl=true',
      { user: 'u', passwords: ['p'], host: 'h', tlsMode: 'verify-full' },
    ],
    ['postgres://u:p@h?ssl=0', { user: 'u', passwords: ['p'], host: 'h', tlsMode: 'disable' }],
    ['postgres://u:1234/5@h', { user: 'u', passwords: ['1234/5'], host: 'h' }],
    ['postgres://u:5432#x@h', { user: 'u', passwords: ['5432#x'], host: 'h' }],
  ])('%s is read', (address, expected) => {
    expect(parsePostgresAddress(address)).toEqual({ ...nothing, ...expected });
  });

  test.each([
    'mysql://u@h/d',
    'postgres:laps',
    'postgres://u:pa/ss',
    'postgres://u:p@h:port/d',
    'postgres://u:p@a,b/d',
    'postgres://u:p@h/d?sslmode=maybe',
    'postgres://u:p@h/d?port=x',
    'postgres://u:p@h:0/d',
    'postgres://u:p@h:65536/d',
    'postgres://u:p@h/d?port=99999',
  ])('%s is none', (address) => {
    expect(parsePostgresAddress(address)).toBeNull();
  });

  test('keeps the password as written, whatever it contains, and no part of it elsewhere', () => {
    const part = fc.constantFrom(...'#@/%?: &=é🏁p', '5432', '%41');
    const passwords = fc
      .array(part, { minLength: 1, maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(passwords, (password) => {
        for (const written of [password, encodeURIComponent(password)]) {
          const found = parsePostgresAddress(`postgres://ada:${written}@db.example:5433/laps`);
          expect(found).toMatchObject({
            user: 'ada',
            host: 'db.example',
            port: 5433,
            database: 'laps',
          });
          expect(found!.passwords).toContain(password);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
