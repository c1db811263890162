/** Limits of the other cars: how many, how often, and how long one is kept. */

export const carsLimits = {
  /** Cars of one session: SimHub's page holds so many. */
  carsMax: 128,
  /** The highest number of a car in its source. */
  carIdMax: 1_000,
  /** Drivers in the entry list of a league. */
  leagueEntriesMax: 500,
  /** Collisions in one message. */
  collisionsMax: 16,
  /** The agent sends where the cars are this often, and the relay sends the grid this often at most, ms. */
  carsEveryMs: 100,
  /** Two messages that are this close together still count as that far apart, because timers waver, ms. */
  carsEarlyMs: 15,
  /** Plain clients get all cars this often, ms. */
  plainCarsMs: 250,
  /** The page of other cars is looked at this often, ms: it changes up to 40 times a second. */
  carsPollMs: 12,
  /** A missing page of other cars is tried this often, ms. */
  carsOpenRetryMs: 2_000,
  /** No car has moved for this long: the page's program has ended, ms. */
  carsQuietMs: 5_000,
  /** A car that disconnects, or disappears from its source, is kept this long, ms: sources lose packets. */
  carGoneMs: 3_000,
  /** With more unsent bytes than this to the relay, the agent leaves out a message about cars. */
  carsBacklogBytesMax: 65_536,
  /** Where the cars are is stored this often, and so many moments in one row, ms. */
  carsStoredMs: 500,
  carsChunkMomentsMax: 20,
  /** Moments of one run that wait for the database: half an hour. */
  carsMomentsWaitingMax: 3_600,
  /** Times of stored positions end here, ms of the session; a year. */
  carPositionsTMax: 31_622_400_000,
  /** Characters of the positions of one moment: 128 cars of 64 bytes in base64. */
  carPositionsCharsMax: 12_288,
  /** Chunks of positions of a session file: 24 hours, six times over. */
  carsChunksPerFileMax: 60_000,
  /** A page that replays a lap knows where the cars are this much ahead, ms of the lap, so that they move evenly. */
  carsReplayAheadMs: 1_200,
  /** A page extrapolates where a car is by this much past the newest message at most, ms. */
  carsExtrapolateMsMax: 250,
} as const;
