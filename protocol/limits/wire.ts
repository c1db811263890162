/** Limits that both sides of the protocol rely on: ids, frames, batches, messages, session info. */

export const wireLimits = {
  /** Characters of an unknown word that are compared with known ones: each costs time for every known word. */
  comparedCharsMax: 100,
  /** Unknown keys of one object that a message names; nobody reads more, and each is compared with all known ones. */
  namedKeysMax: 10,
  /** Dates lie between 1970 and the year 2100, ms since 1970. */
  dateMsMax: 4_102_444_800_000,
  /** Characters of a session id (`A-Z a-z 0-9 . _ -`). */
  sessionIdCharsMax: 64,
  /** Frames in one published batch. */
  batchFramesMax: 1000,
  /** Frames that the agent sends in one batch: `auto` splits at this, `--batch` goes up to `fixedBatchFramesMax`. */
  autoBatchFramesMax: 20,
  fixedBatchFramesMax: 200,
  /** Bytes of one POST body or one message of a publisher. */
  ingestBytesMax: 1_048_576,
  /**
   * Larger bodies and messages are checked for what parsing them costs: levels of nesting, values in all, and names and
   * texts that differ. A batch of as many frames as are allowed, with every channel, has 70,000 values with 40 names.
   */
  jsonTrustedBytes: 65_536,
  jsonLevelsMax: 64,
  jsonValuesMax: 98_304,
  jsonTextsMax: 8_192,
  /** Bytes of one message from a viewer. */
  viewerMessageBytesMax: 4096,
  /** Bytes of the reason in a close frame (RFC 6455, section 5.5.1). */
  closeReasonBytesMax: 123,
  /** Characters of the title of a page that answers in place of the relay. */
  pageTitleCharsMax: 80,
  /** A socket must send its hello within this, ms. A page takes long where OBS and a game start beside it. */
  helloTimeoutMs: 30_000,
  /** Messages a second from one viewer, and bytes of the address in its request. */
  viewerMessagesPerSecondMax: 50,
  viewerHzMax: 1_000,
  addressBytesMax: 2_048,
  /** Runs an agent may name in its hello, and runs of one session whose names the relay remembers. */
  keptRunsMax: 64,
  /** Characters of one field of the session info, and of an agent's sentence about its status. */
  factCharsMax: 100,
  detailCharsMax: 300,
  /** Fields of a batch that the warnings of its answer name, and characters of such a name. */
  warningsMax: 16,
  warnedFieldCharsMax: 40,
  /** Unknown fields of a frame may nest this deep. */
  unknownDepthMax: 8,
  /** Packet ids that fall back by this many physics steps begin a new run: ten seconds at 333.33 Hz. */
  runFallbackPackets: 3_333,
  /** A sampler's rate, Hz. */
  sampleHzMin: 1,
  sampleHzMax: 333,
  /** Clock measurements that an agent or a page keeps: with one every ten seconds, five minutes. */
  clockMeasurementsMax: 32,
  /** Completed laps in the timing that pages get. */
  timingLapsMax: 60,
  /** Points of a learnt track map. */
  mapPoints: 600,
  /** Sessions that `GET /api/watch` lists. */
  watchListMax: 50,
  /** For samples without a time: the longest time of one packet id, ms. A longer step has no known length. */
  msPerPacketMin: 0.5,
  msPerPacketMax: 1_000,
  packetJumpMax: 10_000,
  /** The peers of a relay that stops connect again spread over this time, ms. */
  handedOnSpreadMs: 100,
} as const;
