/** Limits of the relay: requests, live sessions in memory, and the backlog of a viewer. */

export const relayLimits = {
  /** Bytes of all header lines of one request. */
  headerBytesMax: 16_384,
  /** Time for all headers, and for a whole request, ms. */
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  /** Sockets of viewers open at once, and of publishers beside them. */
  connectionsMax: 10_000,
  publishersMax: 500,
  /** Connections that are not sockets, on top of `connectionsMax`. */
  requestsMax: 1_000,
  /** Bytes of all POST bodies that are being received at one time. */
  bodiesBytesMax: 67_108_864,
  /** An idle connection stays open this long, ms. */
  keepAliveMs: 65_000,
  /** Bytes of a body that the API takes, and of a theme file. */
  apiBytesMax: 262_144,
  themeBytesMax: 262_144,
  /** While it stops, the relay gives the store this long to write its frames, ms. */
  stopStoreMs: 3_000,
  /** A peer has this long to answer a close frame, ms. */
  closeTimeoutMs: 1_000,
  /** Shortest time between two acknowledgements of stored frames to an agent, ms. */
  storedNoticeMs: 100,
  /** The store has this long to answer how far a run is stored, ms. */
  storedAnswerMs: 2_000,
  /** Different encodings (channel sets and rates) that all viewers together may request. */
  encodingsMax: 128,
  /** A batch that seems to have arrived too early waits this long, ms, and at most this many wait. */
  reorderMs: 25,
  reorderBatchesMax: 16,
  /** A simple publisher that is silent for this long is away, ms. */
  publisherSilentMs: 5_000,
  /** Nobody publishes a session for this long: it is over, ms. */
  sessionAwayMs: 60_000,
  /** Two publishers are in conflict when the older one is active this long after the newer one took over, ms. */
  publisherOvertakenMs: 1_000,
  /** Older runs of simple publishers under one id that may continue beside the newest. */
  olderRunsMax: 3,
  /** Two runs whose packet ids lie close together are told apart by their laps while both sent within these packets: a second. */
  sharedRunPackets: 333,
  /** Different errors on the live path that are logged. */
  failuresLoggedMax: 20,
  /** Runs of one session that stay in memory while another publisher is shown. */
  displacedRunsMax: 4,
  /** Info with another driver, car or track belongs to the next run when that begins within this time, ms. */
  nextRunInfoMs: 1_000,
  /** Only the results of a session stay in memory once it has been over for this long, ms. */
  sessionShrunkMs: 300_000,
  /** A session that has been over, or without a run, for this long leaves memory unless it is watched, ms. */
  sessionForgottenMs: 1_800_000,
  /** `live` stays with a session until it has paused for between these two times, ms. */
  liveHoldMsMin: 250,
  liveHoldMsMax: 5_000,
  /** Frames for pages on other machines are collected this long, ms (20 messages a second). */
  coalesceMs: 50,
  /** A page whose picture does not change gets a frame this often all the same, ms of the session's time. */
  stillMs: 250,
  /** Live sessions in memory. The one that has been idle longest is removed first. */
  sessionsMax: 1_000,
  /** An agent that was refused because all sessions are in use tries again after this, ms. */
  roomRetryMs: 5_000,
  /** A viewer with more unsent bytes than this loses frames (newest win); compact frames are a tenth as large. */
  backlogBytesMax: 262_144,
  compactBacklogBytesMax: 65_536,
  /** A viewer that stays past its backlog this long is closed. */
  stuckMs: 10_000,
  /** A relay whose regular work is later than this stood still, and judges nobody by that time, ms. */
  relayStallMs: 2_000,
  /** Server pings to every socket; two missed ones close it. */
  pingIntervalMs: 15_000,
  /** Timing is recovered from the store once no late frame has arrived for this long, ms. */
  bookRecallMs: 2_000,
  /** Frames in memory until timing has been recovered: a minute at 333 Hz. */
  bookRecallFramesMax: 20_000,
  /** Samples in the trace of one lap. A longer lap has samples further apart. */
  traceSamplesMax: 32_768,
  /** Track maps in memory. */
  mapsKeptMax: 64,
  /** Bytes of the file of a track map. */
  mapBytesMax: 1_048_576,
  /** Bytes of the file name of a track map: disks allow 255, and a temporary file adds a few. */
  mapFileBytesMax: 220,
  /** Sessions that `/metrics` has figures of, the most watched ones. */
  metricsSessionsMax: 50,
} as const;
