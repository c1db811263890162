/** Limits of relays that work together. */

export const backplaneLimits = {
  /** A relay sends its presence and its list of sessions this often, ms. */
  backplanePresenceMs: 2_000,
  /** A relay that is silent for this long is gone, ms. */
  backplaneSilentMs: 7_000,
  /** After a longer time without a tick a relay itself stood still, and did not hear the others meanwhile, ms. */
  backplaneStallMs: 1_500,
  /** A relay goes on taking a session this long after its last viewer has left, ms. */
  backplaneLeaveMs: 10_000,
  /** Another relay's wish for a session is forgotten after this, ms; it is repeated with each presence. */
  backplaneFeedMs: 9_000,
  /** Another relay has this long to answer, ms. */
  backplaneAnswerMs: 1_000,
  /** A relay that starts waits this long for the backplane, ms, and for the lists of other relays. */
  backplaneStartMs: 2_000,
  backplaneHelloMs: 300,
  /** Sessions in one message of a relay's list: a few hundred kilobytes, and NATS takes a megabyte. */
  backplaneListMax: 200,
  /** Sessions whose epochs are remembered. */
  backplaneEpochsMax: 4_000,
} as const;
