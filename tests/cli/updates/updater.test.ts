/** The life of an update: when it is looked for, what is believed, and how it is installed. Only network and Setup are made up. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReleaseManifest } from '../../../cli/updates/release-manifest.ts';
import { makeSigningKeys, sealManifest } from '../../../cli/updates/signed-manifest.ts';
import { openUpdateMemory } from '../../../cli/updates/update-memory.ts';
import { UpdateProblem } from '../../../cli/updates/update-problem.ts';
import { Updater, type UpdaterParts } from '../../../cli/updates/updater.ts';
import { limits } from '../../../protocol/limits.ts';
import type { UpdateHindrance, UpdateState } from '../../../protocol/update-status.ts';
import { temporaryFolder, withTest } from '../../support/clean-up.ts';
import { LogBook } from '../../support/log-book.ts';
import { until } from '../../support/until.ts';

const keys = makeSigningKeys();
const dayMs = limits.updateCheckEveryMs;

function announced(version: string, privateKey = keys.privateKey): string {
  const manifest: ReleaseManifest = {
    program: 'sequential',
    version,
    date: '2026-06-01T10:00:00Z',
    notes: '- faster',
    page: 'https://example.org/download',
    files: {
      installed: { url: 'https://example.org/setup.exe', size: 9, sha256: 'a'.repeat(64) },
    },
  };
  return sealManifest(manifest, privateKey);
}

/** Time and timers by hand. */
class HandClock {
  ms = Date.UTC(2026, 5, 1);
  #timers: { readonly at: number; readonly call: () => void }[] = [];

  now = () => this.ms;
  date = () => this.ms;

  after = (ms: number, call: () => void): (() => void) => {
    const timer = { at: this.ms + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  pass(ms: number): void {
    const end = this.ms + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.ms = next.at;
      next.call();
    }
    this.ms = end;
  }
}

class Machine {
  readonly clock = new HandClock();
  readonly log = new LogBook();
  readonly folder = temporaryFolder();
  /** What the server sends; an error: it cannot be reached. */
  answer: string | Error = announced('1.1.0');
  checks = 0;
  setups: string[] = [];
  hindrance: UpdateHindrance | null = null;
  duringDownload: () => void | Promise<void> = () => {};
  setup: () => Promise<void> = () => new Promise(() => {});

  async start(more: Partial<UpdaterParts['program']> = {}): Promise<Updater> {
    const program = {
      version: '1.0.0',
      distribution: 'installed' as const,
      updateSource: {
        address: 'https://example.org/latest.json',
        publicKey: keys.publicKey,
      },
      ...more,
    };
    const updater = new Updater({
      program,
      platform: 'win32',
      memory: await openUpdateMemory(this.folder, this.log),
      folder: join(this.folder, 'updates'),
      clock: this.clock,
      log: this.log,
      hindrance: async () => this.hindrance,
      readText: async () => {
        this.checks++;
        if (this.answer instanceof Error) throw this.answer;
        return this.answer;
      },
      download: async (_file, path, { onProgress }) => {
        onProgress(4);
        await this.duringDownload();
        writeFileSync(path, 'setup');
      },
      runSetup: (file) => {
        this.setups.push(file);
        return this.setup();
      },
    });
    withTest(() => updater.stop());
    return updater;
  }
}

async function stateOf(updater: Updater): Promise<UpdateState> {
  return (await updater.status()).state;
}

async function kindOf(updater: Updater): Promise<string> {
  const state = await stateOf(updater);
  return state.kind === 'failed' ? state.failure.code : state.kind;
}

const reaches = (updater: Updater, kind: string) =>
  until(`the state is ${kind}`, async () => (await kindOf(updater)) === kind);

/** Lets time pass, and what it set off come to its end. */
async function pass(machine: Machine, updater: Updater, ms: number): Promise<void> {
  machine.clock.pass(ms);
  await until('no check runs', async () => (await kindOf(updater)) !== 'checking');
}

/** @param answer of the source; absent: an available update */
async function started(answer?: Machine['answer']) {
  const machine = new Machine();
  machine.answer = answer ?? machine.answer;
  return { machine, updater: await machine.start() };
}

/** An updater that has checked once. */
async function checked(answer?: Machine['answer']) {
  const both = await started(answer);
  await both.updater.check();
  return both;
}

/** An updater that has just been told to check daily. */
async function checkingDaily(answer?: Machine['answer']) {
  const both = await started(answer);
  await both.updater.setDaily(true);
  return both;
}

test('it is off, and nothing is sent, until the user wants it', async () => {
  const machine = new Machine();
  const updater = await machine.start();
  expect(await updater.status()).toMatchObject({ daily: false, state: { kind: 'off' } });
  await pass(machine, updater, 30 * dayMs);
  expect(machine.checks).toBe(0);
});

test('once it is on, it checks at once and then once a day', async () => {
  const { machine, updater } = await checkingDaily(announced('1.0.0'));
  expect(machine.checks).toBe(1);
  expect(await kindOf(updater)).toBe('up-to-date');
  for (let hour = 0; hour < 24 * 3.5; hour++) await pass(machine, updater, 3_600_000);
  expect(machine.checks).toBe(4);
});

test('a restart remembers the release and causes no check', async () => {
  const machine = new Machine();
  await (await machine.start()).setDaily(true);
  const again = await machine.start();
  expect(await stateOf(again)).toMatchObject({ kind: 'available', release: { version: '1.1.0' } });
  await pass(machine, again, limits.updateFirstCheckMs);
  expect(machine.checks).toBe(1);
});

test('it checks a minute after the start when a day has passed meanwhile', async () => {
  const machine = new Machine();
  const before = await machine.start();
  await before.setDaily(true);
  await before.stop();
  machine.clock.ms += dayMs;
  const again = await machine.start();
  await pass(machine, again, limits.updateFirstCheckMs);
  expect(machine.checks).toBe(2);
});

test('switched off it forgets its result and asks no more', async () => {
  const { machine, updater } = await checkingDaily();
  await updater.setDaily(false);
  expect(await kindOf(updater)).toBe('off');
  await pass(machine, updater, 3 * dayMs);
  expect(machine.checks).toBe(1);
});

test('somebody who asks is answered although it is off', async () => {
  const { updater } = await checked();
  expect(await kindOf(updater)).toBe('available');
  expect((await updater.status()).daily).toBe(false);
});

test('two who ask at once share one check', async () => {
  const machine = new Machine();
  const updater = await machine.start();
  await Promise.all([updater.check(), updater.check()]);
  expect(machine.checks).toBe(1);
});

test('without a network it tries again an hour later and says so', async () => {
  const { machine, updater } = await checkingDaily(
    new UpdateProblem('update-unreachable', 'example.org cannot be reached.'),
  );
  expect(await kindOf(updater)).toBe('update-unreachable');
  await pass(machine, updater, limits.updateCheckRetryMs - limits.updateDueEveryMs);
  expect(machine.checks).toBe(1);
  machine.answer = announced('1.1.0');
  await pass(machine, updater, 2 * limits.updateDueEveryMs);
  expect(machine.checks).toBe(2);
  expect(await kindOf(updater)).toBe('available');
});

test('an answer that is not genuine is shown, offers nothing, and is not asked for again that day', async () => {
  const { machine, updater } = await checkingDaily(
    announced('9.9.9', makeSigningKeys().privateKey),
  );
  expect(await stateOf(updater)).toMatchObject({
    kind: 'failed',
    release: null,
    failure: { code: 'update-not-genuine' },
  });
  await expect(updater.install()).rejects.toMatchObject({ code: 'update-refused' });
  await pass(machine, updater, dayMs - limits.updateDueEveryMs);
  expect(machine.checks).toBe(1);
});

test('an older announcement that is sent again takes nothing back', async () => {
  const { machine, updater } = await checkingDaily(announced('1.2.0'));
  machine.answer = announced('1.1.0');
  await updater.check();
  expect(await stateOf(updater)).toMatchObject({
    kind: 'failed',
    failure: { code: 'update-outdated' },
    release: { version: '1.2.0' },
  });
  // After a restart too.
  const again = await machine.start();
  await again.check();
  expect(await kindOf(again)).toBe('update-outdated');
});

test('an older release than the one that runs is never offered', async () => {
  const { updater } = await checked(announced('0.9.0'));
  expect(await kindOf(updater)).toBe('up-to-date');
});

test('a remembered announcement that somebody changed on disk is not believed', async () => {
  const machine = new Machine();
  await (await machine.start()).setDaily(true);
  const forged = announced('9.9.9', makeSigningKeys().privateKey);
  const memory = { daily: true, answeredAt: machine.clock.date(), announcement: forged };
  writeFileSync(join(machine.folder, 'updates.json'), JSON.stringify(memory));
  expect(await kindOf(await machine.start())).toBe('up-to-date');
});

test('one click downloads the release and runs its Setup', async () => {
  const { machine, updater } = await checked();
  const shown: UpdateState[] = [];
  machine.duringDownload = async () => {
    shown.push(await stateOf(updater));
  };
  await updater.install();
  await reaches(updater, 'installing');
  expect(shown).toMatchObject([{ kind: 'downloading', receivedBytes: 4 }]);
  expect(machine.setups).toEqual([join(machine.folder, 'updates', 'Sequential-Setup-1.1.0.exe')]);
  await expect(updater.install()).rejects.toMatchObject({ code: 'update-refused' });
  expect(() => updater.check()).toThrow(/being installed/);
});

test('clicks before and during a check install what it finds, once', async () => {
  const { machine, updater } = await checked();
  machine.answer = announced('1.2.0');
  const works = [updater.install(), updater.check(), updater.install()];
  expect((await Promise.allSettled(works)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
  ]);
  await reaches(updater, 'installing');
  expect(machine.setups).toEqual([join(machine.folder, 'updates', 'Sequential-Setup-1.2.0.exe')]);
});

test.each(['driving', 'streaming', 'recording', 'obs-silent'] as const)(
  'nothing is installed while something is %s',
  async (hindrance) => {
    const { machine, updater } = await checked();
    machine.hindrance = hindrance;
    expect((await updater.status()).hindrance).toBe(hindrance);
    await expect(updater.install()).rejects.toMatchObject({ code: 'update-not-now' });
    expect(await kindOf(updater)).toBe('available');
  },
);

test('a drive that begins during the download keeps Setup waiting for another click', async () => {
  const { machine, updater } = await checked();
  machine.duringDownload = () => {
    machine.hindrance = 'driving';
  };
  await updater.install();
  await reaches(updater, 'ready');
  expect(machine.setups).toEqual([]);
  machine.hindrance = null;
  machine.duringDownload = () => {};
  await updater.install();
  await reaches(updater, 'installing');
});

test('a Setup that fails is said, and may be tried again', async () => {
  const machine = new Machine();
  machine.setup = async () => {
    throw new UpdateProblem('update-setup-failed', 'Setup could not end this program.');
  };
  const updater = await machine.start();
  await updater.check();
  await updater.install();
  await reaches(updater, 'update-setup-failed');
  machine.setup = () => new Promise(() => {});
  await updater.install();
  await reaches(updater, 'installing');
});

test('a download that fails is said', async () => {
  const machine = new Machine();
  machine.duringDownload = () => {
    throw new UpdateProblem('update-damaged', 'The downloaded file is not the one announced.');
  };
  const updater = await machine.start();
  await updater.check();
  await updater.install();
  await reaches(updater, 'update-damaged');
  expect(machine.setups).toEqual([]);
});

test.each(['portable', 'debian', 'npm', 'source', 'container'] as const)(
  'a %s program shows the release and installs nothing itself',
  async (distribution) => {
    const machine = new Machine();
    const updater = await machine.start({ distribution });
    await updater.check();
    expect(await updater.status()).toMatchObject({
      canInstall: false,
      state: { kind: 'available', release: { page: 'https://example.org/download' } },
    });
    await expect(updater.install()).rejects.toMatchObject({ code: 'update-refused' });
  },
);

test('a program that does not know where to look sends nothing', async () => {
  const machine = new Machine();
  const updater = await machine.start({ updateSource: null });
  expect((await updater.status()).request).toBeNull();
  await updater.setDaily(true);
  await pass(machine, updater, 2 * dayMs);
  expect(() => updater.check()).toThrow(/does not know/);
  expect(machine.checks).toBe(0);
});

test('after the upgrade the downloaded Setup is removed', async () => {
  const machine = new Machine();
  await (await machine.start()).check();
  const folder = join(machine.folder, 'updates');
  mkdirSync(folder);
  writeFileSync(join(folder, 'Sequential-Setup-1.1.0.exe'), 'setup');
  const updater = await machine.start({ version: '1.1.0' });
  machine.clock.pass(limits.updateFirstCheckMs);
  await until('it is gone', () => !existsSync(folder));
  expect(await kindOf(updater)).toBe('off');
});

test('a download of another release gives way', async () => {
  const machine = new Machine();
  const folder = join(machine.folder, 'updates');
  mkdirSync(folder);
  writeFileSync(join(folder, 'Sequential-Setup-1.0.5.exe.part'), 'half');
  const updater = await machine.start();
  await updater.check();
  await updater.install();
  await reaches(updater, 'installing');
  expect(existsSync(join(folder, 'Sequential-Setup-1.0.5.exe.part'))).toBe(false);
});
