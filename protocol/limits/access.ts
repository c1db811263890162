/** Bounds of who may do how much: wrong keys, places for one address, places that are kept for this machine. */

export const accessLimits = {
  /** The answer to a wrong key is held back: at first this long, twice as long each time, up to the second, ms. */
  wrongKeyHoldMsMin: 250,
  wrongKeyHoldMsMax: 4_000,
  /** Answers to wrong keys that one address may wait for at once; a key that comes meanwhile is not looked at. */
  wrongKeysHeldMax: 4,
  /** An address that showed no wrong key for this long begins anew, ms. */
  wrongKeyForgetMs: 600_000,
  /** Addresses whose wrong keys are remembered; the one idle longest goes first. */
  wrongKeyAddressesMax: 1_000,
  /** One reason of one address is logged this often at most, ms, and all of them together this often within that time. */
  refusalLogMs: 60_000,
  /** Publishers and reasons that the panel is told of, and how long after the last time, ms. */
  refusedPublishersMax: 32,
  refusedPublisherKeptMs: 600_000,
  refusalLogLinesMax: 30,
  /** Reasons whose last line is remembered. */
  refusalLogReasonsMax: 500,
  /** Characters of the address that a proxy says its caller has, and of an origin that is told in a sentence. */
  claimedAddressCharsMax: 64,
  loggedOriginCharsMax: 60,
  /** Sockets that one address may hold. */
  connectionsPerAddressMax: 1_000,
  /** Connections from one other machine, sockets or not; it may be a proxy with many people behind it. */
  requestsPerAddressMax: 9_000,
  /** Of the sockets, publishers and encodings this many are for this machine alone. */
  connectionsReserved: 1_000,
  publishersPerAddressMax: 100,
  publishersReserved: 50,
  /** Encodings (channel sets and rates) that one address may ask for. */
  encodingsPerAddressMax: 24,
  encodingsReserved: 64,
  /** Messages a second from all viewers of one address; from then on those that send many are closed. */
  viewerMessagesPerAddressMax: 2_000,
  /** What a page of ours never sends more of within a second. */
  viewerMessagesUsual: 12,
  /** Pings of a second from one agent, and pings of WebSocket from any peer between two of ours. */
  agentPingsPerSecondMax: 50,
  peerPingsMax: 500,
  /** A page whose socket was refused tries again after this, ms. */
  viewerRefusedRetryMs: 5_000,
} as const;
