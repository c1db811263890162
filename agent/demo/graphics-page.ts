/** Writes the graphics page as the game does for each rendered frame. */
import { graphicsPage } from '../games/assetto-corsa/layout.ts';
import type { Drive } from './drive.ts';
import { gameTimeText } from './lap-clock.ts';
import type { PageBuffer } from './page-buffer.ts';

const f = graphicsPage.fields;

export const gameStatus = { off: 0, replay: 1, live: 2, pause: 3 } as const;
const sessions = { practice: 0, race: 2 } as const;
const flags = { none: 0, yellow: 2, chequered: 5 } as const;

export interface GameState {
  readonly packetId: number;
  /** One of `gameStatus`. */
  readonly status: number;
  readonly sessionTimeLeftMs: number;
  readonly isRace: boolean;
  /** The car's place, from 1. */
  readonly place: number;
}

function flagOf(drive: Drive, state: GameState): number {
  if (state.sessionTimeLeftMs < 0) return flags.chequered;
  return drive.yellowS > 0 ? flags.yellow : flags.none;
}

/** A sector time as the game writes it, in seconds; a blank where there is none. */
function splitText(ms: number): string {
  return ms <= 0 ? ' ' : (ms / 1000).toFixed(1);
}

export function writeGraphics(page: PageBuffer, drive: Drive, state: GameState): void {
  const { shown } = drive.clock;
  page.int(f.packetId, state.packetId);
  page.int(f.status, state.status);
  page.int(f.session, state.isRace ? sessions.race : sessions.practice);
  page.text(f.currentTime, shown.currentMs === 0 ? '0:00:000' : gameTimeText(shown.currentMs));
  page.text(f.lastTime, gameTimeText(shown.lastMs));
  page.text(f.bestTime, gameTimeText(shown.bestMs));
  page.text(f.split, splitText(shown.lastSectorMs));
  page.int(f.completedLaps, shown.completedLaps);
  page.int(f.position, state.place);
  page.int(f.iCurrentTime, shown.currentMs);
  page.int(f.iLastTime, shown.lastMs);
  page.int(f.iBestTime, shown.bestMs);
  page.float(f.sessionTimeLeft, state.sessionTimeLeftMs);
  page.float(f.distanceTraveled, drive.travelledM);
  page.flag(f.isInPit, drive.inBox);
  page.flag(f.isInPitLane, drive.inPitLane);
  page.int(f.currentSectorIndex, shown.sector);
  page.int(f.lastSectorTime, shown.lastSectorMs);
  page.text(f.tyreCompound, drive.spec.tyreCompound);
  page.float(f.replayTimeMultiplier, 1);
  page.float(f.normalizedCarPosition, drive.distanceM / drive.circuit.lengthM);
  page.float(f.carCoordinates, drive.pose.x, 0);
  page.float(f.carCoordinates, drive.pose.y, 1);
  page.float(f.carCoordinates, drive.pose.z, 2);
  page.int(f.flag, flagOf(drive, state));
  page.float(f.surfaceGrip, 0.98);
}
