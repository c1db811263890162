/** The real files in /dev/shm, read through the real system calls. The pages have names of the test's own. */
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linuxPagePath, pageNames, pages } from '../../../agent/games/assetto-corsa/layout.ts';
import { openPlatform } from '../../../agent/memory/open.ts';
import type { OpenPages, Platform } from '../../../agent/memory/port.ts';
import { monotonicMs } from '../../../agent/sampling/clock.ts';
import { pageOffsets, snapshotBytes } from '../../../agent/sampling/snapshot.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { needThat } from '../../support/need.ts';

const onLinux = process.platform === 'linux' ? null : 'reads /dev/shm, which only Linux has';

needThat(onLinux)('the pages on Linux', () => {
  const prefix = `test_${process.pid}_linux`;
  let platform: Platform;
  let open: OpenPages[] = [];

  function writePage(name: (typeof pageNames)[number], bytes: Uint8Array, sizeBytes = 2048): void {
    const fd = openSync(linuxPagePath(name, prefix), 'a+');
    ftruncateSync(fd, sizeBytes);
    closeSync(fd);
    const write = openSync(linuxPagePath(name, prefix), 'r+');
    writeSync(write, bytes, 0, bytes.length, 0);
    closeSync(write);
  }

  function makePages(fill: number): void {
    for (const name of pageNames) writePage(name, new Uint8Array(pages[name].sizeBytes).fill(fill));
  }

  function removePages(): void {
    for (const name of pageNames) rmSync(linuxPagePath(name, prefix), { force: true });
  }

  function openNow(): OpenPages {
    const result = platform.memory.open();
    if ('absent' in result) throw new Error(result.absent);
    open.push(result.pages);
    return result.pages;
  }

  beforeEach(async () => {
    platform = await openPlatform('auto', prefix);
  });

  afterEach(() => {
    for (const one of open) one.close();
    open = [];
    removePages();
    platform.wait.close();
  });

  it('are missing, as a sentence, while there are no files', () => {
    expect(platform.memory.open()).toEqual({
      absent: `${linuxPagePath('physics', prefix)} is not there`,
      isMissing: true,
    });
  });

  it('are absent while one of them is missing or too small', () => {
    makePages(1);
    rmSync(linuxPagePath('static', prefix));
    expect(platform.memory.open()).toEqual({
      absent: `${linuxPagePath('static', prefix)} is not there`,
      isMissing: true,
    });
    writePage('static', new Uint8Array(10), 100);
    expect(platform.memory.open()).toEqual({
      absent: `${linuxPagePath('static', prefix)} has 100 bytes instead of at least 684`,
      isMissing: false,
    });
  });

  it('are copied one behind the other, and show what is written while they are open', () => {
    makePages(7);
    const now = openNow();
    const copy = new Uint8Array(snapshotBytes + 16);
    now.copy(copy, 16);
    expect(new Set(copy.subarray(16))).toEqual(new Set([7]));
    expect(now.recopy(copy, 16)).toBe(false);
    writePage('graphics', new Uint8Array(pages.graphics.sizeBytes).fill(9));
    expect(now.recopy(copy, 16)).toBe(true);
    expect(now.recopy(copy, 16)).toBe(false);
    const graphics = 16 + pageOffsets.graphics;
    expect(copy[graphics - 1]).toBe(7);
    expect(copy[graphics]).toBe(9);
    expect(copy[graphics + pages.graphics.sizeBytes]).toBe(7);
  });

  it('give the packet ids as they are now', () => {
    makePages(0);
    const now = openNow();
    writePage('physics', Uint8Array.of(0x39, 0x30, 0, 0));
    writePage('graphics', Uint8Array.of(5, 0, 0, 0));
    expect(now.packetId()).toBe(12_345);
    expect(now.graphicsPacketId()).toBe(5);
  });

  it('stay what they were when the files are replaced, until they are opened again', () => {
    makePages(1);
    const before = openNow();
    removePages();
    makePages(2);
    const after = openNow();
    expect(before.packetId()).toBe(0x01010101);
    expect(after.packetId()).toBe(0x02020202);
  });

  it('report a truncated file instead of reading it', () => {
    makePages(1);
    const now = openNow();
    expect(now.readable()).toBe(true);
    writeFileSync(linuxPagePath('graphics', prefix), '');
    expect(now.readable()).toBe(false);
  });

  it('are never touched after they were closed, and nothing of a file is left open', () => {
    makePages(1);
    for (let i = 0; i < 2000; i++) {
      const one = openNow();
      one.close();
      open.pop();
      expect(() => one.packetId()).toThrow('closed');
    }
  });

  it('are not created by opening them', () => {
    platform.memory.open();
    expect(() => openSync(linuxPagePath('physics', prefix), 'r')).toThrow('ENOENT');
  });

  it('wait until about the asked time, never shorter, and not at all for the past', () => {
    const lates: number[] = [];
    for (const ms of [0.2, 1, 3, 7]) {
      const untilMs = monotonicMs() + ms;
      platform.wait.until(untilMs);
      lates.push(monotonicMs() - untilMs);
    }
    expect(Math.min(...lates)).toBeGreaterThan(-0.01);
    const before = monotonicMs();
    platform.wait.until(before - 100);
    expect(monotonicMs() - before).toBeLessThan(50);
  });

  it('know the programs that run by the 15 characters that the kernel keeps', async () => {
    const { linuxProcesses } = await import('../../../agent/memory/linux.ts');
    const folder = temporaryFolder();
    const names = { 1: 'systemd', 42: 'acs.exe', 77: 'AC2-Win64-Shipp', self: 'acr.exe' };
    for (const [entry, name] of Object.entries(names)) {
      mkdirSync(join(folder, entry));
      writeFileSync(join(folder, entry, 'comm'), `${name}\n`);
    }
    mkdirSync(join(folder, '99'));
    const asked = ['acs.exe', 'AC2-Win64-Shipping.exe', 'acr.exe', 'other.exe'];
    expect(linuxProcesses(folder).running(asked)).toEqual(['acs.exe', 'AC2-Win64-Shipping.exe']);
    expect(platform.processes.running(['no such program'])).toEqual([]);
  });

  it('are refused with a sentence where another system is asked for', async () => {
    await expect(openPlatform('windows', prefix)).rejects.toThrow('works on windows only');
  });
});
