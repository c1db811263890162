/** Opens the game's memory on this operating system. koffi is loaded here first, so machines without it can run the rest. */
import { messageOf } from '../../protocol/explained-error.ts';
import type { AgentOptions } from '../options.ts';
import type { OpenNamedPage, Platform } from './port.ts';

/** For systems without the game. */
function openNowhere(system: string): Platform {
  return {
    memory: {
      open: () => ({ absent: `Assetto Corsa does not run on ${system}`, isMissing: false }),
    },
    wait: { grainMs: 1, until: () => {}, close: () => {} },
    processes: { running: () => [] },
    pagesHint: null,
  };
}

/**
 * @param prefix of the pages' names; `acpmf` for the game's
 * @throws Error with one sentence when koffi is missing or does not work here.
 */
export async function openPlatform(
  source: AgentOptions['source'],
  prefix: string,
): Promise<Platform> {
  const system = source === 'auto' ? process.platform : source === 'windows' ? 'win32' : source;
  if (system !== 'win32' && system !== 'linux') return openNowhere(system);
  if (system !== process.platform) {
    throw new Error(`The source "${source}" works on ${source} only; leave --source out.`);
  }
  try {
    if (system === 'win32') return (await import('./windows.ts')).openWindows(prefix);
    return (await import('./linux.ts')).openLinux(prefix);
  } catch (error) {
    const cause = messageOf(error);
    throw new Error(
      `The game's memory cannot be read because koffi does not work here (${cause}). Install again without --omit=optional.`,
    );
  }
}

/** - `read`: pages that other programs write beside the game's - `write`: the page of our own app */
export type PageAccess = 'read' | 'write';

/** Opens pages that are there. Where koffi does not work, or the game does not run, there are none. */
export async function namedPages(
  source: AgentOptions['source'],
  access: PageAccess = 'read',
): Promise<OpenNamedPage> {
  const system = source === 'auto' ? process.platform : source === 'windows' ? 'win32' : source;
  const isWritable = access === 'write';
  try {
    if (system === 'win32') return (await import('./windows.ts')).windowsPages(isWritable);
    if (system === 'linux') return (await import('./linux.ts')).linuxPages(isWritable);
  } catch {
    // The sampling thread reports it.
  }
  return (name) => `${name} cannot be read on ${system}`;
}
