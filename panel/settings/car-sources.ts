/** What each source of other cars is called and adds, and what can be said about the game's app. Pure. */
import type { CarSourceName } from '../../protocol/cars.ts';
import type { GameServerStatus } from '../../protocol/game-server.ts';
import type { GameAppAnswer } from '../../protocol/program-answers.ts';
import { prettyTrack } from '../../protocol/readable-name.ts';

export interface CarSourceRow {
  readonly title: string;
  readonly names: readonly CarSourceName[];
  /** What it adds, as a sentence. */
  readonly adds: string;
}

/** The best one first. */
export const carSourceRows: readonly CarSourceRow[] = [
  {
    title: 'Dedicated server',
    names: ['server'],
    adds: 'All cars of a league’s race with official laps, cuts and collisions, without any driver’s PC.',
  },
  {
    title: 'App in the game',
    names: ['app'],
    adds: 'All cars with the direction they point in, numbers, teams, tyres and collisions.',
  },
  {
    title: 'SimHub',
    names: ['simhub-v2', 'simhub'],
    adds: 'Positions and laps of up to 128 cars, when SimHub’s app is in the game.',
  },
  {
    title: 'CrewChief',
    names: ['crewchief'],
    adds: 'Positions and laps of up to 64 cars, when CrewChief’s app is in the game.',
  },
];

export function isInUse({ names }: CarSourceRow, used: readonly CarSourceName[]): boolean {
  return used.some((one) => names.includes(one));
}

/** What the panel says about the app in the game. */
export function gameAppSentence({ game, kind, state }: GameAppAnswer): string {
  if (game === null) return 'Assetto Corsa was not found on this PC.';
  if (state === 'other-version') {
    return 'The app in the game is of another version of Sequential. Install it again.';
  }
  if (state === 'absent') {
    return kind === 'lua'
      ? 'The app is not in the game yet.'
      : 'The app is not in the game yet. With Custom Shaders Patch it gives more: install the patch first, if you want to.';
  }
  return kind === 'lua'
    ? 'The app is in the game and runs by itself.'
    : 'The app is in the game. Tick it there once: Settings, General, UI modules, Sequential.';
}

export function gameServerSentence(server: GameServerStatus): string {
  if (server.state === 'waiting') {
    return `Waiting for the server at ${server.address}. It must send to port ${server.listenPort} of this PC.`;
  }
  const cars = server.cars === 1 ? '1 car' : `${server.cars} cars`;
  return `${server.session} of ${server.server} on ${prettyTrack(server.track ?? '')}, ${cars}.`;
}
