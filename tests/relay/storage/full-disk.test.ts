/** A disk that fills up under the database: the state reports it, and no frame that was announced as stored is lost. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { silentLog } from '../../../protocol/log.ts';
import { openRecorder, openStore } from '../../../relay/storage/open-database.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { needThat } from '../../support/need.ts';
import { until } from '../../support/until.ts';
import { frames, packets } from './frames.ts';
import { framesOf, withNodeSqlite } from './stores.ts';

const mounts: string[] = [];

/** A separate file system of 2 MB. */
function smallDisk(): string {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' });
  mounts.push(folder);
  return folder;
}

function unmountAll(): void {
  for (const folder of mounts.splice(0)) execFileSync('umount', [folder], { stdio: 'pipe' });
}

function mayMount(): string | null {
  if (process.platform !== 'linux') return 'small disks are made with tmpfs, which only Linux has';
  try {
    const folder = join('/tmp', `sequential-mount-${process.pid}`);
    mkdirSync(folder);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'pipe' });
      execFileSync('umount', [folder], { stdio: 'pipe' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return null;
  } catch {
    return 'this user may not mount a small disk';
  }
}

function fullDiskSuite(): void {
  afterEach(unmountAll);

  test('is a state of its own, and afterwards every frame is there', async () => {
    const folder = smallDisk();
    const db = `sqlite:${join(folder, 'laps.db')}`;
    const recorder = await openRecorder({ db, log: silentLog });
    const key = { sessionID: 'S', run: 'r' };
    let storedThrough = -1;
    recorder.onStored((_key, packetId) => {
      storedThrough = packetId;
    });
    const all = frames(1, 12_000, (i) => ({ note: `${i} `.repeat(60) }));
    writeFileSync(join(folder, 'other'), Buffer.alloc(600_000));
    let at = 0;
    while (recorder.stats().state === 'ok' && at < all.length) {
      recorder.record({ ...key, lap: 1, frames: all.slice(at, at + 500) });
      at += 500;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until('the disk is full', () => recorder.stats().state === 'away');
    expect(recorder.stats().detail).toMatch(/no disk space left/);
    // Frames announced as stored can be read while nothing more can be written.
    const stored = packets(await framesOf(recorder.reader, 'S', 1));
    expect(stored).toEqual(packets(all).filter((packetId) => packetId <= storedThrough));
    rmSync(join(folder, 'other'));
    execFileSync('mount', ['-o', 'remount,size=64m', folder], { stdio: 'pipe' });
    recorder.record({ ...key, lap: 1, frames: all.slice(at) });
    recorder.flush(key);
    await until('the database is back', () => recorder.stats().framesWaiting === 0);
    expect(recorder.stats()).toMatchObject({ state: 'ok', framesDropped: 0 });
    expect(packets(await framesOf(recorder.reader, 'S', 1))).toEqual(packets(all));
    await recorder.close();
  });

  test('from the start does not keep the relay from starting', async () => {
    const folder = smallDisk();
    writeFileSync(join(folder, 'other'), Buffer.alloc(2_097_152 - 8_192));
    const db = `sqlite:${join(folder, 'laps.db')}`;
    await expect(openStore(db)).rejects.toMatchObject({ code: 'disk-full', lasting: false });
    const recorder = await openRecorder({ db, log: silentLog });
    expect(recorder.stats()).toMatchObject({ state: 'away' });
    const key = { sessionID: 'S', run: 'r' };
    recorder.record({ ...key, lap: 1, frames: frames(1, 50) });
    recorder.flush(key);
    rmSync(join(folder, 'other'));
    await until(
      'the frames are stored',
      () => recorder.stats().framesStored === 50,
      4 * limits.storeRetryMsMax,
    );
    await recorder.close();
  });
}

needThat(mayMount())('a full disk', () => {
  describe('under the package sqlite3', fullDiskSuite);
  withNodeSqlite('under SQLite of Node', fullDiskSuite);
});
