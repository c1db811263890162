/**
 * Hands out to viewers: who watches which session in which form. What goes out is encoded once for each form,
 * never for each viewer; a viewer that lags loses frames and never delays another.
 */
import { type Board, emptyBoard } from '../../protocol/board.ts';
import type { ChannelName } from '../../protocol/channels.ts';
import { formOf } from '../../protocol/codec.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { RelayToViewer, ViewedSession, ViewerSession } from '../../protocol/messages.ts';
import { checkQuota, encodingQuota, type QuotaHolder } from '../access/address-quota.ts';
import type { Batch } from '../live/batch.ts';
import type { Broadcast } from '../live/ports.ts';
import { textFrame } from '../transport/websocket-frames.ts';
import { BroadcastGroup, type HubCounters, plainMessage } from './broadcast-group.ts';
import { compactForm, type Encoding } from './encoding.ts';
import type { Viewer } from './viewer.ts';

/** A session as the hub tells viewers about it. */
export interface Snapshot {
  readonly session: ViewedSession;
  /** The latest values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame>;
  /** undefined: nothing was published yet. */
  board(): Board | undefined;
}

export interface HubParts {
  /** null: the session does not exist (yet). */
  snapshot(sessionID: string): Snapshot | null;
}

export class Hub implements Broadcast {
  readonly counters: HubCounters = { encodes: 0, messages: 0, bytes: 0, skipped: 0, stuck: 0 };
  readonly #parts: HubParts;
  /** Forms in use by each, with the number of his viewers. */
  readonly #formsOf = new Map<QuotaHolder, Map<string, number>>();
  /** Forms in use. */
  readonly #forms = new Map<string, { form: Encoding; viewers: number }>();
  readonly #audiences = new Map<string, Map<string, BroadcastGroup>>();
  /** The group that sends to a viewer; absent while it watches nothing or is hidden. */
  readonly #groupOf = new Map<Viewer, BroadcastGroup>();
  #flushTimer: NodeJS.Timeout | null = null;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  /**
   * The form of a page, the same object for the same wishes. One that is in use already costs nothing.
   * @throws RelayError `too-many` when it is one too many, for this holder or at all
   */
  formOf(
    quotaHolder: QuotaHolder,
    channels: readonly string[],
    hz: number,
    coalesced: boolean,
    board = false,
  ): Encoding {
    const asked = compactForm(formOf(channels), hz, coalesced, board);
    const known = this.#forms.get(asked.key);
    if (known === undefined) {
      const held = this.#formsOf.get(quotaHolder)?.size ?? 0;
      checkQuota(encodingQuota, quotaHolder, this.#forms.size, held);
    }
    return known?.form ?? asked;
  }

  /** Lets a viewer in; it watches nothing yet. */
  enter(viewer: Viewer): void {
    const { form, quotaHolder } = viewer;
    const own = this.#formsOf.get(quotaHolder) ?? new Map<string, number>();
    this.#formsOf.set(quotaHolder, own);
    own.set(form.key, (own.get(form.key) ?? 0) + 1);
    const used = this.#forms.get(form.key);
    if (used === undefined) this.#forms.set(form.key, { form, viewers: 1 });
    else used.viewers++;
  }

  /** Lets a viewer out, once. */
  exit(viewer: Viewer): void {
    this.leave(viewer);
    const used = this.#forms.get(viewer.form.key)!;
    used.viewers--;
    if (used.viewers === 0) this.#forms.delete(viewer.form.key);
    const own = this.#formsOf.get(viewer.quotaHolder)!;
    const left = own.get(viewer.form.key)! - 1;
    if (left > 0) own.set(viewer.form.key, left);
    else own.delete(viewer.form.key);
    if (own.size === 0) this.#formsOf.delete(viewer.quotaHolder);
  }

  /** Lets a viewer watch a session from now on; the session need not exist yet. */
  join(viewer: Viewer, sessionID: string): void {
    this.leave(viewer);
    viewer.sessionID = sessionID;
    if (!viewer.visible) return;
    const { form } = viewer;
    let groups = this.#audiences.get(sessionID);
    let group = groups?.get(form.key);
    if (group === undefined) {
      group = new BroadcastGroup(sessionID, form, this.counters);
      groups ??= new Map();
      groups.set(form.key, group);
      this.#audiences.set(sessionID, groups);
    }
    group.add(viewer);
    this.#groupOf.set(viewer, group);
  }

  /** Takes a viewer out of its session; may be called twice. */
  leave(viewer: Viewer): void {
    viewer.sessionID = null;
    const group = this.#groupOf.get(viewer);
    if (group === undefined) return;
    this.#groupOf.delete(viewer);
    group.remove(viewer);
    if (group.size > 0) return;
    const groups = this.#audiences.get(group.sessionID);
    groups?.delete(group.form.key);
    if (groups?.size === 0) this.#audiences.delete(group.sessionID);
  }

  /** How many watch a session now. */
  viewersOf(sessionID: string): number {
    let count = 0;
    for (const group of this.#audiences.get(sessionID)?.values() ?? []) {
      count += group.size;
    }
    return count;
  }

  show(batch: Batch, pageFrames: () => readonly Frame[]): void {
    const groups = this.#audiences.get(batch.sessionID);
    if (groups === undefined) return;
    for (const group of groups.values()) {
      group.show(batch, pageFrames);
      if (group.isWaiting) this.#flushSoon();
    }
  }

  /** Tells the pages of a session what changed about it, with their latest state. */
  tellSession(sessionID: string): void {
    const groups = this.#audiences.get(sessionID);
    if (groups === undefined) return;
    for (const group of groups.values()) {
      if (group.form.form === null) continue;
      group.write(textFrame(JSON.stringify(this.#sessionMessage(sessionID, group.form))));
    }
  }

  tellEvent(event: RaceEvent): void {
    const message: RelayToViewer = { type: 'event', event };
    let bytes: Buffer | null = null;
    for (const group of this.#audiences.get(event.sessionID)?.values() ?? []) {
      if (group.form.form === null) continue;
      bytes ??= textFrame(JSON.stringify(message));
      group.write(bytes);
    }
  }

  /** A new run begins under this id. */
  reset(sessionID: string): void {
    for (const group of this.#audiences.get(sessionID)?.values() ?? []) group.reset();
  }

  /** A session's stream has paused. */
  settle(sessionID: string): void {
    for (const group of this.#audiences.get(sessionID)?.values() ?? []) group.settle();
  }

  /** A batch that a plain client missed while it was with another session. */
  showTo(viewer: Viewer, batch: Batch): void {
    if (viewer.form.form === null) viewer.stand.send(viewer.id, plainMessage(batch));
  }

  /** To one page: the session it watches now, and its latest state. */
  sendSession(viewer: Viewer): void {
    if (viewer.form.form === null || !viewer.visible) return;
    viewer.stand.send(viewer.id, textFrame(JSON.stringify(this.sessionFor(viewer))));
  }

  /** What a page is told about the session that it watches now. */
  sessionFor(viewer: Viewer): ViewerSession {
    return this.#sessionMessage(viewer.sessionID, viewer.form);
  }

  #sessionMessage(sessionID: string | null, form: Encoding): ViewerSession {
    const snapshot = sessionID === null ? null : this.#parts.snapshot(sessionID);
    if (snapshot === null) return { type: 'session', session: null, state: null };
    const names = form.form?.channels.map((c) => c.name as ChannelName) ?? [];
    const board = form.board ? (snapshot.board() ?? emptyBoard) : null;
    return {
      type: 'session',
      session: snapshot.session,
      state: snapshot.pick(names),
      ...(board === null ? {} : { board }),
    };
  }

  stop(): void {
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer);
    this.#flushTimer = null;
  }

  #flushSoon(): void {
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = null;
      for (const groups of this.#audiences.values()) {
        for (const group of groups.values()) group.flush();
      }
    }, limits.coalesceMs);
  }
}
