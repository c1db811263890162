/** Options that mean nothing without another one are refused wherever they are given. */
import { expect, test } from 'vitest';
import { commands } from '../../../cli/commands.ts';
import { parseArguments } from '../../../cli/settings/arguments.ts';
import { flagNeeds, settingNeeds } from '../../../cli/settings/option-needs.ts';
import { type SettingName, settingMetadata } from '../../../cli/settings/setting-list.ts';
import {
  mergeSettings,
  valuesOfEnvironment,
  valuesOfFile,
} from '../../../cli/settings/settings-merge.ts';
import { mistakeIn } from './mistake.ts';

/** The values of a command line. */
function line(text: string) {
  const [name, ...words] = text.split(' ').filter(Boolean);
  const { settings, ownFlags, words: taken } = commands.find((one) => one.name === name)!;
  return parseArguments(words, name!, settings, ownFlags, taken?.length).settings;
}

test.each([
  ['relay --ac-forward 127.0.0.1:13000', '--ac-forward means nothing without --ac-server.'],
  ['start --ac-listen 12001', '--ac-listen means nothing without --ac-server.'],
  ['relay --tls-cert a.pem', '--tls-cert means nothing without --tls-key.'],
  ['doctor --tls-key a.pem', '--tls-key means nothing without --tls-cert.'],
  ['relay --db none --db-size-max-mb 100', '--db-size-max-mb means nothing while db is none.'],
  ['export --out a.jsonl.gz', '--out means nothing without SESSION.'],
  ['export --force', '--force means nothing without SESSION.'],
  ['prune --max-size 2GB --dry-run', '--dry-run means nothing without --keep.'],
])('%s is refused', (text, sentence) => {
  const error = mistakeIn(() => mergeSettings([line(text)]));
  expect(error).toMatchObject({ code: 'missing-setting', message: sentence });
  expect(error.hint).not.toBe('');
});

test.each([
  'relay --ac-forward 127.0.0.1:13000 --ac-server 127.0.0.1:11000 --ac-listen 12001',
  'demo --server --ac-listen 12001',
  'relay --tls-cert a.pem --tls-key b.pem',
  'relay --db-size-max-mb 100',
  'export LAP --out a.jsonl.gz --force',
  'prune --keep 20 --max-size 2GB --dry-run',
  'backup --force',
  'install-app --remove',
  'restore a.zip --add',
  'open --background',
])('%s is accepted', (text) => {
  expect(() => mergeSettings([line(text)])).not.toThrow();
});

test('the other one may come from another place', () => {
  const file = valuesOfFile({ acServer: '127.0.0.1:11000' }, 'a.json');
  expect(mergeSettings([file, line('relay --ac-listen 12001')]).acListen).toBe(12_001);
});

test('names both as they are written where the first one is', () => {
  const file = valuesOfFile({ acListen: 12_001 }, 'a.json');
  expect(mistakeIn(() => mergeSettings([file])).message).toBe(
    '"acListen" in a.json means nothing without "acServer".',
  );
  const environment = valuesOfEnvironment({ SEQUENTIAL_TLS_CERT: 'a.pem' });
  expect(mistakeIn(() => mergeSettings([environment])).message).toBe(
    'SEQUENTIAL_TLS_CERT means nothing without SEQUENTIAL_TLS_KEY.',
  );
});

test('a flag may switch off what the file refines', () => {
  const file = valuesOfFile({ dbSizeMaxMb: 100 }, 'a.json');
  expect(mergeSettings([file, line('relay --db none')]).db).toBe('none');
});

test('the list names options that there are', () => {
  for (const [name, need] of Object.entries(settingNeeds)) {
    expect(settingMetadata(name as SettingName)).toBeDefined();
    expect(settingMetadata(need.setting)).toBeDefined();
  }
  for (const [name, needs] of Object.entries(flagNeeds)) {
    const command = commands.find((one) => one.name === name)!;
    const flags = command.ownFlags!.map(({ flag }) => flag);
    for (const [flag, needed] of Object.entries(needs)) {
      const known = needed.startsWith('--')
        ? flags
        : command.words!.map((word) => word.replace(/[[\]]/g, ''));
      expect(flags).toContain(flag);
      expect(known).toContain(needed.replace(/^--/, ''));
    }
  }
});
