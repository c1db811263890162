/**
 * The first byte of each message of the UDP plugin protocol of Assetto Corsa's dedicated server, version 4. Numbers are little
 * endian. Source: the C# example that comes with the game's server, and acudpclient's `packet_base.py`. Pure.
 */

export const pluginProtocolVersion = 4;

/** Messages of the server. */
export const serverPacketKinds = {
  newSession: 50,
  connected: 51,
  disconnected: 52,
  carUpdate: 53,
  carInfo: 54,
  sessionEnded: 55,
  version: 56,
  chat: 57,
  loaded: 58,
  sessionInfo: 59,
  error: 60,
  lap: 73,
  clientEvent: 130,
} as const;

/** What happened to a car, in a message of the kind `clientEvent`. */
export const clientEventKinds = { car: 10, environment: 11, jumpStart: 12 } as const;

/** Messages to the server. */
export const serverCommandKinds = {
  updateInterval: 200,
  carInfo: 201,
  chat: 202,
  broadcastChat: 203,
  sessionInfo: 204,
  changeSession: 205,
  kick: 206,
  nextSession: 207,
  restartSession: 208,
  adminCommand: 209,
} as const;

/** A car's time in the standings before it has one, ms. */
export const noServerTimeMs = 999_999_999;

/** The index that means «the current session» when one asks for its info. */
export const currentSessionIndex = -1;
