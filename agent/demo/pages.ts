/**
 * Opens the pages under the game's names for the demo car. It refuses to write while a game or another program writes
 * them.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { ExplainedError } from '../../protocol/explained-error.ts';
import { gameProcessNames } from '../games/assetto-corsa/layout.ts';
import type { Platform } from '../memory/port.ts';
import type { WritablePages } from './writable-pages.ts';

/** Why the demo car cannot drive here, with a hint for the user. */
class DemoCarError extends ExplainedError<'pages-taken' | 'no-pages-here'> {
  override readonly name = 'DemoCarError';
}

/** A page in use changes within this time, which is a dozen rendered frames. */
const watchMs = 200;

/** @throws DemoCarError when a game, or another demo car, uses these pages. */
export async function refuseWhenInUse(platform: Platform): Promise<void> {
  const found = platform.memory.open();
  if ('absent' in found) return;
  try {
    const { pages } = found;
    const physics = pages.packetId();
    const graphics = pages.graphicsPacketId();
    await sleep(watchMs);
    const moves = pages.packetId() !== physics || pages.graphicsPacketId() !== graphics;
    const game = platform.processes.running(gameProcessNames);
    if (!moves && game.length === 0) return;
    throw new DemoCarError(
      'pages-taken',
      game.length > 0
        ? `Assetto Corsa is running (${game.join(', ')}); the demo car would write over its memory.`
        : "Another program writes the game's memory pages right now; the demo car would write over them.",
      game.length > 0
        ? 'End the game first, or start Sequential without the demo car to show the game.'
        : 'End the other demo car, or the tool that plays a recording.',
    );
  } finally {
    found.pages.close();
  }
}

/** @throws DemoCarError on systems without the game. */
export async function openWritablePages(prefix: string): Promise<WritablePages> {
  if (process.platform === 'linux') return (await import('./pages-linux.ts')).openPages(prefix);
  if (process.platform === 'win32') return (await import('./pages-windows.ts')).openPages(prefix);
  throw new DemoCarError(
    'no-pages-here',
    `The demo car drives on Windows and Linux, not on ${process.platform}.`,
    'Run the demo on the PC that streams; relay and overlays work here all the same.',
  );
}
