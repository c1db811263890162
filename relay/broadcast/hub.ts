/**
 * Knows which viewer watches which session in which encoding, and sends to them. A message is encoded once for each
 * encoding, never for each viewer. A viewer that is behind misses frames and never delays another.
 */

import { encodeCars } from '../../protocol/cars-codec.ts';
import type { ChannelName } from '../../protocol/channels.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import { formOf } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import type {
  PlainCars,
  RelayToViewer,
  ViewedSession,
  ViewerSession,
} from '../../protocol/messages.ts';
import type { HubCounters } from '../../protocol/relay-answers.ts';
import { emptyBoard, type TimingSummary } from '../../protocol/timing-summary.ts';
import { checkQuota, encodingQuota, type QuotaHolder } from '../access/address-quota.ts';
import type { Batch } from '../live/batch.ts';
import { DelayedRun } from '../live/delayed-run.ts';
import type { Broadcast, CarsChange, SessionGrid } from '../live/ports.ts';
import { binaryFrame, textFrame } from '../transport/websocket-frames.ts';
import { BroadcastGroup, plainMessage } from './broadcast-group.ts';
import type { RemoteSessions } from './remote-sessions.ts';
import type { Viewer } from './viewer.ts';
import { compactEncoding, type Encoding } from './viewer-encoding.ts';

/** What viewers learn about a session. */
export interface Snapshot {
  readonly session: ViewedSession;
  /** The latest values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame>;
  /** @returns undefined: nothing was published yet */
  board(): TimingSummary | undefined;
  /** @returns null: no cars are known */
  cars(): SessionGrid | null;
}

export interface HubParts {
  /** @returns null: the session does not exist (yet) */
  snapshot(sessionID: string): Snapshot | null;
  /** Sessions that other relays own; absent: this relay works alone. */
  remote?(): RemoteSessions | undefined;
}

export class Hub implements Broadcast {
  readonly counters: HubCounters = { encodes: 0, messages: 0, bytes: 0, skipped: 0, stuck: 0 };
  readonly #parts: HubParts;
  /** Encodings in use, each with its number of viewers: by quota holder. */
  readonly #encodingsOf = new Map<QuotaHolder, Map<string, number>>();
  /** Encodings in use: by key. */
  readonly #encodings = new Map<string, { encoding: Encoding; viewers: number }>();
  /** By session, then by the encoding's key. */
  readonly #groups = new Map<string, Map<string, BroadcastGroup>>();
  /** The group of a viewer; a viewer that is hidden or watches nothing has none. */
  readonly #groupOf = new Map<Viewer, BroadcastGroup>();
  readonly #flush = new DelayedRun(limits.coalesceMs, () => this.#flushGroups());

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  /**
   * The encoding that a page asks for; an encoding in use is shared and counts against no quota.
   * @throws RelayError `too-many`: this holder, or the relay, has too many encodings in use
   */
  encodingFor(
    quotaHolder: QuotaHolder,
    channels: readonly string[],
    hz: number,
    coalesced: boolean,
    board = false,
    cars = false,
  ): Encoding {
    const asked = compactEncoding(formOf(channels), hz, coalesced, board, cars);
    const known = this.#encodings.get(asked.key);
    if (known === undefined) {
      const held = this.#encodingsOf.get(quotaHolder)?.size ?? 0;
      checkQuota(encodingQuota, quotaHolder, this.#encodings.size, held);
    }
    return known?.encoding ?? asked;
  }

  /** Adds a viewer that watches nothing yet. */
  enter(viewer: Viewer): void {
    const { encoding } = viewer;
    const { quotaHolder } = viewer.request;
    const own = this.#encodingsOf.get(quotaHolder) ?? new Map<string, number>();
    this.#encodingsOf.set(quotaHolder, own);
    own.set(encoding.key, (own.get(encoding.key) ?? 0) + 1);
    const used = this.#encodings.get(encoding.key);
    if (used === undefined) this.#encodings.set(encoding.key, { encoding, viewers: 1 });
    else used.viewers++;
  }

  /** Removes a viewer; to be called once. */
  exit(viewer: Viewer): void {
    this.leave(viewer);
    const used = this.#encodings.get(viewer.encoding.key)!;
    used.viewers--;
    if (used.viewers === 0) this.#encodings.delete(viewer.encoding.key);
    const own = this.#encodingsOf.get(viewer.request.quotaHolder)!;
    const left = own.get(viewer.encoding.key)! - 1;
    if (left > 0) own.set(viewer.encoding.key, left);
    else own.delete(viewer.encoding.key);
    if (own.size === 0) this.#encodingsOf.delete(viewer.request.quotaHolder);
  }

  /** The viewer watches this session from now on, which need not exist yet. */
  join(viewer: Viewer, sessionID: string): void {
    this.leave(viewer);
    viewer.sessionID = sessionID;
    if (!viewer.visible) return;
    const { encoding } = viewer;
    let groups = this.#groups.get(sessionID);
    let group = groups?.get(encoding.key);
    if (group === undefined) {
      group = new BroadcastGroup(sessionID, encoding, this.counters);
      groups ??= new Map();
      groups.set(encoding.key, group);
      this.#groups.set(sessionID, groups);
    }
    const remote = this.#parts.remote?.();
    const isElsewhere = remote?.isElsewhere(sessionID) === true;
    group.add(viewer, isElsewhere);
    this.#groupOf.set(viewer, group);
    if (isElsewhere) remote?.joined(group, viewer);
  }

  /** The viewer watches nothing from now on. May be called twice. */
  leave(viewer: Viewer): void {
    viewer.sessionID = null;
    const group = this.#groupOf.get(viewer);
    if (group === undefined) return;
    this.#groupOf.delete(viewer);
    group.remove(viewer);
    this.#parts.remote?.()?.left(group, viewer);
    if (group.size > 0) return;
    const groups = this.#groups.get(group.sessionID);
    groups?.delete(group.encoding.key);
    if (groups?.size === 0) this.#groups.delete(group.sessionID);
  }

  /** The groups of a session's viewers. */
  groupsOf(sessionID: string): Iterable<BroadcastGroup> {
    return [...(this.#groups.get(sessionID)?.values() ?? [])];
  }

  /** Number of viewers that watch a session now. */
  viewersOf(sessionID: string): number {
    let count = 0;
    for (const group of this.#groups.get(sessionID)?.values() ?? []) {
      count += group.size;
    }
    return count;
  }

  sendBatch(batch: Batch, pageFrames: () => readonly Frame[]): void {
    const groups = this.#groups.get(batch.sessionID);
    if (groups === undefined) return;
    for (const group of groups.values()) {
      if (group.sendBatch(batch, pageFrames)) this.#flush.request();
    }
  }

  /** Sends a session's information and latest state to its pages. */
  sendSession(sessionID: string): void {
    const groups = this.#groups.get(sessionID);
    if (groups === undefined) return;
    for (const group of groups.values()) {
      if (group.encoding.form === null) continue;
      group.write(textFrame(JSON.stringify(this.#sessionMessage(sessionID, group.encoding))));
    }
  }

  sendCars({ sessionID, entries, t, positions, all }: CarsChange): void {
    const groups = this.#groups.get(sessionID);
    if (groups === undefined) return;
    let text: Buffer | null = null;
    let bytes: Buffer | null = null;
    let plain: Buffer | null = null;
    for (const group of groups.values()) {
      if (!group.encoding.cars) continue;
      if (group.encoding.form === null) {
        if (!group.takesPlainCars(t)) continue;
        plain ??= textFrame(JSON.stringify({ sessionID, cars: all() } satisfies PlainCars));
        group.write(plain);
        continue;
      }
      if (entries !== null) {
        text ??= textFrame(JSON.stringify(entries));
        group.write(text);
      }
      if (positions.length === 0) continue;
      bytes ??= this.#encodedCars(t, positions);
      group.write(bytes);
    }
  }

  #encodedCars(t: number, positions: SessionGrid['positions']): Buffer {
    this.counters.encodes++;
    return binaryFrame(encodeCars(t, positions));
  }

  /** Sends all cars of its session to a page that is new, or missed messages. */
  sendCarsTo(viewer: Viewer): void {
    const { encoding, sessionID } = viewer;
    if (!encoding.cars || encoding.form === null || sessionID === null || !viewer.visible) return;
    for (const bytes of this.#carsState(sessionID)) viewer.pool.send(viewer.id, bytes);
  }

  #carsState(sessionID: string): Buffer[] {
    const cars = this.#parts.snapshot(sessionID)?.cars() ?? null;
    if (cars === null) return [];
    return [textFrame(JSON.stringify(cars.entries)), this.#encodedCars(cars.t, cars.positions)];
  }

  /** What a viewer that is new needs first, as WebSocket frames. */
  stateFor({ encoding, sessionID }: Viewer): Buffer[] {
    if (encoding.form === null || sessionID === null) return [];
    const session = textFrame(JSON.stringify(this.#sessionMessage(sessionID, encoding)));
    return [session, ...(encoding.cars ? this.#carsState(sessionID) : [])];
  }

  sendEvent(event: RaceEvent): void {
    const message: RelayToViewer = { type: 'event', event };
    let bytes: Buffer | null = null;
    for (const group of this.#groups.get(event.sessionID)?.values() ?? []) {
      if (group.encoding.form === null) continue;
      bytes ??= textFrame(JSON.stringify(message));
      group.write(bytes);
    }
  }

  /** A new run begins under this id. */
  reset(sessionID: string): void {
    for (const group of this.#groups.get(sessionID)?.values() ?? []) group.reset();
  }

  /** A session's stream has paused: pages get the values that were skipped to keep their rate. */
  sendLatest(sessionID: string): void {
    for (const group of this.#groups.get(sessionID)?.values() ?? []) group.sendLatest();
  }

  /** Sends a batch to a plain client that missed it, because it watched another session. */
  sendBatchTo(viewer: Viewer, batch: Batch): void {
    if (viewer.encoding.form === null) viewer.pool.send(viewer.id, plainMessage(batch));
  }

  /** Sends to one page the session that it watches now, with the latest state. */
  sendSessionTo(viewer: Viewer): void {
    if (viewer.encoding.form === null || !viewer.visible) return;
    const group = this.#groupOf.get(viewer);
    const remote = this.#parts.remote?.();
    if (group !== undefined && remote?.isElsewhere(group.sessionID) === true) {
      remote.refresh(group, viewer);
      return;
    }
    viewer.pool.send(viewer.id, textFrame(JSON.stringify(this.sessionFor(viewer))));
    this.sendCarsTo(viewer);
  }

  /** The message about the session that a page watches now. */
  sessionFor(viewer: Viewer): ViewerSession {
    return this.#sessionMessage(viewer.sessionID, viewer.encoding);
  }

  #sessionMessage(sessionID: string | null, { form, board: wantsBoard }: Encoding): ViewerSession {
    const snapshot = sessionID === null ? null : this.#parts.snapshot(sessionID);
    if (snapshot === null) return { type: 'session', session: null, state: null };
    const names = form?.channels.map((c) => c.name as ChannelName) ?? [];
    const board = wantsBoard ? (snapshot.board() ?? emptyBoard) : null;
    return {
      type: 'session',
      session: snapshot.session,
      state: snapshot.pick(names),
      ...(board === null ? {} : { board }),
    };
  }

  stop(): void {
    this.#flush.stop();
  }

  #flushGroups(): void {
    for (const groups of this.#groups.values()) {
      for (const group of groups.values()) group.flush();
    }
  }
}
