/**
 * The UDP plugin protocol of Assetto Corsa's dedicated server, version 4: the first byte of each message, and what the larger
 * ones hold. Numbers are little
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

/** The index that means “the current session” when one asks for its info. */
export const currentSessionIndex = -1;

/** A session of the server. */
export interface ServerSession {
  /** Place of the session in the server's evening, from 0. */
  readonly index: number;
  readonly currentIndex: number;
  readonly count: number;
  readonly server: string;
  readonly track: string;
  readonly trackConfiguration: string;
  /** As the server's owner named it, for instance `Race`. */
  readonly name: string;
  /** 0 booking, 1 practice, 2 qualifying, 3 race. */
  readonly kind: number;
  /** 0: it ends after `laps`. */
  readonly minutes: number;
  readonly laps: number;
  readonly waitS: number;
  readonly ambientC: number;
  readonly roadC: number;
  readonly weather: string;
  /** Since the start; negative before it, ms. */
  readonly elapsedMs: number;
}

/** A row of the standings, in the order of the places. */
export interface ServerStanding {
  readonly carId: number;
  /** Best lap; in a race the time of all laps. Null: it has none, ms. */
  readonly timeMs: number | null;
  readonly laps: number;
  /** It crossed the line after the flag. */
  readonly hasFinished: boolean;
}
