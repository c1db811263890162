/** What the two sides of the wire promise each other: ids, frames, batches, messages, facts. Never a bound of one program alone. */

export const wireLimits = {
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
  /** Bytes of the reason that a socket is closed with (RFC 6455, section 5.5.1). */
  closeReasonBytesMax: 123,
  /** Characters that are told of the title of a page that answers in place of the relay. */
  pageTitleCharsMax: 80,
  /** A socket must say hello within this, ms. */
  helloTimeoutMs: 10_000,
  /** Messages a second from one viewer, and bytes of the address it asks for. */
  viewerMessagesPerSecondMax: 50,
  viewerHzMax: 1_000,
  addressBytesMax: 2_048,
  /** Runs an agent may name in its hello, and runs of one session whose names the relay remembers. */
  keptRunsMax: 64,
  /** Characters of one fact of a session, and of an agent's sentence about its state. */
  factCharsMax: 100,
  detailCharsMax: 300,
  /** Fields of a batch that are named in the warnings of its answer, and characters of such a name. */
  warningsMax: 16,
  warnedFieldCharsMax: 40,
  /** Unknown fields of a frame may nest this deep. */
  unknownDepthMax: 8,
  /** Physics steps that packet ids must fall back by for a new run: ten seconds at 333.33 Hz. */
  runFallbackPackets: 3_333,
  /** A sampler's rate, Hz. */
  sampleHzMin: 1,
  sampleHzMax: 333,
  /** Clock measurements that an agent or a page keeps: with one every ten seconds, five minutes. */
  clockMeasurementsMax: 32,
  /** Completed laps that a page is told of. */
  timingLapsMax: 60,
  /** Points of a learnt track map. */
  mapPoints: 600,
  /** Sessions that `GET /api/watch` lists. */
  watchListMax: 50,
  /** Samples without a time: what one packet id can stand for, ms; ids that jump further say nothing about time. */
  msPerPacketMin: 0.5,
  msPerPacketMax: 1_000,
  packetJumpMax: 10_000,
} as const;
