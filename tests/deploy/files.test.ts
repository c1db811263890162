/** The files of `deploy/`, `compose.yaml` and `Containerfile` fit the program that they start. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { environmentName, settingNames } from '../../cli/settings/setting-list.ts';
import { mergeSettings, valuesOfEnvironment } from '../../cli/settings/settings-merge.ts';
import { limits } from '../../protocol/limits.ts';
import { allInputs } from '../../scripts/build/inputs.ts';
import { root } from '../../scripts/root.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

const compose = read('compose.yaml');
const containerfile = read('Containerfile');
const unit = read('deploy/systemd/sequential-relay.service');

const known = new Set([...settingNames.map(environmentName), 'SEQUENTIAL_DATA']);

/** `SEQUENTIAL_…` of a text, but not those that only stand for a value in `.env`. */
function variablesIn(text: string): string[] {
  return [...text.matchAll(/(?<![${A-Z_])SEQUENTIAL_[A-Z_]+(?=[:=])/g)].map(([name]) => name);
}

/** What docker compose makes of the variables of a relay. */
function relayEnvironment(given: Readonly<Record<string, string>>): Record<string, string> {
  const block = /environment: &relay-environment\n((?: {4}.*\n)+)/.exec(compose)![1]!;
  const lines = [...block.matchAll(/^ {4}([A-Z_]+): (.*)$/gm)];
  return Object.fromEntries(
    lines.map(([, name, value]) => [
      name!,
      value!.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, variable: string, kind, other) =>
        kind === '-' ? (given[variable] ?? other) : given[variable]!,
      ),
    ]),
  );
}

describe('compose.yaml', () => {
  test('gives both relays settings that the program takes', () => {
    const given = { POSTGRES_PASSWORD: 'a-password', SEQUENTIAL_NAME: 'relay.example.org' };
    const settings = mergeSettings([valuesOfEnvironment(relayEnvironment(given))]);
    expect(settings).toMatchObject({
      db: 'postgres://sequential:a-password@database:5432/sequential',
      backplane: 'nats://nats:4222',
      allowHosts: ['relay.example.org', 'relay-1', 'relay-2'],
      trustedProxies: ['172.30.57.0/24'],
      public: 'off',
      log: 'json',
    });
    const open = mergeSettings([
      valuesOfEnvironment(relayEnvironment({ ...given, SEQUENTIAL_PUBLIC: 'on' })),
    ]);
    expect(open.public).toBe('on');
  });

  test('mounts files that exist, and trusts the network that Caddy is in', () => {
    const mounted = [...compose.matchAll(/- (\.\/deploy\/[^:]+):/g)].map(([, path]) => path!);
    expect(mounted.length).toBeGreaterThan(3);
    for (const path of mounted) expect(existsSync(join(root, path)), path).toBe(true);
    const [subnet] = /(?<=subnet: )[\d./]+/.exec(compose)!;
    expect(relayEnvironment({}).SEQUENTIAL_TRUSTED_PROXIES).toBe(subnet);
  });

  test('gives a relay the time that it needs to hand its viewers on', () => {
    const seconds = Number(/stop_grace_period: (\d+)s/.exec(compose)![1]);
    expect(seconds * 1_000).toBeGreaterThan(limits.stopMs);
    const ofUnit = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1]);
    expect(ofUnit * 1_000).toBeGreaterThan(limits.stopMs);
  });

  test('runs relays that may write their data and nothing else', () => {
    for (const line of ['read_only: true', 'cap_drop: [ALL]', 'no-new-privileges:true']) {
      expect(compose).toContain(line);
    }
  });
});

describe('Containerfile', () => {
  test('starts commands that there are, as another user than root', () => {
    const names = commands.map(({ name }) => name);
    expect(names).toContain(/^CMD \["(\w+)"\]$/m.exec(containerfile)![1]);
    expect(names).toContain(/sequential\.js", "(\w+)"\]/.exec(containerfile)![1]);
    expect(containerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    for (const name of variablesIn(containerfile)) expect(known).toContain(name);
  });

  test('gets every source that a build is made of, and no more than it names', () => {
    const ignored = read('.containerignore');
    expect(read('.dockerignore')).toBe(ignored);
    const [first, ...kept] = ignored.trimEnd().split('\n');
    expect(first).toBe('**');
    const needed = [...allInputs, 'package-lock.json'].map((path) => `!${path.split('/')[0]}`);
    expect(kept).toEqual(expect.arrayContaining(needed));
    for (const line of kept) {
      expect(line).toMatch(/^![\w*.-]+$/);
      if (!line.includes('*')) expect(existsSync(join(root, line.slice(1))), line).toBe(true);
    }
    const [script] = /scripts\/\S+\.ts/.exec(containerfile)!;
    expect(existsSync(join(root, script))).toBe(true);
  });
});

test('the systemd unit names settings that there are', () => {
  const names = variablesIn(unit);
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) expect(known).toContain(name);
});
