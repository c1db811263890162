/**
 * The user's own themes and layouts in a real relay: in every encoding, as links, pipes and devices, under the names of
 * Windows devices, and in a folder that is deleted and created again.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { asSaved, type Encoding } from '../support/encodings.ts';
import { eachRelayFolder } from '../support/relay-folders.ts';
import { stopAll, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

const gear = { name: 'gear', title: 'Gear', size: { width: 300, height: 220 }, parameters: [] };
const tried = eachRelayFolder([gear]);
const start = (): Promise<TestRelay> => tried.start();
beforeEach(() => {
  for (const kind of kinds) mkdirSync(join(tried.folder, 'user', kind));
});

const kinds = ['themes', 'layouts'] as const;
type Kind = (typeof kinds)[number];

const own = (kind: Kind, file: string) => join(tried.folder, 'user', kind, file);

function value(kind: Kind, name: string, title: string): object {
  return kind === 'themes' ? { name, title } : { name, title, items: [] };
}

function save(relay: TestRelay, kind: Kind, name: string, title: string) {
  return relay.send('PUT', `/api/${kind}/${name}`, value(kind, name, title));
}

interface Listed {
  name: string;
  title: string;
  problem: string | null;
}

async function listed(relay: TestRelay, kind: Kind, name: string): Promise<Listed | undefined> {
  return ((await relay.request(`/api/${kind}`)).json as Listed[]).find((one) => one.name === name);
}

const errorOf = ({ json }: { json: unknown }) =>
  (json as { error: { code: string; message: string } }).error;

describe.each(kinds)('a file of %s', (kind) => {
  test.each<Encoding>(['utf-8-bom', 'utf-16le', 'utf-16be', 'utf-16le-unmarked'])(
    'that an editor saved as %s is used at the start, and not put aside for an older one',
    async (encoding) => {
      await save(await start(), kind, 'mine', 'Older');
      await stopAll();
      const text = JSON.stringify(value(kind, 'mine', 'Grün – 緑'), null, 2);
      const bytes = asSaved(text.replaceAll('\n', '\r\n'), encoding);
      writeFileSync(own(kind, 'mine.json'), bytes);
      const relay = await start();
      expect(await listed(relay, kind, 'mine')).toMatchObject({
        title: 'Grün – 緑',
        problem: null,
      });
      expect((await relay.request(`/${kind}/mine.json`)).json).toMatchObject({
        title: 'Grün – 緑',
      });
      expect(readFileSync(own(kind, 'mine.json'))).toEqual(bytes);
      expect(tried.log.warnings).toEqual([]);
    },
  );

  test('in an older encoding stays, is reported, and its last good version is used', async () => {
    await save(await start(), kind, 'mine', 'Older');
    await stopAll();
    const bytes = Buffer.from(JSON.stringify(value(kind, 'mine', 'Grün')), 'latin1');
    writeFileSync(own(kind, 'mine.json'), bytes);
    const relay = await start();
    expect((await listed(relay, kind, 'mine'))?.problem).toContain('save it as UTF-8');
    expect((await relay.request(`/${kind}/mine.json`)).json).toMatchObject({ title: 'Older' });
    expect(readFileSync(own(kind, 'mine.json'))).toEqual(bytes);
    // Saving over it in the panel does not lose the user's text.
    await save(relay, kind, 'mine', 'Newer');
    expect(readFileSync(own(kind, 'mine.json.old'))).toEqual(bytes);
  });

  test.each([
    ['a link to a secret', 'a link'],
    ['a link to a good one', 'a link'],
    ['a link to nothing', 'a link'],
    ['a pipe', 'a pipe'],
    ['a folder', 'a folder'],
    ['too large', 'too large'],
    ['a device', 'a link'],
    ['an archive', 'a ZIP archive'],
    ['a private key', 'not JSON'],
    ['some other JSON', ''],
  ])('that is %s delays nothing, is reported, and is never served', async (what, words) => {
    const file = own(kind, 'x.json');
    const secret = join(tried.folder, 'secret.json');
    writeFileSync(secret, '{"password": "s3cret", "title": "s3cret"}');
    const make: Record<string, () => void> = {
      'a link to a secret': () => symlinkSync(secret, file),
      'a link to a good one': () => {
        writeFileSync(own(kind, 'good.json'), JSON.stringify(value(kind, 'x', 's3cret')));
        symlinkSync(own(kind, 'good.json'), file);
      },
      'a link to nothing': () => symlinkSync('/nowhere', file),
      'a pipe': () => execFileSync('mkfifo', [file]),
      'a folder': () => mkdirSync(file),
      'too large': () => writeFileSync(file, ' '.repeat(5_000_000)),
      'a device': () => symlinkSync('/dev/zero', file),
      'an archive': () => writeFileSync(file, Buffer.from('PK\x03\x04s3cret', 'latin1')),
      'a private key': () => writeFileSync(file, '-----BEGIN KEY-----\ns3cret\n'),
      'some other JSON': () => linkSync(secret, file),
    };
    make[what]!();
    const relay = await start();
    const found = await listed(relay, kind, 'x');
    expect(found?.problem).toContain(words);
    const asked = await relay.request(`/${kind}/x.json`);
    expect(errorOf(asked).code).toBe(kind === 'themes' ? 'bad-theme' : 'bad-layout');
    const paths = [`/${kind}/x.json`, `/api/${kind}/x`, `/api/${kind}`, '/themes/x.png'];
    for (const path of paths) {
      const answer = await relay.request(path);
      expect([path, answer.text.includes('s3cret')]).toEqual([path, false]);
      if (path !== `/api/${kind}`) expect([path, answer.status >= 400]).toEqual([path, true]);
    }
    expect(JSON.stringify(tried.log.warnings)).not.toContain('s3cret');
  });

  test('may not have the name of a Windows device, and one that has is reported', async () => {
    for (const name of ['con', 'nul', 'aux', 'prn', 'com1', 'lpt9']) {
      writeFileSync(own(kind, `${name}.json`), JSON.stringify(value(kind, name, name)));
    }
    writeFileSync(own(kind, 'x.schema.json'), '{}');
    const relay = await start();
    expect(tried.log.warnings).toHaveLength(6);
    for (const name of ['con', 'nul', 'aux', 'prn', 'com1', 'lpt9']) {
      const answer = await save(relay, kind, name, 'Mine');
      expect([name, answer.status, errorOf(answer).code]).toEqual([name, 400, 'bad-parameter']);
      expect(errorOf(answer).message).toContain('Windows');
      expect(await listed(relay, kind, name)).toBeUndefined();
      expect((await relay.request(`/${kind}/${name}.json`)).status).toBe(404);
      expect(tried.log.warnings.map(({ fields }) => fields.file)).toContain(
        own(kind, `${name}.json`),
      );
    }
    for (const name of ['mine.', 'mine ', 'mine%20', 'mine%2e', 'a%5cb', 'a:b']) {
      expect([name, (await save(relay, kind, name, 'Mine')).status]).toEqual([name, 400]);
    }
    expect(readdirSync(own(kind, '.')).length).toBe(7);
  });

  test('is found again after its folder was deleted and created again', async () => {
    const relay = await start();
    await save(relay, kind, 'mine', 'First');
    rmSync(own(kind, '.'), { recursive: true });
    expect(await listed(relay, kind, 'mine')).toBeUndefined();
    const page = await relay.page('live', {
      overlay: 'gear',
      ...(kind === 'layouts' ? { layout: 'mine' } : {}),
    });
    mkdirSync(own(kind, '.'));
    writeFileSync(own(kind, 'mine.json'), JSON.stringify(value(kind, 'mine', 'Second')));
    const isNotified = () => page.heard.some((one) => JSON.stringify(one).includes('"mine"'));
    await until('the page is notified', isNotified);
    expect(await listed(relay, kind, 'mine')).toMatchObject({ title: 'Second' });
    // Changes saved by hand in the new folder are announced as before.
    page.heard.length = 0;
    writeFileSync(own(kind, 'mine.json'), JSON.stringify(value(kind, 'mine', 'Third')));
    await until('the page is notified', isNotified);
  });

  test('that cannot be written changes nothing, and the error gives the reason', async () => {
    const relay = await start();
    rmSync(own(kind, '.'), { recursive: true });
    writeFileSync(own(kind, '.').replace(/\/$/, ''), 'a file where the folder would be');
    const answer = await save(relay, kind, 'mine', 'Mine');
    expect([answer.status, errorOf(answer).code]).toEqual([503, 'not-saved']);
    expect(errorOf(answer).message).toContain('mine.json cannot be saved');
    expect(await listed(relay, kind, 'mine')).toBeUndefined();
  });
});

describe('names that every object of the language has', () => {
  test('are names of overlays and themes like others, or none at all', async () => {
    const relay = await start();
    const page = await relay.page('live', { overlay: 'constructor' });
    await save(relay, 'themes', 'constructor', 'Theirs');
    expect(await listed(relay, 'themes', 'constructor')).toMatchObject({ title: 'Theirs' });
    const choose = (theme: string) =>
      relay.send('PUT', '/api/settings/theme', `{"theme": ${theme}}`);
    expect(await page.next('settings')).toMatchObject({ theme: null, changed: 'constructor' });
    await choose('"constructor"');
    expect(await page.next('settings')).toMatchObject({ theme: 'constructor' });
    for (const theme of ['{"toString": 1}', '["apex"]', '"__proto__"', '{"__proto__": "apex"}']) {
      const answer = await choose(theme);
      expect([theme, answer.status, errorOf(answer).code]).toEqual([theme, 400, 'bad-parameter']);
    }
    for (const overlay of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const answer = await relay.send('PUT', `/api/settings/theme/${overlay}`, { theme: 'apex' });
      expect([overlay, answer.status]).toEqual([overlay, 404]);
    }
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const wrong = `{"name": "mine", "title": "Mine", "${key}": {"x": 1}}`;
      for (const kind of kinds) {
        const answer = await relay.send('PUT', `/api/${kind}/mine`, wrong);
        expect([kind, key, answer.status]).toEqual([kind, key, 400]);
      }
    }
    expect(existsSync(own('themes', 'mine.json'))).toBe(false);
  });
});
