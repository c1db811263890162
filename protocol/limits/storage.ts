/** Bounds of what is stored: collecting frames, databases that are away, files of sessions, answers about laps. */

export const storageLimits = {
  /** Frames of one chunk in the database. */
  chunkFramesMax: 1000,
  /** Rows of `telemetry_chunks` that a reader gets joined as one chunk, while they have no more frames than that. */
  joinedRowsMax: 100,
  /**
   * A frame waits this long for others before it is written, so that a crash costs less than a second: the rest of the
   * second is for the transaction.
   */
  storeWaitMs: 900,
  /** Frames waiting for the database: 15 minutes of four cars at 60 Hz. */
  writerFramesMax: 216_000,
  /** Frames written in one transaction while catching up. */
  transactionFramesMax: 8_000,
  /** Pauses between two tries to reach a database that is away: the first, and the longest. */
  storeRetryMsMin: 250,
  storeRetryMsMax: 10_000,
  /** SQLite waits this long for another program's lock; a connection to PostgreSQL and one statement take this long at most. */
  storeBusyMs: 2_000,
  storeConnectTimeoutMs: 5_000,
  storeStatementTimeoutMs: 30_000,
  /** On shutdown the store gets this long to take what was collected. */
  storeCloseMs: 3_000,
  /** … and its connections this long to close. */
  storeEndMs: 500,
  /** Connections to PostgreSQL. */
  storeConnectionsMax: 4,
  /** Sessions that are written to at the same time. */
  storeWritesMax: 32,
  /** Tries to store something that the database refuses, before it is given up. */
  storeRefusalsMax: 3,
  /** Facts that contradict a stored session wait this long for the frames that show whether a new one begins, ms. */
  describeWaitMs: 10_000,
  /** Stored sessions whose book of laps is kept open between two writes. */
  openBooksMax: 256,
  /** Runs the writer remembers; the one idle longest goes first. */
  writerRunsMax: 1_000,
  /** A step of packet ids longer than this (half a second) is a hole in a lap. */
  lapGapPacketsMax: 167,
  /** A lap is seen from its beginning when its first frame's time is at most this, ms. */
  lapStartMsMax: 1_000,
  /** Sessions of one page of `/api/sessions`: when nothing is asked for, and at most. */
  sessionsPage: 50,
  sessionsPageMax: 200,
  /** Characters of the id of a stored session: a published one with `.` and the number of the run. */
  storedIdCharsMax: 76,
  /** Bytes of one line of a session file: a chunk of frames with many unknown fields. */
  sessionLineBytesMax: 67_108_864,
  /** Lines of frames in a session file: 24 hours at 333 Hz in full chunks, six times over. */
  sessionChunksMax: 200_000,
  /** Longer lines of a session file are looked through before they are parsed: deep nesting costs memory. */
  sessionLineTrustedBytes: 1_048_576,
  /** Characters of what names a stored run for ever. */
  originCharsMax: 64,
  /** Runs of one published id. */
  runNumberMax: 1_000_000,
  /** Smallest limit of the database's size, MB: about two hours at 60 Hz. */
  dbSizeMbMin: 50,
  /** A limit of the database's size is looked after this often; sessions written to more recently than that stay, ms. */
  sizeCheckMs: 60_000,
  pruneIdleMs: 600_000,
  /** Frames of a lap may be filed under the number before it for this many packets (a good second of physics). */
  lapEdgePacketsMax: 400,
  /** Frames of a lap that is made into a file: two hours at 333 Hz. */
  exportFramesMax: 2_400_000,
  /** A lap in a MoTeC file is this long at most, ms, and has this many values (of four bytes) in all its channels. */
  motecLapMsMax: 10_800_000,
  motecSamplesMax: 67_108_864,
  /** Files that are made at once, each by a thread with its own heap, MB, and that wait until one of them is done. */
  exportsMax: 2,
  exportsWaitingMax: 16,
  /** Who takes no byte of a file for this long, or is not done with it after this long, gets no more of it, ms. */
  exportHeapMb: 256,
  exportStallMs: 30_000,
  exportMsMax: 900_000,
  /** A reader waits this long for collected frames to be written before it answers without them. */
  readerFlushMsMax: 1_000,
  /** Personal bests (driver, car, track) that the recorder remembers at once. */
  personalBestsMax: 1_000,
} as const;
