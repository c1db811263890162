import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DataPlace, databaseIn, dataFolders } from '../../cli/data-folder.ts';

const place: DataPlace = {
  distribution: 'source',
  programFolder: resolve('/program'),
  given: undefined,
  cwd: resolve('/somewhere'),
  platform: 'linux',
  env: {},
  home: resolve('/home/anna'),
};

function dataOf(change: Partial<DataPlace>): string {
  return dataFolders({ ...place, ...change }).data;
}

describe('the folder of the data', () => {
  it('is the folder of start for a clone, and the user files are in user/ where that is the clone itself', () => {
    expect(dataFolders(place)).toEqual({ data: place.cwd, user: place.cwd });
    const inside = { ...place, cwd: place.programFolder };
    expect(dataFolders(inside)).toEqual({ data: inside.cwd, user: join(inside.cwd, 'user') });
  });

  it('is the system place for an installed program, wherever it is started', () => {
    const roaming = resolve('/Users/Anna/AppData/Roaming');
    const installed = {
      distribution: 'installed',
      platform: 'win32',
      cwd: resolve('/Windows'),
    } as const;
    expect(dataOf({ ...installed, env: { APPDATA: roaming } })).toBe(join(roaming, 'Sequential'));
    expect(dataOf({ ...installed, env: {} })).toBe(
      join(place.home, 'AppData', 'Roaming', 'Sequential'),
    );
    const linux = { distribution: 'debian' } as const;
    expect(dataOf({ ...linux, env: { XDG_DATA_HOME: resolve('/data') } })).toBe(
      join(resolve('/data'), 'sequential'),
    );
    expect(dataOf(linux)).toBe(join(place.home, '.local', 'share', 'sequential'));
    expect(dataOf({ distribution: 'npm', platform: 'darwin' })).toBe(
      join(place.home, 'Library', 'Application Support', 'Sequential'),
    );
  });

  it('ignores a relative path in the environment', () => {
    for (const platform of ['linux', 'win32'] as const) {
      const env = { XDG_DATA_HOME: 'data', APPDATA: 'data' };
      expect(dataOf({ distribution: 'installed', platform, env })).toContain(place.home);
    }
  });

  it('is beside a portable program', () => {
    const programFolder = resolve('/stick/Sequential/app');
    expect(dataOf({ distribution: 'portable', programFolder })).toBe(
      resolve('/stick/Sequential/data'),
    );
  });

  it('is the one that the user names, relative to the folder of start, however it is installed', () => {
    for (const distribution of [
      'source',
      'npm',
      'debian',
      'installed',
      'portable',
      'container',
    ] as const) {
      const { data, user } = dataFolders({ ...place, distribution, given: 'my data' });
      expect(data).toBe(join(place.cwd, 'my data'));
      expect(user).toBe(data);
    }
  });
});

describe('a database in a folder', () => {
  it('is a file there only when its path is relative', () => {
    const folder = resolve('/data');
    expect(databaseIn(folder, 'sqlite:laps.db')).toBe(`sqlite:${join(folder, 'laps.db')}`);
    for (const db of [
      `sqlite:${resolve('/x/laps.db')}`,
      'sqlite::memory:',
      'postgres://u@h/db',
      'none',
    ]) {
      expect(databaseIn(folder, db)).toBe(db);
    }
  });
});
