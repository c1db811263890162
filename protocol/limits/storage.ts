/** Limits of storage: collecting frames, unreachable databases, session files, and exported laps. */

export const storageLimits = {
  /** Characters of the note of a marked moment, and moments of one run. */
  momentNoteCharsMax: 200,
  momentsPerRunMax: 500,
  /** Moments of a session file: of one run over several restarts of the relay, which begins to count again each time. */
  momentsPerFileMax: 10_000,
  /** Laps of cars of a session file: 128 cars for 24 hours. */
  carLapsPerFileMax: 150_000,
  /** Frames of one chunk in the database. */
  chunkFramesMax: 1000,
  /** Readers get rows of `telemetry_chunks` joined as one chunk of up to this many frames. */
  joinedRowsMax: 100,
  /**
   * A frame waits this long for others before it is written, ms. With the time of the transaction, a crash costs less
   * than a second.
   */
  storeWaitMs: 900,
  /** Frames waiting for the database: 15 minutes of four cars at 60 Hz. */
  writerFramesMax: 216_000,
  /** Frames written in one transaction while catching up. */
  transactionFramesMax: 8_000,
  /** The first and the longest pause between two attempts to reach a database that is away, ms. */
  storeRetryMsMin: 250,
  storeRetryMsMax: 10_000,
  /** SQLite waits this long for another program's lock; a connection to PostgreSQL and one statement take this long at most. */
  storeBusyMs: 2_000,
  storeConnectTimeoutMs: 5_000,
  storeStatementTimeoutMs: 30_000,
  /** On shutdown the store gets this long to write collected frames, ms. */
  storeCloseMs: 3_000,
  /** On shutdown its connections get this long to close, ms. */
  storeEndMs: 500,
  /** Bytes of a file of certificates for PostgreSQL: those of every authority of a system have half a megabyte. */
  storeCertificateBytesMax: 4_194_304,
  /** Connections to PostgreSQL. */
  storeConnectionsMax: 4,
  /** Sessions that are written to at the same time. */
  storeWritesMax: 32,
  /** Attempts to store something that the database refuses. */
  storeRefusalsMax: 3,
  /** Session info that contradicts a stored session waits this long for frames that show whether a new one begins, ms. */
  describeWaitMs: 10_000,
  /** Stored sessions whose timing book stays in memory between two writes. */
  openBooksMax: 256,
  /** Runs that the writer remembers. The one that has been idle longest is dropped first. */
  writerRunsMax: 1_000,
  /** A step of packet ids longer than this (half a second) is a hole in a lap. */
  lapGapPacketsMax: 167,
  /** A lap is seen from its beginning when its first frame's time is at most this, ms. */
  lapStartMsMax: 1_000,
  /** Sessions in one page of `/api/sessions`: the default and the most. */
  sessionsPage: 50,
  sessionsPageMax: 200,
  /** Characters of the id of a stored session: a published one with `.` and the number of the run. */
  storedIdCharsMax: 76,
  /** Bytes of one line of a session file: a chunk of frames with many unknown fields. */
  sessionLineBytesMax: 67_108_864,
  /** Lines of frames in a session file: 24 hours at 333 Hz in full chunks, six times over. */
  sessionChunksMax: 200_000,
  /** Longer lines of a session file are checked for deep nesting, which costs memory, before they are parsed. */
  sessionLineTrustedBytes: 1_048_576,
  /** Characters of the permanent name of a stored run. */
  originCharsMax: 64,
  /** Runs of one published id. */
  runNumberMax: 1_000_000,
  /** Smallest limit of the database's size, MB: about two hours at 60 Hz. */
  dbSizeMbMin: 50,
  /** The size limit of the database is checked this often. Sessions written to more recently than the second time stay, ms. */
  sizeCheckMs: 60_000,
  pruneIdleMs: 600_000,
  /** Frames of a lap may be stored under the previous number for this many packets (a good second of physics). */
  lapEdgePacketsMax: 400,
  /** Frames of an exported lap: two hours at 333 Hz. */
  exportFramesMax: 2_400_000,
  /** Longest lap in a MoTeC file, ms, and most values (of four bytes) in all its channels. */
  motecLapMsMax: 10_800_000,
  motecSamplesMax: 67_108_864,
  /** Exports at one time, the heap of the thread of each, MB, and exports that wait. */
  exportsMax: 2,
  exportsWaitingMax: 16,
  /** An export ends when the client has read nothing for the first time, or has not finished after the second, ms. */
  exportHeapMb: 256,
  exportStallMs: 30_000,
  exportMsMax: 900_000,
  /** A reader waits this long for collected frames to be written before it answers without them. */
  readerFlushMsMax: 1_000,
  /** Personal bests (driver, car, track) that the recorder remembers at once. */
  personalBestsMax: 1_000,
} as const;
