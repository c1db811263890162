/** Limits of the connection to Assetto Corsa's dedicated server. */

export const gameServerLimits = {
  /** The server sends where each car is this often, ms; as often as the grid goes to pages. */
  serverUpdateMs: 100,
  /** The server sends all cars at once; updates this close together belong together, ms. */
  serverRoundMs: 30,
  /** The connection looks at the clock this often, ms. */
  serverTickMs: 25,
  /** A server that does not answer is asked this often, ms. */
  serverRetryMs: 2_000,
  /** A server that answers is asked for its session this often, ms. */
  serverPollMs: 5_000,
  /** A server that has sent nothing for this long is gone, ms. */
  serverSilentMs: 16_000,
  /** The same car is asked about this often at most, ms. */
  serverCarAskMs: 2_000,
  /** The elapsed time of a session may fall back by this much before it counts as another session, ms. */
  serverClockBackMs: 5_000,
  /** The address of a server that does not answer is looked up this often, ms. */
  serverLookUpMs: 30_000,
  /** Weaker contacts are not collisions, km/h. */
  serverImpactKmhMin: 5,
  /** Messages of the server that are read in a second; 128 cars send 1 280. */
  serverPacketsPerSecondMax: 5_000,
  /** Messages of the next plugin that go to the server in a second. */
  serverCommandsPerSecondMax: 500,
  /** With more unsent bytes than this, messages are dropped instead of forwarded. */
  serverSendQueueBytesMax: 1_000_000,
} as const;
