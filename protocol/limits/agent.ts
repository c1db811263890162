/** Bounds of the agent: reading the game's memory and publishing frames. */

export const agentLimits = {
  /** The agent gives up on one request after this. */
  publishTimeoutMs: 5_000,
  /** Frames the agent keeps while the relay is away: 15 minutes at 60 Hz. */
  keptFramesMax: 54_000,
  /** Copies of the pages that may wait between the sampling thread and the rest of the agent: 3 s at 333 Hz. */
  samplesWaitingMax: 1024,
  /** A page that changed while it was copied is copied again this often. */
  tornReadsMax: 3,
  /** A poll that is later than this is counted as late, ms. */
  latePollMs: 1,
  /** Wait before a copied page is compared again, because the game may still be writing it, ms. */
  tornReadWaitMs: 0.02,
  /** Sampling stops when the physics steps have not moved for this long, ms. */
  pauseMs: 50,
  /**
   * The same while the game's status stays “live”: a pause without a status of its own, ms. A game that loads or
   * compiles shaders stops for some tenths of a second; Content Manager counts a second as “gone”.
   */
  silentPauseMs: 1_000,
  /** The game writes the counter and the times of a completed lap within half a second, ms. */
  finalLapMs: 600,
  /** The pages are reopened when nothing has moved for this long, because a restarted game makes new ones, ms. */
  reopenMs: 1_500,
  /** The list of processes is read this often at most, ms. */
  processPollMs: 2_000,
  /** The game is gone when its process is missing and no page has changed for this long, ms. */
  gameGoneMs: 4_000,
  /** Longest precise wait, so that a timer that never fires cannot block its thread, ms. */
  waitMsMax: 1_000,
  /** The sampling thread is ended by force after this, ms. */
  samplingStopMs: 1_000,
  /** Measured lengths of a physics step (3 ms) are accepted within these, ms. */
  physicsStepMsMin: 1,
  physicsStepMsMax: 20,
  /** Where the game gives no redline, it is learnt from engine speeds above this, rpm. */
  learntRpmMin: 3_000,
  /** A car that appears in the pits this far away (m) and slower than this (km/h) was teleported. */
  teleportMMin: 50,
  teleportKmhMax: 5,
  /** Missing pages are tried this often, ms. */
  openRetryMs: 250,
  /** Pages without changes are polled, and sampled, this often, ms. */
  idlePollMs: 10,
  idleSampleMs: 100,
  /** A session begins without metadata when the game has not written it after this, ms. */
  infoWaitMs: 2_000,
  /** Slow channels are part of a frame this often, ms. */
  slowChannelsMs: 250,
  /** Frames of one late batch; grows while the relay answers quickly, so new frames never wait long. */
  lateBatchFramesMin: 20,
  lateBatchFramesMax: 200,
  /** Late batches grow when they are answered faster than the first and shrink when slower than the second, ms. */
  lateAnswerFastMs: 100,
  lateAnswerSlowMs: 250,
  /** Pause between two late batches, ms. */
  latePauseMs: 5,
  /** Unsent frames older than this become late, ms. */
  liveBacklogMs: 1_000,
  /** Pauses of the agent between two tries to reach the relay, and after a refusal, ms. */
  publishRetryMsMin: 250,
  publishRetryMsMax: 2_000,
  publishRefusedRetryMs: 5_000,
  /** Pause before the next of several relays, until each has failed once, ms. */
  publishNextRelayMs: 50,
  /** The agent checks its connection for time-outs this often, ms. */
  publishTimeoutCheckMs: 500,
  /** Characters that are read of another server's answer. */
  answerCharsMax: 4_096,
  /** A server may refuse each batch for another reason; the agent logs this many reasons. */
  loggedRefusalsMax: 20,
  /** Longest pause that a server may ask for, ms. */
  publishRetryAfterMsMax: 30_000,
  /** The clocks are compared this often, and more often at first, ms. */
  clockPingMs: 5_000,
  clockFirstPingMs: 100,
  clockFirstPings: 8,
  /** A stopping agent sends kept frames for this long at most, ms. */
  publishStopMs: 4_000,
} as const;
