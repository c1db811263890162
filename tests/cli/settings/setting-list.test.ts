/** Settings: their places, their precedence, and a sentence for each mistake. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandError, exitCodeOf } from '../../../cli/console/errors.ts';
import { localAddress } from '../../../cli/desktop/running-program.ts';
import { parseArguments } from '../../../cli/settings/arguments.ts';
import { databaseChoice } from '../../../cli/settings/database-url.ts';
import { readConfigFile } from '../../../cli/settings/read-config-file.ts';
import {
  environmentName,
  type SettingName,
  settingMetadata,
  settingNames,
} from '../../../cli/settings/setting-list.ts';
import {
  environmentOf,
  mergeSettings,
  valuesOfEnvironment,
  valuesOfFile,
} from '../../../cli/settings/settings-merge.ts';
import { temporaryFolder, withFile } from '../../support/clean-up.ts';
import { asSaved, type Encoding } from '../../support/encodings.ts';
import { rejectionOf } from '../../support/rejection.ts';
import { mistakeIn } from './mistake.ts';

const folder = temporaryFolder(withFile);

function configFile(text: string | Buffer): string {
  const file = join(folder, 'config.json');
  writeFileSync(file, text);
  return file;
}

const refusal = (reading: Promise<unknown>) => rejectionOf(reading, CommandError);
const flags = (...words: string[]) => parseArguments(words, 'start', settingNames).settings;

describe('settings', () => {
  test('defaults are as documented', () => {
    expect(mergeSettings([])).toEqual({
      host: '127.0.0.1',
      port: 5000,
      db: 'sqlite:sequential.db',
      allowHosts: [],
      allowOrigins: [],
      public: 'off',
      trustedProxies: [],
      acListen: 12_000,
      relay: 'http://127.0.0.1:5000',
      hz: 60,
      batch: 'auto',
      transport: 'ws',
      source: 'auto',
      log: 'text',
      logLevel: 'info',
      triggers: [],
    });
  });

  test('the file takes precedence over defaults, the environment over the file, a flag over the environment', () => {
    const file = valuesOfFile({ port: 5001, hz: 30, driver: 'From file' }, 'c.json');
    const environment = valuesOfEnvironment({ SEQUENTIAL_PORT: '5002', SEQUENTIAL_HZ: '120' });
    const merged = mergeSettings([file, environment, flags('--port', '5003')]);
    expect(merged).toMatchObject({ port: 5003, hz: 120, driver: 'From file' });
  });

  test.each(['127.0.0.1:11000', 'league.example:1', 'pc-2:65535'])('%s is a server', (address) => {
    expect(mergeSettings([flags('--ac-server', address)]).acServer).toBe(address);
  });

  test.each(['127.0.0.1', ':11000', 'pc:0', 'pc:65536', 'a pc:11000', 'http://pc:11000'])(
    '%s is not a server',
    (address) => {
      expect(() => mergeSettings([flags('--ac-server', address)])).toThrow('127.0.0.1:11000');
    },
  );

  test('DATABASE_URL names the database unless SEQUENTIAL_DB does', () => {
    const other = { DATABASE_URL: 'postgres://db/laps' };
    const both = { SEQUENTIAL_DB: 'none', ...other };
    expect(mergeSettings([valuesOfEnvironment(other)]).db).toBe('postgres://db/laps');
    expect(mergeSettings([valuesOfEnvironment(both)]).db).toBe('none');
  });

  test('the config file and a flag take precedence over DATABASE_URL, which is reported', () => {
    const environment = valuesOfEnvironment({ DATABASE_URL: 'postgres://u:hidden-word@db/shop' });
    for (const [named, place] of [
      [valuesOfFile({ db: 'sqlite:mine.db' }, 'my.json'), '"db" in my.json'],
      [flags('--db', 'sqlite:mine.db'), '--db'],
      [valuesOfEnvironment({ SEQUENTIAL_DB: 'sqlite:mine.db' }), 'SEQUENTIAL_DB'],
    ] as const) {
      for (const layers of [
        [named, environment],
        [environment, named],
      ]) {
        expect(mergeSettings(layers).db).toBe('sqlite:mine.db');
        const { isFound, notice } = databaseChoice(layers);
        expect(isFound).toBe(false);
        expect(notice).toContain(place);
        expect(notice).not.toContain('hidden-word');
      }
    }
    expect(databaseChoice([environment])).toEqual({ isFound: true, notice: null });
    expect(databaseChoice([flags('--db', 'none')])).toEqual({ isFound: false, notice: null });
  });

  test.each([
    ['file:./dev.db', 'file:'],
    ['mysql://root:hidden-word@localhost/app', 'mysql:'],
    ['prisma+postgres://accelerate?api_key=hidden-word', 'prisma+postgres:'],
    ['postgresql+asyncpg://u:hidden-word@h/d', 'postgresql+asyncpg:'],
    ['hidden-word', 'not the address'],
  ])('DATABASE_URL=%s of another program is passed over and that is said', (value, words) => {
    const environment = valuesOfEnvironment({ DATABASE_URL: value });
    expect(mergeSettings([environment]).db).toBe('sqlite:sequential.db');
    expect(mergeSettings([environment, flags('--db', 'none')]).db).toBe('none');
    const { isFound, notice } = databaseChoice([environment]);
    expect(isFound).toBe(false);
    expect(notice).toContain(words);
    expect(notice).not.toContain('hidden-word');
  });

  test('an address of a database may be in quotes and end with a blank, as in variables', () => {
    const of = (DATABASE_URL: string) => mergeSettings([valuesOfEnvironment({ DATABASE_URL })]).db;
    expect(of('"postgres://db/laps"')).toBe('postgres://db/laps');
    expect(of(' postgres://db/laps\r\n')).toBe('postgres://db/laps');
  });

  test('no part of a password is printed with a wrong address of a database', () => {
    for (const wrong of [
      'postgre://ada:hidden@word@host/laps',
      'mysql://ada:hidden#word@host/laps',
      'hidden/word@host/laps',
      'host=db password=hidden user=word',
      'ada:hidden/word',
      'sqlite',
    ]) {
      const { message, hint } = mistakeIn(() => mergeSettings([flags('--db', wrong)]));
      expect(message + hint).not.toMatch(/hidden|word/);
      expect(message).toContain('sqlite:FILE, postgres://… or none');
    }
  });

  test('an empty environment variable counts as not set', () => {
    expect(mergeSettings([valuesOfEnvironment({ SEQUENTIAL_PORT: '' })]).port).toBe(5000);
  });

  test('a list flag may be given several times, and is separated by commas in the environment', () => {
    const words = flags('--allow-origin', 'https://a.example', '--allow-origin=https://b.example');
    const environment = valuesOfEnvironment({ SEQUENTIAL_ALLOW_HOSTS: 'one.local, two.local' });
    expect(mergeSettings([environment, words])).toMatchObject({
      allowOrigins: ['https://a.example', 'https://b.example'],
      allowHosts: ['one.local', 'two.local'],
    });
  });

  test.each([
    ['--port=abc', '--port is "abc", but must be a whole number from 0 to 65535.'],
    ['--port=70000', '--port is 70000, but must be a whole number from 0 to 65535.'],
    ['--hz=0', '--hz is 0, but must be a number from 1 to 333.'],
    ['--hz=334', '--hz is 334, but must be a number from 1 to 333.'],
    ['--batch=201', '--batch is 201, but must be auto or a whole number from 1 to 200.'],
    ['--batch=1.5', '--batch is 1.5, but must be auto or a whole number from 1 to 200.'],
    ['--transport=udp', '--transport is "udp", but must be ws or http.'],
    ['--session=a b', '--session is "a b", but must be 1 to 64 of the characters'],
    ['--relay=localhost', '--relay is "localhost", but must be an address'],
    ['--db=laps.db', '--db is "laps.db", but must be sqlite:FILE, postgres://… or none.'],
    ['--key=short', '--key must be 8 to 200 characters.'],
    ['--db=me:hunter2@host', '--db must be sqlite:FILE, postgres://… or none.'],
    ['--allow-origin=example.org', '--allow-origin is ["example.org"], but must be an origin'],
    ['--allow-origin=http://a:99999', 'but must be an origin, for instance https://example.org'],
    ['--allow-host=a b', '--allow-host is ["a b"], but must be a host name'],
    ['--allow-host=*.example.org', 'but must be a host name, for instance streaming-pc.local'],
    ['--host=localhost:5000', '--host is "localhost:5000", but must be an address without a port'],
    ['--host=http://127.0.0.1', 'but must be an address without a port, for instance 127.0.0.1.'],
    ['--host=fe80::1%lo', 'but must be an address without a port'],
    ['--session=live', '--session is "live", but must be 1 to 64 of the characters'],
    ['--relay=http://a:99999', '--relay is "http://a:99999", but must be an address'],
    ['--driver=a\nb', '--driver is "a\\nb", but must be 1 to 64 characters'],
  ])('%s is refused with what would be right', (flag, sentence) => {
    expect(mistakeIn(() => mergeSettings([flags(flag)])).message).toContain(sentence);
  });

  test.each(['0.0.0.0', '::', '::1', '[::1]', 'streaming-pc', 'relay.example.org'])(
    'a relay may listen on %s',
    (host) => {
      expect(mergeSettings([flags('--host', host)]).host).toBe(host);
      expect(URL.canParse(localAddress({ host, port: 5000 }))).toBe(true);
    },
  );

  test.each(['pc.local', 'pc.local:8080', 'https://relay.example.org/', '[::1]:5000', '10.0.0.7'])(
    'a relay may be reached as %s',
    (name) => {
      expect(mergeSettings([flags('--allow-host', name)]).allowHosts).toEqual([name]);
    },
  );

  test('a wrong value in a weaker place is reported although a flag replaces it', () => {
    const file = valuesOfFile({ port: 'abc' }, 'my.json');
    const error = mistakeIn(() => mergeSettings([file, flags('--port', '5001')]));
    expect(error.message).toContain('"port" in my.json is "abc"');
  });

  test.each([
    ['--prot', 'start has no --prot; did you mean --port?'],
    ['--hzz', 'start has no --hzz; did you mean --hz?'],
    ['-p', 'start has no -p; did you mean --'],
  ])('the unknown flag %s is answered with the nearest known one', (flag, sentence) => {
    const error = mistakeIn(() => flags(flag, '1'));
    expect(error.message).toContain(sentence);
    expect(error.code).toBe('unknown-setting');
  });

  test('an unknown key of the file and an unknown variable are answered with the nearest known one', () => {
    const inFile = mistakeIn(() => valuesOfFile({ allowOrigin: [] }, 'my.json'));
    const inEnvironment = mistakeIn(() => valuesOfEnvironment({ SEQUENTIAL_PROT: '1' }));
    expect(inFile.message).toBe(
      'my.json has the unknown key "allowOrigin"; did you mean "allowOrigins"?',
    );
    expect(inEnvironment.message).toContain('did you mean SEQUENTIAL_PORT?');
  });

  test('a flag without its value, and an extra word, are reported', () => {
    expect(mistakeIn(() => flags('--port')).message).toBe('--port needs a value: --port PORT.');
    expect(mistakeIn(() => flags('--driver', '--hz', '60')).message).toContain('--driver needs');
    expect(mistakeIn(() => flags('--data', '')).message).toBe(
      '--data needs a value: --data FOLDER.',
    );
    expect(mistakeIn(() => flags('--config=')).message).toBe(
      '--config needs a value: --config FILE.',
    );
    expect(mistakeIn(() => flags('')).message).toBe('start was given an empty word.');
    expect(mistakeIn(() => flags('5001')).message).toContain(
      'does not know what to do with "5001"',
    );
  });

  test('a wrong trigger is reported with its place in the file', () => {
    const triggers = [
      { name: 'x', on: 'lap-completed', do: [{ scene: 'A' }] },
      { name: 'y', on: 'lap' },
    ];
    const error = mistakeIn(() => mergeSettings([valuesOfFile({ triggers }, 'my.json')]));
    expect(error.message).toMatch(/^"triggers" in my\.json, \[1\]\.(on|do): /);
  });

  test('the password of OBS never appears in a sentence', () => {
    const obs = { url: 5, password: 'hunter2' };
    const { message } = mistakeIn(() => mergeSettings([valuesOfFile({ obs }, 'my.json')]));
    expect(message).toContain('"obs" in my.json, url: ');
    expect(message).not.toContain('hunter2');
  });

  test('secrets and passwords never appear in a sentence', () => {
    for (const words of [
      ['--key', 'short'],
      ['--admin-key', 'x'.repeat(300)],
      ['--db', 'mysql://user:hunter2@host/db'],
    ]) {
      const { message } = mistakeIn(() => mergeSettings([flags(...words)]));
      expect(message).not.toContain('short');
      expect(message).not.toContain('xxx');
      expect(message).not.toContain('hunter2');
    }
  });

  test('settings reach a child process unchanged', () => {
    const given = mergeSettings([
      flags('--hz', '333', '--batch', '20', '--driver', 'Ö, "x" %PATH%', '--key', 'long-enough'),
    ]);
    const names: SettingName[] = ['hz', 'batch', 'driver', 'key', 'transport'];
    const back = mergeSettings([valuesOfEnvironment(environmentOf(given, names))]);
    expect(back).toEqual(given);
  });

  test('every setting has its own flag and variable', () => {
    const names = settingNames.flatMap((name) => [
      settingMetadata(name).flag,
      environmentName(name),
    ]);
    expect(new Set(names).size).toBe(settingNames.length * 2);
  });
});

describe('the config file', () => {
  test('may be missing under its default name, but not when it was named', async () => {
    // A file that holds `null` is another thing, and refused.
    expect(await readConfigFile(undefined)).toBeUndefined();
    expect(await readConfigFile(configFile('null'))).toBeNull();
    const error = await refusal(readConfigFile(join(folder, 'none.json')));
    expect(error.message).toMatch(/none\.json is not there\.$/);
  });

  test('may start with a byte order mark, as Windows editors write it', async () => {
    expect(await readConfigFile(configFile('\uFEFF{"port": 5001}'))).toEqual({ port: 5001 });
  });

  test.each<Encoding>(['utf-8-bom', 'utf-16le', 'utf-16be', 'utf-16le-unmarked'])(
    'may be saved as %s, with lines that end in CR LF',
    async (encoding) => {
      const text = '{\r\n  "driver": "Jürgen",\r\n  "port": 5001\r\n}\r\n';
      const file = configFile(asSaved(text, encoding));
      expect(await readConfigFile(file)).toEqual({ driver: 'Jürgen', port: 5001 });
    },
  );

  test('in an older encoding is reported with the place', async () => {
    const file = configFile(Buffer.from('{"driver": "Jürgen"}', 'latin1'));
    const error = await refusal(readConfigFile(file));
    expect(error.message).toContain('It is not UTF-8 from line 1, column 14 on');
    expect(exitCodeOf(error)).toBe(2);
  });

  test('that is a pipe, a folder or huge is refused at once', async () => {
    const pipe = join(folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    expect((await refusal(readConfigFile(pipe))).message).toContain('It is a pipe');
    expect((await refusal(readConfigFile(folder))).message).toContain('It is a folder');
    const huge = configFile(' '.repeat(2_000_000));
    expect((await refusal(readConfigFile(huge))).message).toContain('It is too large');
  });

  test.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf'])(
    'with the key "%s" is refused as a bad setting, as a setting and within one',
    async (key) => {
      const texts = ['%', '{"port": %}', '{"driver": %}', '{"allowHosts": [%]}', '{"obs": %}'];
      const rule = '{"triggers": [{"name": "r", "on": "paused", "do": [%]}]}';
      for (const text of [...texts, '{"triggers": [%]}', rule, rule.replace('%', '{"show": %}')]) {
        const file = configFile(text.replace('%', `{"${key}": 1}`));
        const values = await readConfigFile(file);
        const error = mistakeIn(() => mergeSettings([valuesOfFile(values, 'my.json')]));
        expect([text, error.code]).toEqual([text, 'bad-setting']);
      }
    },
  );

  test('that is not JSON is refused with the place', async () => {
    const error = await refusal(readConfigFile(configFile('{\n  "port": 5001,\n}')));
    expect(error.message).toMatch(/is not valid JSON at line 3, column 1\.$/);
    expect(exitCodeOf(error)).toBe(2);
  });

  test('with an unescaped Windows path gets a hint about backslashes', async () => {
    const error = await refusal(readConfigFile(configFile('{"db": "sqlite:C:\\data\\l.db"}')));
    expect(error.hint).toContain('written twice');
  });

  test.each(['[]', 'null', '5', '"x"'])(
    'holding %s instead of an object is refused',
    async (text) => {
      const values = await readConfigFile(configFile(text));
      const error = mistakeIn(() => valuesOfFile(values, 'my.json'));
      expect(error.message).toBe('my.json must hold one JSON object, { … }.');
    },
  );

  test('with any JSON gives settings or one sentence', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...settingNames, 'obs', 'triggers', 'other', '__proto__'),
          fc.jsonValue(),
        ),
        (config) => {
          try {
            mergeSettings([valuesOfFile(JSON.parse(JSON.stringify(config)), 'f')]);
          } catch (error) {
            expect(error).toBeInstanceOf(CommandError);
            expect((error as CommandError).message).toMatch(/^[^\n]+[.?]$/);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
