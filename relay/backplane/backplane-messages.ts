/**
 * What relays say to one another, as JSON. Relays of two releases may meet while they are exchanged one by one, so every
 * message is checked, and unknown ones are ignored.
 */
import * as z from 'zod';
import type { FocusChoice } from '../../protocol/cars.ts';
import { channelByName } from '../../protocol/channels.ts';
import { limits } from '../../protocol/limits.ts';
import type { LiveSessionStatus } from '../../protocol/live-session-status.ts';
import type { WatchableSession } from '../../protocol/watch-list.ts';

const count = z.int().min(0);
/** A difference of times may be negative while a clock is set. */
const ageMs = z.number().min(-limits.dateMsMax).max(limits.dateMsMax);
const lap = channelByName.get('lap')!;

const activity = z.object({
  batches: count,
  /** Since the newest batch, ms. Clocks of machines differ, so times are told as ages. */
  agoMs: ageMs,
  gapMs: ageMs,
});

const listed = z.object({
  sessionID: z.string(),
  /** Of two relays that own a session, the one with the higher epoch does. */
  epoch: count.max(limits.dateMsMax),
  /** Number and name of the run that is shown. */
  run: count,
  runName: z.string().nullable(),
  driver: z.string().nullable(),
  /** The publish key that it belongs to; null: nobody's. */
  key: z.string().nullable().default(null),
  ended: z.boolean(),
  /** Somebody publishes it: an agent is connected, or a simple publisher was heard a moment ago. */
  isPublished: z.boolean(),
  /** It keeps `live` while another one publishes. */
  keepsLatest: z.boolean(),
  /** null: no frame has come yet. */
  activity: activity.nullable(),
  status: z.custom<LiveSessionStatus>((value) => typeof value === 'object' && value !== null),
  /** null: it is not listed for viewers yet. */
  watch: z.custom<WatchableSession>((value) => typeof value === 'object').nullable(),
});

/** A session as the relay that owns it describes it. */
export type ListedElsewhere = z.output<typeof listed>;

const presence = z.object({
  type: z.literal('presence'),
  /** Its instance. */
  relay: z.string(),
  /** For people: host name and port. */
  name: z.string(),
  /** The session that its viewers of `live` watch. */
  live: z.string().nullable(),
  viewers: count,
  /** Number of this part of the list, from 1, and how many there are. */
  part: count.min(1),
  parts: count.min(1),
  sessions: z.array(listed),
});

const directoryMessage = z.discriminatedUnion('type', [
  presence,
  /** A session of this relay has changed, or belongs to it from now on. */
  z.object({ type: z.literal('session'), relay: z.string(), session: listed }),
  /** The relay ends, or no longer has these sessions. */
  z.object({ type: z.literal('left'), relay: z.string() }),
  /** A relay that is new, or was cut off, asks all others to send their presence now. */
  z.object({ type: z.literal('hello'), relay: z.string() }),
]);

export type DirectoryMessage = z.output<typeof directoryMessage>;
export type RelayPresence = z.output<typeof presence>;

const encoding = z.object({
  /** null: plain JSON. */
  channels: z.array(z.string()).nullable(),
  hz: z.number().min(0).max(limits.viewerHzMax),
  coalesced: z.boolean(),
  board: z.boolean(),
  cars: z.boolean(),
});

/** An encoding as it is written in messages. */
export type WrittenEncoding = z.output<typeof encoding>;

/** Asked of the relay that owns the session. */
const ownerRequest = z.discriminatedUnion('type', [
  /** Asks for the cars of a session. */
  z.object({ type: z.literal('grid'), sessionID: z.string() }),
  /** Chooses the car that the pages of commentators are about. */
  z.object({
    type: z.literal('focus'),
    sessionID: z.string(),
    choice: z.custom<FocusChoice>((value) => typeof value === 'object' && value !== null),
  }),
  /** Marks the newest moment of the drive. */
  z.object({ type: z.literal('mark'), sessionID: z.string(), note: z.string() }),
  /** Asks for a second of the session as a file, and for the newest of them. */
  z.object({ type: z.literal('chunk'), sessionID: z.string(), number: count }),
  z.object({ type: z.literal('newest-chunk'), sessionID: z.string() }),
  /** A client without an agent describes a session. */
  z.object({ type: z.literal('describe'), sessionID: z.string(), given: z.unknown() }),
  /** A batch of a simple publisher. The owner checks it as if it had come by POST. */
  z.object({
    type: z.literal('batch'),
    sessionID: z.string(),
    lap: z.int().min(lap.min).max(lap.max),
    frames: z.unknown(),
    remoteAddress: z.string(),
  }),
]);

export type OwnerRequest = z.output<typeof ownerRequest>;

const relayMessage = z.discriminatedUnion('type', [
  /** Asks for the state of a session, and for its feed in this encoding from now on. */
  z.object({
    type: z.literal('join'),
    relay: z.string(),
    sessionID: z.string(),
    token: z.string(),
    encoding,
  }),
  /** All feeds that a relay takes from this one. Feeds that are missing are no longer wanted. */
  z.object({
    type: z.literal('feeds'),
    relay: z.string(),
    feeds: z.array(z.object({ sessionID: z.string(), token: z.string(), viewers: count })),
  }),
  ...ownerRequest.options,
]);

export type RelayMessage = z.output<typeof relayMessage>;

export function bytesOfMessage(message: DirectoryMessage | RelayMessage): Buffer {
  return Buffer.from(JSON.stringify(message));
}

/** @returns null: it is none, or of another release */
export function readDirectoryMessage(bytes: Buffer): DirectoryMessage | null {
  return directoryMessage.safeParse(jsonOf(bytes)).data ?? null;
}

/** @returns null: it is none, or of another release */
export function readRelayMessage(bytes: Buffer): RelayMessage | null {
  return relayMessage.safeParse(jsonOf(bytes)).data ?? null;
}

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return null;
  }
}
