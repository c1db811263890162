/** Lets test files that would disturb one another run one after another, though each runs in a process of its own. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/root.ts';
import type { AtEnd } from './clean-up.ts';
import { until } from './until.ts';

const folder = join(root, '.cache', 'one-at-a-time');

/** Longer than any of them takes, ms. */
const waitMs = 600_000;

/** Resolves when no other test process holds this name, and holds it until the end. */
export async function oneAtATime(name: string, atEnd: AtEnd): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  await until(`no other test uses ${name}`, () => takes(file), waitMs);
  atEnd(() => rmSync(file, { force: true }));
}

function takes(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(file)) rmSync(file, { force: true });
    return false;
  }
}

/** A test process that was killed has left its name. */
function isAlive(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Not written yet.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
