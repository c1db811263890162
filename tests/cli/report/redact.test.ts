/** Secrets and private details are taken out of the log before anybody sees it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretsOf } from '../../../cli/report/known-secrets.ts';
import { redactor } from '../../../cli/report/redact.ts';
import { mergeSettings, valuesOfFile } from '../../../cli/settings/settings-merge.ts';
import { eachMakes } from '../../support/each-makes.ts';

const token = 'UDiddh6OwOoqGvhaOotcHV3gGrDcYHDcEjNPRH9-YLg';
const clean = redactor({
  secrets: [token, 'geheim & offen'],
  home: 'C:\\Users\\Max Müller',
  hostName: 'MAX-PC',
});

describe('a line', () => {
  eachMakes('%s', clean, [
    [`token ${token} shown`, 'token [secret] shown'],
    ['pass geheim & offen or geheim%20%26%20offen', 'pass [secret] or [secret]'],
    ['http://127.0.0.1:5000/#token=abc123/overlays', 'http://127.0.0.1:5000/#token=[secret]'],
    ['GET /ws/live?session=A&key=abc HTTP', 'GET /ws/live?session=A&key=[secret] HTTP'],
    ['Authorization: Bearer abc.def-1', 'Authorization: Bearer [secret]'],
    ['(password=hush reason=none)', '(password=[secret] reason=none)'],
    ['{"adminPassword":"hush, hush","a":1}', '{"adminPassword":[secret],"a":1}'],
    ['at postgres://me:pw@db.example:5432/laps failed', 'at postgres://[address] failed'],
    ['https://me:p/w@example.org/x', 'https://[secret]@example.org/x'],
    ['in C:\\Users\\Max Müller\\AppData\\x.log', 'in ~\\AppData\\x.log'],
    ['in "C:\\\\users\\\\max müller\\\\AppData"', 'in "~\\\\AppData"'],
    ['in C:/Users/Max Müller/x', 'in ~/x'],
    ['in D:\\Users\\Someone Else\\x.db', 'in D:\\Users\\[user]\\x.db'],
    ['in /home/ayse/laps.db and /Users/ayse/x', 'in /home/[user]/laps.db and /Users/[user]/x'],
    [String.raw`in C:\Users\Max Müllers\x`, String.raw`in C:\Users\[user]\x`],
    ["in C:\\Users\\Pat O'Neil, Jr. (PC)\\x.db", 'in C:\\Users\\[user]\\x.db'],
    [
      String.raw`in \\NAS\Users\Zoë\x and \\nas\home$\zoë`,
      String.raw`in \\NAS\Users\[user]\x and \\nas\home$\[user]`,
    ],
    [
      '{"in":"\\\\\\\\nas\\\\profiles\\\\zoë\\\\x"}',
      '{"in":"\\\\\\\\nas\\\\profiles\\\\[user]\\\\x"}',
    ],
    [String.raw`in \\?\E:\Users\石川\x`, String.raw`in \\?\E:\Users\[user]\x`],
    ['in /mnt/c/Users/max/x and /c/Users/max/x', 'in /mnt/c/Users/[user]/x and /c/Users/[user]/x'],
    ['in /games/prefix/drive_c/users/max/x', 'in /games/prefix/drive_c/users/[user]/x'],
    ['at file:///home/j%C3%BCrgen/x.js:3', 'at file:///home/[user]/x.js:3'],
    [String.raw`in C:\Users\MAXMU~1\AppData`, String.raw`in C:\Users\[user]\AppData`],
    ['agent of 192.168.1.20:50123', 'agent of [address]:50123'],
    ['agent of 10.0.0.7, 203.0.113.9.', 'agent of [address], [address].'],
    ['agent of fe80::1c2:3%eth0 and 2001:db8::7', 'agent of [address] and [address]'],
    ['agent of 2001:0db8:0:0:0:0:0:7', 'agent of [address]'],
    ['card 00:1a:2b:3c:4d:5e', 'card [address]'],
    ['on max-pc.local', 'on [this PC].local'],
  ]);

  test.each([
    '12:30:45  relay   The relay listens. (address=http://127.0.0.1:5000)',
    '2026-11-29 12:30:45  agent   Assetto Corsa 1.16.4 runs.',
    'listens on 0.0.0.0, :: and ::1',
    'OBS 31.0.3 on Windows 10.0.22631, websocket 5.5.2',
    'node 22.23.3, https://example.org/a@b',
    'the key is wrong, the token is missing',
    'max-pcs MAX-PC2',
    'GET https://example.org/users/7 and /api/users',
  ])('that holds nothing private stays: %s', (line) => {
    const expected = line.replace('https://example.org/a@b', 'https://[secret]@b');
    expect(clean(line)).toBe(expected);
  });
});

test('no secret survives, wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4, maxLength: 40 }).filter((text) => text.trim() === text),
      fc.string({ maxLength: 30 }),
      fc.string({ maxLength: 30 }),
      (secret, before, after) => {
        const hide = redactor({ secrets: [secret], home: '', hostName: '' });
        fc.pre(!'[secret] [address] [user] [this PC] ~'.includes(secret));
        expect(hide(`${before}${secret}${after}`)).not.toContain(secret);
      },
    ),
  );
});

test('the secrets of the settings are known', () => {
  const settings = mergeSettings([
    valuesOfFile(
      {
        key: 'publish-key',
        adminKey: 'admin-key',
        db: 'postgres://me:p%40ss@db.example/laps?password=other',
        obs: { password: 'obs-pass' },
        triggers: [
          {
            name: 'A',
            on: 'paused',
            do: [{ http: 'https://hook.example/api/w/12345678', headers: { 'X-Key': 'head' } }],
          },
        ],
      },
      'test.json',
    ),
  ]);
  // Rules are read again without a restart.
  const now = [
    { do: [{ http: 'https://hook.example?token=87654321' }, { http: 'http://a:b/c@h/' }] },
    { do: [{ http: 'http://127.0.0.1/on' }, { hotkey: 'OBSBasic.Split' }, 'no action', null] },
  ];
  expect(secretsOf(settings, now)).toEqual([
    'publish-key',
    'admin-key',
    'obs-pass',
    'p%40ss',
    'p@ss',
    'other',
    'api/w/12345678',
    'head',
    '?token=87654321',
    'http://a:b/c@h/',
  ]);
  const backplane = 'nats://me:p%40ss@a:4222, nats://a-token@b:4222,nats://c:4222';
  expect(secretsOf(mergeSettings([valuesOfFile({ backplane }, 'x')]), 'odd')).toEqual([
    'p%40ss',
    'p@ss',
    'a-token',
  ]);
  expect(
    secretsOf(mergeSettings([valuesOfFile({ db: 'postgres://me@db/x' }, 'x')]), 'odd'),
  ).toEqual([]);
});
