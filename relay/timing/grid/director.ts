/**
 * The director: which battle of a race is the most interesting, and when to change to another. A choice stays for a while, and
 * a new one must be clearly better, so that the picture does not jump. Pure.
 */

/** A car in the order of places. */
export interface Contender {
  readonly id: number;
  /** The car one place ahead; null: it leads. */
  readonly aheadId: number | null;
  /** To that car, ms; null: not on the same lap, or not known. */
  readonly intervalMs: number | null;
  /** It has followed that car within a second for a lap. */
  readonly isFighting: boolean;
  /** It drives in the race, outside the pits. */
  readonly isRacing: boolean;
}

export interface DirectorChoice {
  readonly carId: number;
  /** When it was chosen, ms of the session. */
  readonly sinceT: number;
}

interface Fight {
  readonly attackerId: number;
  readonly aheadId: number;
  readonly score: number;
}

/** A choice stays for at least this long, ms. */
export const leastDwellMs = 12_000;
/** Another car must be this much more interesting. */
const betterBy = 0.25;
/** Cars farther apart than this do not fight, ms. */
const reachMs = 2_000;
/** How interesting the leader is while nobody fights. */
const leaderScore = 0.1;

/**
 * The car to show: the attacker of the best battle, else the leader. The car that is shown goes on being shown while its
 * battle, whichever of the two it is in, is nearly as good as the best.
 * @param cars in the order of their places
 * @returns null: no car is racing
 */
export function direct(
  cars: readonly Contender[],
  before: DirectorChoice | null,
  t: number,
): DirectorChoice | null {
  const leader = cars.find(({ isRacing }) => isRacing);
  if (leader === undefined) return null;
  const fights = fightsOf(cars);
  const scoreOf = (id: number): number =>
    fights.reduce(
      (most, { attackerId, aheadId, score }) =>
        attackerId === id || aheadId === id ? Math.max(most, score) : most,
      id === leader.id ? leaderScore : 0,
    );
  const best = fights.reduce<Fight | null>(
    (most, fight) => (most === null || fight.score > most.score ? fight : most),
    null,
  );
  const carId = best?.attackerId ?? leader.id;
  const chosen = { carId, sinceT: t };
  if (before === null || t < before.sinceT) return chosen;
  const shown = cars.find(({ id }) => id === before.carId);
  if (shown === undefined || !shown.isRacing) return chosen;
  const isDue = t - before.sinceT >= leastDwellMs;
  return isDue && scoreOf(carId) > scoreOf(before.carId) + betterBy ? chosen : before;
}

/** Close cars, and how interesting each pair is: how close, whether they have fought for a lap, and for which place. */
function fightsOf(cars: readonly Contender[]): Fight[] {
  return cars.flatMap(({ id, aheadId, intervalMs, isFighting, isRacing }, i): Fight[] => {
    const ahead = cars[i - 1];
    if (aheadId === null || ahead?.id !== aheadId) return [];
    if (!isRacing || !ahead.isRacing || intervalMs === null || intervalMs > reachMs) return [];
    const closeness = 1 - Math.max(intervalMs, 0) / reachMs;
    return [{ attackerId: id, aheadId, score: closeness + (isFighting ? 0.5 : 0) + 0.6 / i }];
  });
}
