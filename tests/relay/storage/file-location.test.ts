/** Databases in synchronised folders and on network shares. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  cloudOf,
  isSharePath,
  isShareType,
  locationOf,
} from '../../../relay/storage/file-location.ts';
import { openRecorder, openStore } from '../../../relay/storage/open-database.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { LogBook } from '../../support/log-book.ts';
import { OtherProgram } from './other-program.ts';

describe('the place of a file', () => {
  test.each([
    ['C:\\Users\\ada\\OneDrive\\Desktop\\sequential', 'OneDrive'],
    ['C:\\Users\\ada\\OneDrive - Scuderia GmbH\\laps', 'OneDrive'],
    ['D:\\Dropbox (Personal)\\laps', 'Dropbox'],
    ['G:\\Meine Ablage\\laps', 'Google Drive'],
    ['/Users/ada/Google Drive/laps', 'Google Drive'],
    ['C:\\Users\\ada\\iCloudDrive\\laps', 'iCloud'],
    ['/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/laps', 'iCloud'],
    ['/Users/ada/Library/CloudStorage/OneDrive-Personal/laps', 'OneDrive'],
    ['/Users/ada/Library/CloudStorage/ProtonDrive-ada/laps', 'ProtonDrive'],
    ['/home/ada/Nextcloud/laps', 'Nextcloud or ownCloud'],
    ['E:\\Sim\\Wolke\\laps', 'OneDrive'],
    ['E:\\Sim\\Wolkenkuckucksheim\\laps', null],
    ['C:\\Sim\\onedrive-backup-tool\\laps', null],
    ['/home/ada/my dropboxes/laps', null],
    ['C:\\Sequential', null],
  ])('%s is recognised as a folder of %s', (path, service) => {
    expect(cloudOf(path, { OneDriveCommercial: 'e:\\sim\\wolke' })).toBe(service);
  });

  test('is a share by its path or its file system', () => {
    expect(isSharePath('\\\\nas\\sim\\laps')).toBe(true);
    expect(isSharePath('\\\\?\\UNC\\nas\\sim\\laps')).toBe(true);
    expect(isSharePath('\\\\?\\C:\\laps')).toBe(false);
    expect(isSharePath('\\\\.\\pipe\\x')).toBe(false);
    expect(isSharePath('C:\\laps')).toBe(false);
    expect(isShareType(0x6969)).toBe(true);
    expect(isShareType(0xff534d42)).toBe(true);
    expect(isShareType(0xef53)).toBe(false);
  });

  test('is found through links', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'Dropbox'));
    symlinkSync(join(folder, 'Dropbox'), join(folder, 'laps'));
    expect(await locationOf(join(folder, 'laps', 'x.db'))).toEqual({
      kind: 'cloud',
      service: 'Dropbox',
    });
    expect(await locationOf(join(folder, 'x.db'))).toEqual({ kind: 'disk' });
  });
});

describe('a database in a folder that is synchronised', () => {
  function file(): string {
    const folder = join(temporaryFolder(), 'OneDrive');
    mkdirSync(folder);
    return join(folder, 'laps.db');
  }

  test('is used with a warning at the start', async () => {
    const log = new LogBook();
    const recorder = await openRecorder({ db: `sqlite:${file()}`, log });
    expect(recorder.stats().state).toBe('ok');
    await recorder.close();
    expect(log.sentences).toEqual([
      expect.stringMatching(/laps\.db\. It lies in a folder that OneDrive/),
    ]);
  });

  test('names the service that may hold the lock', async () => {
    const db = file();
    await (await openStore(`sqlite:${db}`)).close();
    const other = await OtherProgram.execute(db, 'BEGIN EXCLUSIVE');
    const problem = await openStore(`sqlite:${db}`).catch((cause: unknown) => cause);
    expect(problem).toMatchObject({ code: 'locked', message: expect.stringContaining('OneDrive') });
    expect(problem).toMatchObject({ hint: expect.stringContaining('--db sqlite:FILE') });
    await other.end();
  });
});
