/** Bounds of the relay: its doors, what it keeps of live sessions, and how far a viewer may fall behind. */

export const relayLimits = {
  /** Bytes of all header lines of one request. */
  headerBytesMax: 16_384,
  /** Time for all headers, and for a whole request, in ms. */
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  /** Sockets of viewers open at once, and of publishers beside them. */
  connectionsMax: 10_000,
  publishersMax: 500,
  /** Connections that are no sockets yet or never will be, on top of `connectionsMax`. */
  requestsMax: 1_000,
  /** Bytes of all POST bodies that are on their way at one time. */
  bodiesBytesMax: 67_108_864,
  /** An idle connection is kept open for its next request, ms. */
  keepAliveMs: 65_000,
  /** Bytes of a body that the API takes, and of a theme file. */
  apiBytesMax: 262_144,
  themeBytesMax: 262_144,
  /** On its way out the relay gives the store this long to write what it collected, ms. */
  stopStoreMs: 3_000,
  /** After the relay said goodbye, a peer has this long to answer, ms. */
  closeTimeoutMs: 1_000,
  /** An agent is told how far its frames are stored this often at most, ms. */
  storedNoticeMs: 100,
  /** The store has this long to say how far a run is stored, ms. */
  storedAnswerMs: 2_000,
  /** Different forms (channel sets and rates) that all viewers together may ask for. */
  encodingsMax: 128,
  /** A batch that seems to have overtaken another waits for it this long, ms, and this many at most wait. */
  reorderMs: 25,
  reorderBatchesMax: 16,
  /** A simple publisher that is silent for this long is away, ms. */
  publisherSilentMs: 5_000,
  /** Nobody publishes a session for this long: it is over, ms. */
  sessionAwayMs: 60_000,
  /** An older publisher of a session that is heard so long after a newer one took over publishes beside it, ms. */
  publisherOvertakenMs: 1_000,
  /** Runs of simple publishers under one id that are taken to go on beside the newest. */
  olderRunsMax: 3,
  /** Different mistakes on the way to the viewers that are logged. */
  failuresLoggedMax: 20,
  /** Runs of one session whose state is kept while another publisher is shown. */
  displacedRunsMax: 4,
  /** Facts of another driver, car or track are the next run's when it begins within this, ms. */
  nextRunInfoMs: 1_000,
  /** Of a session that is over for this long, only what results pages show stays in memory, ms. */
  sessionShrunkMs: 300_000,
  /** A session that is over, or was only described, for this long leaves memory, unless it is looked at, ms. */
  sessionForgottenMs: 1_800_000,
  /** `live` stays with a session that publishes steadily until it pauses: at least, at most, ms. */
  liveHoldMsMin: 250,
  liveHoldMsMax: 5_000,
  /** Frames for pages on other machines are collected this long, ms (20 messages a second). */
  coalesceMs: 50,
  /** A page whose picture does not change gets a frame this often all the same, ms of the session's time. */
  stillMs: 250,
  /** Live sessions the relay keeps the state of; the one idle longest goes first. */
  sessionsMax: 1_000,
  /** An agent whose session finds no room asks again after this, ms. */
  roomRetryMs: 5_000,
  /** A viewer with more unsent bytes than this loses frames (newest win); compact frames are a tenth as large. */
  backlogBytesMax: 262_144,
  compactBacklogBytesMax: 65_536,
  /** A viewer that stays past its backlog this long is closed. */
  stuckMs: 10_000,
  /** Processes that hold viewers; more than a machine has cores help nobody. */
  workersMax: 64,
  /** With more unsent bytes than this to such a process, frames for its viewers are left out (newest win). */
  workerBacklogBytesMax: 8_388_608,
  /** One that ended is started anew after this long, ms. */
  workerRestartMs: 1_000,
  /** One that is silent for so long is ended, ms; it answers each second. */
  workerSilentMs: 10_000,
  /** When its viewers are gone, it has so long to end by itself, ms. */
  workerStopMs: 500,
  /** Server pings to every socket; two missed ones close it. */
  pingIntervalMs: 15_000,
  /** Frames that came late are read into the live book of laps once none has come for so long, ms. */
  bookRecallMs: 2_000,
  /** Frames that a live book remembers until it has been read back: a minute at 333 Hz. */
  bookRecallFramesMax: 20_000,
  /** Samples of one lap that are held against others; a lap that is longer keeps fewer, further apart. */
  traceSamplesMax: 32_768,
  /** Maps that the relay holds in memory. */
  mapsKeptMax: 64,
  /** Bytes of the file of a map. */
  mapBytesMax: 1_048_576,
  /** Bytes of the name of a map's file: disks take 255, and a file that is being written has a few more. */
  mapFileBytesMax: 220,
} as const;
