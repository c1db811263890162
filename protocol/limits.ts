/**
 * Every bound of the three programs, with its unit and how it relates to the others. A number that limits
 * something is written here and nowhere else; the relations are checked when the module loads.
 */

export const limits = {
  /** Characters of a session id (`A-Z a-z 0-9 . _ -`). */
  sessionIdCharsMax: 64,
  /** Frames in one published batch. */
  batchFramesMax: 1000,
  /** Frames the agent sends in one batch: `auto` splits at this, `--batch` goes up to `fixedBatchFramesMax`. */
  autoBatchFramesMax: 20,
  fixedBatchFramesMax: 200,
  /** Bytes of one POST body or one message of a publisher. */
  ingestBytesMax: 1_048_576,
  /** Bytes of one message from a viewer. */
  viewerMessageBytesMax: 4096,
  /** Bytes of all header lines of one request. */
  headerBytesMax: 16_384,
  /** Time for all headers, and for a whole request, in ms. */
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  /** The agent gives up on one request after this. */
  publishTimeoutMs: 5_000,
  /** Sockets open at once (viewers + publishers), and publishers among them. */
  connectionsMax: 10_000,
  publishersMax: 500,
  /** Live sessions the relay keeps the state of; the one idle longest goes first. */
  sessionsMax: 1_000,
  /** A viewer with more unsent bytes than this loses frames (newest win). */
  backlogBytesMax: 262_144,
  /** A viewer that stays past its backlog this long is closed. */
  stuckMs: 10_000,
  /** Server pings to every socket; two missed ones close it. */
  pingIntervalMs: 15_000,
  /** Physics steps that packet ids must fall back by for a new run: ten seconds at 333.33 Hz. */
  runFallbackPackets: 3_333,
  /** A sampler's rate, Hz. */
  sampleHzMin: 1,
  sampleHzMax: 333,
  /** Frames the agent keeps while the relay is away: 15 minutes at 60 Hz. */
  keptFramesMax: 54_000,
  /** Frames of one chunk in the database. */
  chunkFramesMax: 1000,
  /** Publishing pauses longer than this: what is collected is written. */
  chunkIdleMs: 3_000,
  /** Frames waiting for the database: 15 minutes of four cars at 60 Hz. */
  writerFramesMax: 216_000,
  /** An overlay keeps at most this much of the stream, ms. */
  playoutKeptMs: 2_000,
  playoutDelayMsMax: 1_500,
  /** Characters of a publish or admin key. */
  keyCharsMin: 8,
  keyCharsMax: 200,
  /** Characters of a driver's name in the settings. */
  driverCharsMax: 64,
  /** Bytes of the config file. */
  configBytesMax: 1_048_576,
  /** From the signal to the end of the program; a child process is given less, so that the relay can store what it sent. */
  stopMs: 5_000,
  childStopMs: 2_000,
  /** Pause before a child process that died is started again: doubles from the first to the second. */
  childRestartMsMin: 500,
  childRestartMsMax: 30_000,
  /** A child that lived this long starts from the shortest pause again. */
  childSettledMs: 60_000,
} as const;

function mustHold(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`limits.ts contradicts itself: ${sentence}`);
}

mustHold(
  limits.autoBatchFramesMax <= limits.fixedBatchFramesMax,
  'auto batches are not larger than fixed ones',
);
mustHold(
  limits.fixedBatchFramesMax <= limits.batchFramesMax,
  'every batch of our agent is accepted',
);
mustHold(
  limits.batchFramesMax * 1000 <= limits.ingestBytesMax,
  'a full batch of 1000-byte frames fits a message',
);
mustHold(limits.keptFramesMax >= 10 * 60 * 60, 'the agent keeps ten minutes at 60 Hz');
mustHold(
  limits.writerFramesMax >= limits.keptFramesMax,
  'the writer takes all that one agent kept',
);
mustHold(limits.publishersMax < limits.connectionsMax, 'publishers leave room for viewers');
mustHold(limits.childStopMs < limits.stopMs, 'a child ends before its parent must');
mustHold(
  limits.childRestartMsMax <= limits.childSettledMs,
  'a child that dies at every start never counts as settled',
);
mustHold(limits.playoutKeptMs > limits.playoutDelayMsMax, 'play-out keeps more than it delays');
