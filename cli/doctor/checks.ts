/**
 * The checks of `sequential doctor` for game, pages, relay and database. Each ends within seconds with findings in words. A
 * game or relay that does not run is a note, not a failure.
 */
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultPagePrefix, gameProcessNames } from '../../agent/games/assetto-corsa/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { CommandContext, Program } from '../command.ts';
import { countText } from '../console/count-text.ts';
import { CommandError } from '../console/errors.ts';
import type { RelayHealth } from '../desktop/running-program.ts';
import { builtFolders } from '../program.ts';
import { otherOnLocalhost } from './localhost.ts';
import { portHolderText } from './port-holder.ts';

export interface DoctorFinding {
  subject: string;
  /** `note`: worth knowing, nothing is broken. */
  verdict: 'ok' | 'note' | 'wrong';
  /** The finding, and what to do about it. */
  sentence: string;
}

const ok = (subject: string, sentence: string): DoctorFinding => ({
  subject,
  verdict: 'ok',
  sentence,
});
const note = (subject: string, sentence: string): DoctorFinding => ({
  subject,
  verdict: 'note',
  sentence,
});
const wrong = (subject: string, sentence: string): DoctorFinding => ({
  subject,
  verdict: 'wrong',
  sentence,
});
export const findings = { ok, note, wrong };

/** The sentence of an error, with its hint. */
export function withHint(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { hint } = error as Error & { hint?: unknown };
  return typeof hint === 'string' ? `${error.message} ${hint}` : error.message;
}

/** Whether the game runs and writes its pages. */
export async function checkGame({ settings }: CommandContext): Promise<DoctorFinding[]> {
  const { openPlatform } = await import('../../agent/memory/open.ts');
  let platform: Awaited<ReturnType<typeof openPlatform>>;
  try {
    platform = await openPlatform(
      settings.source,
      process.env.SEQUENTIAL_PAGES ?? defaultPagePrefix,
    );
  } catch (error) {
    return [wrong('Game', withHint(error))];
  }
  try {
    const runs = platform.processes.running(gameProcessNames).length > 0;
    const result = platform.memory.open();
    if ('absent' in result) {
      if (!runs) return [note('Game', 'Assetto Corsa does not run; overlays wait for it.')];
      const { pagesHint } = platform;
      const hint = pagesHint === null ? 'Wait until it has loaded.' : `${pagesHint}.`;
      return [wrong('Game', `Assetto Corsa runs, but ${result.absent}. ${hint}`)];
    }
    const { pages } = result;
    const before = [pages.packetId(), pages.graphicsPacketId()];
    await pause(limits.doctorWatchMs);
    const moved = pages.packetId() !== before[0] || pages.graphicsPacketId() !== before[1];
    pages.close();
    if (moved) return [ok('Game', 'Its pages are there and being written.')];
    return runs
      ? [note('Game', 'Assetto Corsa runs and its pages do not change: it is in a menu or loads.')]
      : [note('Game', 'Its pages are held open by another tool; the game itself does not run.')];
  } finally {
    platform.wait.close();
  }
}

/** Whether the relay's pages are built. */
export function checkPages(program: Pick<Program, 'distribution'>): DoctorFinding[] {
  try {
    builtFolders(program);
    return [ok('Pages', 'The overlays and the panel are built.')];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [wrong('Pages', withHint(error))];
  }
}

/** Node's error code for listening there; null: the port is free. */
async function listenProblem(host: string, port: number): Promise<string | null> {
  const server = createServer();
  return new Promise((done) => {
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => done(null)));
  });
}

async function checkLocalhost(host: string, port: number): Promise<DoctorFinding[]> {
  const other = await otherOnLocalhost(host, port);
  return other === null ? [] : [note('Localhost', other)];
}

/** Whether the relay runs; if not, whether it could. */
export async function checkRelay(
  { settings }: CommandContext,
  url: string,
  health: RelayHealth | null,
): Promise<DoctorFinding[]> {
  const { host, port } = settings;
  if (health !== null) {
    const agents = countText(health.agents, 'agent');
    const viewers = countText(health.viewers, 'viewer');
    const runs = ok('Relay', `Runs at ${url}, version ${health.version}: ${agents}, ${viewers}.`);
    return [runs, ...(await checkLocalhost(host, Number(new URL(url).port)))];
  }
  const problem = await listenProblem(host, port);
  if (problem === null) {
    const free = note('Relay', `Does not run; port ${port} is free. Start Sequential to run it.`);
    return [free, ...(await checkLocalhost(host, port))];
  }
  if (problem === 'EADDRINUSE') {
    const by = await portHolderText(port);
    return [wrong('Relay', `Port ${port} is used by ${by}: end that, or use --port ${port + 1}.`)];
  }
  if (problem === 'EADDRNOTAVAIL' || problem === 'ENOTFOUND') {
    return [wrong('Relay', `This machine has no address ${host}: choose another --host.`)];
  }
  return [wrong('Relay', `Cannot listen on ${host}, port ${port} (${problem}).`)];
}

/** Asks the running relay, or opens the database. */
export async function checkDatabase(
  context: CommandContext,
  health: RelayHealth | null,
): Promise<DoctorFinding[]> {
  return [...(await checkStore(context, health)), ...(await checkPlace(context.settings.db))];
}

/** Warns about a file where SQLite should not write, for instance on a network drive. */
async function checkPlace(db: string): Promise<DoctorFinding[]> {
  if (!db.startsWith('sqlite:')) return [];
  const { locationOf, locationWarning } = await import('../../relay/storage/file-location.ts');
  const file = resolve(db.slice('sqlite:'.length));
  const warning = locationWarning(await locationOf(file));
  return warning === null ? [] : [note('Database', `${file}: ${warning.sentence} ${warning.hint}`)];
}

async function checkStore(
  { settings, isDatabaseFound }: CommandContext,
  health: RelayHealth | null,
): Promise<DoctorFinding[]> {
  if (health !== null) {
    const { store, state, detail } = health.recorder;
    if (store === 'none') return [note('Database', 'The relay keeps no laps (--db none).')];
    if (state === 'ok') return [ok('Database', `The relay writes to ${store}.`)];
    return [wrong('Database', `${store} is ${state}${detail === null ? '.' : `: ${detail}`}`)];
  }
  const { db } = settings;
  if (db === 'none') return [note('Database', 'No laps are kept (--db none).')];
  if (db.startsWith('sqlite:')) {
    const file = resolve(db.slice('sqlite:'.length));
    if (!existsSync(file)) {
      const folder = dirname(file);
      try {
        await access(folder, constants.W_OK);
        return [ok('Database', `${file} will be made.`)];
      } catch {
        return [wrong('Database', `${file} cannot be made: ${folder} is not there or read-only.`)];
      }
    }
  }
  const { openStore } = await import('../../relay/storage/open-database.ts');
  try {
    const store = await openStore(db, isDatabaseFound);
    await store.close();
    return [ok('Database', `${store.kind} can be opened.`)];
  } catch (error) {
    return [wrong('Database', withHint(error))];
  }
}
