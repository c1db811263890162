/** Limits of the stream as files of one second each (`/live`), and of pages that play from them or in step with a late stream. */

export const liveChunksLimits = {
  /** Frames a second in a chunk. */
  liveChunkHz: 60,
  /** Frames that were shown within this time are one message of a chunk, ms. */
  liveChunkWindowMs: 100,
  /** Bytes of one chunk; frames and cars past it are left out. */
  liveChunkBytesMax: 262_144,
  /** Bytes of all chunks in memory. The session that holds the most loses its oldest first. */
  liveChunksBytesMax: 67_108_864,
  /** Seconds of a session in memory: at least this many, and this many more than the stream's delay. */
  liveChunksKeptMin: 60,
  liveChunksSpare: 30,
  /** A session is recorded until nobody has asked for its chunks for this long, ms. */
  liveChunkAskedMs: 600_000,
  /** A page counts as watching for this long after a request, ms. */
  liveChunkWatchedMs: 15_000,
  /** Drivers for whom the session that `live` stands for is remembered. */
  liveChoicesMax: 100,
  /** How long caches keep a chunk, and an answer that changes with time, s. */
  liveChunkMaxAgeS: 3_600,
  liveLatestMaxAgeS: 1,
  /** The least delay of a page that plays from chunks, and what it adds when a chunk came too late, ms. */
  liveChunkDelayMs: 2_500,
  liveChunkDelayStepMs: 500,
  /** The most that is added, ms. */
  liveChunkDelayAddedMsMax: 10_000,
  /** A page asks for a chunk this long after its second is over, ms. */
  liveChunkReadyMs: 250,
  /** Pages spread their requests over this time, so that they do not all ask in the same moment, ms. */
  liveChunkSpreadMs: 400,
  /** In step with the stream, frames reach the play-out this long before they are drawn, ms. */
  liveChunkLeadMs: 1_000,
  /** Pause before a chunk that was not there is asked for again, ms. */
  liveChunkRetryMs: 500,
  /** The pause grows with each miss up to this many times. */
  liveChunkMissesMax: 6,
  /** How often a page asks for the newest number, and how often at first, to learn the relay's clock, ms. */
  liveLatestEveryMs: 5_000,
  liveLatestEveryMsMin: 1_000,
  /** Questions for the newest number before the page asks less often. */
  liveLatestFirst: 5,
  /** Time for one request, ms. */
  liveRequestMs: 4_000,
  /** A page that plays from chunks tries a socket again this often, ms. */
  liveSocketRetryMs: 60_000,
  /** The longest delay of a stream, ms. OBS offers half an hour. */
  streamDelayMsMax: 1_800_000,
  /** How long the overlays in OBS flash, ms. */
  streamFlashMs: 1_000,
} as const;
