/** Limits of access: wrong keys, the share of one address, and what is reserved for this machine. */

export const accessLimits = {
  /** Delay of the answer to a wrong key: the first one, and the longest after doubling each time, ms. */
  wrongKeyHoldMsMin: 250,
  wrongKeyHoldMsMax: 4_000,
  /** Delayed answers for one address at a time. A further key is refused without a check. */
  wrongKeysHeldMax: 4,
  /** Wrong keys of an address are forgotten after this time without a new one, ms. */
  wrongKeyForgetMs: 600_000,
  /** Addresses whose wrong keys are remembered. The one that has been idle longest is dropped first. */
  wrongKeyAddressesMax: 1_000,
  /** One reason for one address is logged once in this time, ms, and all together this many times in it. */
  refusalLogMs: 60_000,
  /** Refused publishers that the panel lists, and the time for which each is listed, ms. */
  refusedPublishersMax: 32,
  refusedPublisherKeptMs: 600_000,
  refusalLogLinesMax: 30,
  /** Reasons whose last log line is remembered. */
  refusalLogReasonsMax: 500,
  /** Characters of an origin in a sentence. */
  loggedOriginCharsMax: 60,
  /** Sockets that one address may hold. */
  connectionsPerAddressMax: 1_000,
  /** Connections from one other machine, sockets or not. It may be a proxy for many people. */
  requestsPerAddressMax: 9_000,
  /** Sockets, publishers and encodings that are reserved for this machine. */
  connectionsReserved: 1_000,
  publishersPerAddressMax: 100,
  publishersReserved: 50,
  /** Encodings (channel sets and rates) that one address may ask for. */
  encodingsPerAddressMax: 24,
  encodingsReserved: 64,
  /** Messages a second from all viewers of one address. Above it, those that send many are closed. */
  viewerMessagesPerAddressMax: 2_000,
  /** Messages a second that one of our pages never exceeds. */
  viewerMessagesUsual: 12,
  /** Pings a second from one agent, and WebSocket pings from any peer between two of ours. */
  agentPingsPerSecondMax: 50,
  peerPingsMax: 500,
  /** Made keys of a relay, and the characters of a key's name. */
  accessKeysMax: 500,
  keyNameCharsMax: 64,
  /** Sessions whose publish key is remembered. */
  sessionOwnersMax: 2_000,
  /** Addresses and networks of proxies that are trusted. */
  trustedProxiesMax: 100,
  /** Characters of a file with a certificate or its key. */
  tlsFileBytesMax: 262_144,
  /** With `--public`: sockets and connections of one address. */
  publicSocketsPerAddressMax: 200,
  publicConnectionsPerAddressMax: 400,
  /** With `--public`: bytes a second to one address, and how many it may get at once after a pause. */
  publicBytesPerSecondMax: 2_097_152,
  publicBytesBurstMax: 67_108_864,
  /** A page whose socket was refused tries again after this, ms. */
  viewerRefusedRetryMs: 5_000,
} as const;
