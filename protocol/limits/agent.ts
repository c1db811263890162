/** Bounds of the agent: looking at the game's memory, and getting frames to the relay. */

export const agentLimits = {
  /** The agent gives up on one request after this. */
  publishTimeoutMs: 5_000,
  /** Frames the agent keeps while the relay is away: 15 minutes at 60 Hz. */
  keptFramesMax: 54_000,
  /** Copies of the pages that may wait between the sampling thread and the rest of the agent: 3 s at 333 Hz. */
  samplesWaitingMax: 1024,
  /** A page that changed while it was copied is copied again this often. */
  tornReadsMax: 3,
  /** A look that comes so much later than it was asked for is counted as late, ms. */
  lateLookMs: 1,
  /** How long a copied page is watched for a write that was still under way, ms. */
  settleMs: 0.02,
  /** Physics steps stand still for this long: nothing is sampled until they move again, ms. */
  pauseMs: 50,
  /**
   * The same while the game's status stays «live»: a pause without a status of its own, ms. A game that loads or
   * compiles shaders stops for some tenths of a second; Content Manager counts a second as «gone».
   */
  silentPauseMs: 1_000,
  /** The game writes the counter and the times of a completed lap within half a second, ms. */
  finalLapMs: 600,
  /** Nothing moves for this long: the pages are opened anew, because a restarted game makes new ones, ms. */
  reopenMs: 1_500,
  /** The list of processes is looked through this often at most, ms. */
  processLookMs: 2_000,
  /** Nothing moves on any page for this long and the game's process is not there: the game is gone, ms. */
  gameGoneMs: 4_000,
  /** A precise wait never blocks for longer, so that a timer that never fires cannot hang its thread, ms. */
  waitMsMax: 1_000,
  /** The sampling thread is ended by force after this, ms. */
  samplingStopMs: 1_000,
  /** A physics step takes 3 ms; what is measured is believed within these, ms. */
  physicsStepMsMin: 1,
  physicsStepMsMax: 20,
  /** The redline is learnt from revs above this (an idling engine has none), where the game tells none. */
  learntRpmMin: 3_000,
  /** A car that is in the pits at once, so far from where it was (m) and slower than this (km/h), was put there. */
  teleportMMin: 50,
  teleportKmhMax: 5,
  /** Pages that are not there are looked for this often, ms. */
  openRetryMs: 250,
  /** Looks at pages that stand still, and copies of them for the rest of the agent, ms. */
  idleLookMs: 10,
  idleSampleMs: 100,
  /** A session begins without names when the game has not filled them in after this, ms. */
  infoWaitMs: 2_000,
  /** Slow channels are in a frame this often, ms. */
  slowChannelsMs: 250,
  /** Frames of one late batch: grows while the relay answers quickly, so that the live picture never waits for it. */
  lateBatchFramesMin: 20,
  lateBatchFramesMax: 200,
  /** Late batches grow when they are answered faster than the first and shrink when slower than the second, ms. */
  lateAnswerFastMs: 100,
  lateAnswerSlowMs: 250,
  /** Pause between two late batches, ms. */
  latePauseMs: 5,
  /** Frames of a run that may wait to be sent live, as a time; older ones are sent as late, ms. */
  liveBacklogMs: 1_000,
  /** Pauses of the agent between two tries to reach the relay, and after a refusal, ms. */
  publishRetryMsMin: 250,
  publishRetryMsMax: 2_000,
  publishRefusedRetryMs: 5_000,
  /** The agent checks its connection for time-outs this often, ms. */
  publishTimeoutCheckMs: 500,
  /** So many characters of an answer of another server are read for its words. */
  answerCharsMax: 4_096,
  /** A server may refuse each batch for another reason; the agent logs this many reasons. */
  loggedRefusalsMax: 20,
  /** A server may ask to be left alone for this long at most, ms. */
  publishRetryAfterMsMax: 30_000,
  /** The clocks are compared this often, at first quickly one after another, ms. */
  clockPingMs: 5_000,
  clockFirstPingMs: 100,
  clockFirstPings: 8,
  /** The agent gives what it still has to the relay for this long when it is stopped, ms. */
  publishStopMs: 4_000,
} as const;
