/** Repeatable random numbers: the same seed gives the same drive on every machine. */

/** A stream of numbers. Each part of the demo car has its own, so one part's draws never shift another's. */
export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** Evenly spread from `from` up to `to`. */
  between(from: number, to: number): number;
  /** Bell-shaped around 0 with deviation 1, cut at ±2.5. */
  bell(): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
}

/** Mixes a word into a seed (FNV-1a), so that streams with different names are unrelated. */
function mix(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ Math.trunc(seed);
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * @param seed any whole number.
 * @param stream what the numbers are for, for instance `driver lap 3`.
 */
export function createRandom(seed: number, stream: string): Random {
  let state = mix(seed, stream);
  // Weyl sequence with a finaliser that spreads every bit (the constants of splitmix32).
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    bell: () => {
      // The sum of six even draws is close enough to a bell.
      let sum = 0;
      for (let i = 0; i < 6; i++) sum += next();
      return Math.max(-2.5, Math.min(2.5, (sum - 3) * Math.SQRT2));
    },
    chance: (probability) => next() < probability,
  };
}

/** Smooth noise between about -1 and 1; `step` advances it by a time. */
export interface Wander {
  step(seconds: number): number;
}

/** @param periodS roughly how long the noise keeps its direction, in seconds. */
export function createWander(random: Random, periodS: number): Wander {
  let from = 0;
  let to = random.between(-1, 1);
  let phase = 0;
  return {
    step(seconds) {
      phase += seconds / periodS;
      while (phase >= 1) {
        phase -= 1;
        from = to;
        to = random.between(-1, 1);
      }
      // Smoothstep has no kinks that a viewer could see.
      return from + (to - from) * phase * phase * (3 - 2 * phase);
    },
  };
}
