/** The choice of a car for the camera is written into the page of the app, through the real system calls on Linux. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { askAppToShow } from '../../../agent/cars/app-camera.ts';
import { appCarsAt, appHead, appPageBytes } from '../../../agent/cars/app-page.ts';
import { namedPages } from '../../../agent/memory/open.ts';
import { writeAppHead } from '../../support/app-page-writer.ts';
import { needThat } from '../../support/need.ts';

function writtenPage(version?: number): Buffer {
  const page = Buffer.alloc(appPageBytes, 0);
  writeAppHead(page, version);
  return page;
}

const onLinux = process.platform === 'linux' ? null : 'writes into /dev/shm, which only Linux has';

needThat(onLinux)('the page of the app', () => {
  const name = `test_${process.pid}_camera`;
  const path = `/dev/shm/${name}`;
  afterEach(() => rmSync(path, { force: true }));

  const ask = async (carId: number | null) => {
    const openPage = await namedPages('auto', 'write');
    return askAppToShow(() => openPage(name, appPageBytes), carId);
  };

  test('gets the index of the car + 1, or 0 for none, and nothing else in it changes', async () => {
    const page = writtenPage();
    page.fill(7, appCarsAt);
    writeFileSync(path, page);
    for (const [carId, written] of [
      [0, 1],
      [127, 128],
      [null, 0],
    ] as const) {
      expect(await ask(carId)).toBeNull();
      page.writeUInt32LE(written, appHead.camera);
      expect(readFileSync(path).equals(page)).toBe(true);
    }
  });

  test('is never created', async () => {
    expect(await ask(3)).toBe(`${path} is not there`);
    expect(existsSync(path)).toBe(false);
  });

  test('stays as it is when it is of another version, or too small, or has no such car', async () => {
    const other = writtenPage(2);
    writeFileSync(path, other);
    expect(await ask(3)).toContain('install it again');
    expect(readFileSync(path).equals(other)).toBe(true);
    writeFileSync(path, other.subarray(0, 512));
    expect(await ask(3)).toContain('512 bytes');
    writeFileSync(path, writtenPage());
    expect(await ask(128)).toBe('The page has no car 128.');
    expect(readFileSync(path).equals(writtenPage())).toBe(true);
  });
});

test('the page is closed after each choice, and not touched when its file was truncated', () => {
  let closed = 0;
  const bytes = writtenPage();
  const open = (isReadable: boolean) => () => ({
    bytes,
    readable: () => isReadable,
    close: () => void closed++,
  });
  expect(askAppToShow(open(true), 4)).toBeNull();
  expect(bytes.readUInt32LE(appHead.camera)).toBe(5);
  expect(askAppToShow(open(false), 6)).toBe('The page is too small.');
  expect(bytes.readUInt32LE(appHead.camera)).toBe(5);
  expect(closed).toBe(2);
});
