/**
 * What a relay asks the owner of a session on behalf of its callers, and the owner's answers: cars, the focus, marked moments,
 * and what clients without an agent publish or describe.
 */
import type { FocusChoice, Grid } from '../../protocol/cars.ts';
import { type ErrorCode, errorCodes } from '../../protocol/error-codes.ts';
import { limits } from '../../protocol/limits.ts';
import type { MarkAnswer } from '../../protocol/marked-moment.ts';
import type { ProtocolError } from '../../protocol/messages.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { RelayError } from '../errors.ts';
import { checkedFrames } from '../ingest/batch-check.ts';
import type { Batch } from '../live/batch.ts';
import { gridOf } from '../live/session-cars.ts';
import type { SessionRegistry } from '../live/session-registry.ts';
import {
  type ChunksElsewhere,
  type NewestChunk,
  newestChunk,
} from '../live-chunks/chunk-routes.ts';
import type { LiveChunks } from '../live-chunks/live-chunks.ts';
import type { KeptChunk } from '../live-chunks/session-chunks.ts';
import type { Backplane } from './backplane.ts';
import { bytesOfMessage, jsonOf, type OwnerRequest } from './backplane-messages.ts';
import { relaySubject } from './subjects.ts';

/** What an owner does for other relays. */
export interface AnsweringParts {
  readonly sessions: Pick<SessionRegistry, 'get' | 'receive' | 'describe'>;
  /** The stream as files. */
  chunks(): LiveChunks;
  /** @returns false: there is no such car */
  chooseFocus(sessionID: string, choice: FocusChoice): boolean;
  /** @throws RelayError `nobody-drives`, `too-many` */
  mark(sessionID: string, note: string): MarkAnswer;
  /** ms on the relay's clock. */
  now(): number;
}

type Answer = { readonly value: unknown } | { readonly error: ProtocolError };

/** The owner's answer. */
export function answerRequest(request: OwnerRequest, parts: AnsweringParts): Buffer {
  return Buffer.from(JSON.stringify(answerOf(request, parts)));
}

function answerOf(request: OwnerRequest, parts: AnsweringParts): Answer {
  try {
    return { value: valueFor(request, parts) };
  } catch (error) {
    if (error instanceof RelayError) return { error: error.toProtocol() };
    throw error;
  }
}

function valueFor(request: OwnerRequest, parts: AnsweringParts): unknown {
  const { sessionID } = request;
  const { sessions, chooseFocus, now } = parts;
  switch (request.type) {
    case 'grid': {
      const session = sessions.get(sessionID);
      return session === undefined ? null : gridOf(session);
    }
    case 'focus':
      return chooseFocus(sessionID, request.choice);
    case 'mark':
      return parts.mark(sessionID, request.note);
    case 'chunk': {
      const chunk = parts.chunks().ask(sessionID)?.get(request.number) ?? null;
      return chunk === null
        ? null
        : { ...chunk, bytes: Buffer.from(chunk.bytes).toString('base64') };
    }
    case 'newest-chunk': {
      const statusOf = (id: string) => sessions.get(id)?.status ?? null;
      return newestChunk({ chunks: parts.chunks(), statusOf }, sessionID);
    }
    case 'describe':
      return sessions.describe(sessionID, request.given);
    case 'batch': {
      const { lap, remoteAddress } = request;
      const { frames } = checkedFrames(request.frames);
      const connection = { remoteAddress };
      const receivedAt = now();
      sessions.receive({ sessionID, run: '', lap, late: false, frames, connection, receivedAt });
      return true;
    }
  }
}

export interface OwnerRequestsParts {
  readonly backplane: Backplane;
  /** The relay that owns the session; null: this relay does, or none. */
  ownerOf(sessionID: string): string | null;
  /** Somebody publishes the session at the relay that owns it. */
  isPublished(sessionID: string): boolean;
}

export class OwnerRequests implements ChunksElsewhere {
  readonly #parts: OwnerRequestsParts;

  constructor(parts: OwnerRequestsParts) {
    this.#parts = parts;
  }

  /** Another relay owns the session. */
  isElsewhere(sessionID: string): boolean {
    return this.#parts.ownerOf(sessionID) !== null;
  }

  /** The cars of a session that another relay owns; null: it has none, or its owner does not answer. */
  async grid(sessionID: string): Promise<Grid | null> {
    return ((await this.#ask({ type: 'grid', sessionID })) as Grid | null) ?? null;
  }

  /** @returns false: there is no such car, or its owner does not answer */
  async chooseFocus(sessionID: string, choice: FocusChoice): Promise<boolean> {
    return (await this.#ask({ type: 'focus', sessionID, choice })) === true;
  }

  /**
   * Marks the newest moment of a drive whose session another relay owns.
   * @throws RelayError `relay-away`: its owner does not answer; else as the owner does
   */
  async mark(sessionID: string, note: string): Promise<MarkAnswer> {
    const marked = await this.#ask({ type: 'mark', sessionID, note });
    if (marked !== undefined) return marked as MarkAnswer;
    throw new RelayError(
      'relay-away',
      'The relay that owns this session does not answer.',
      'Try again: another relay takes its place within seconds.',
    );
  }

  async chunk(sessionID: string, number: number): Promise<KeptChunk | null> {
    const value = await this.#ask({ type: 'chunk', sessionID, number });
    const chunk = (value ?? null) as (KeptChunk & { readonly bytes: unknown }) | null;
    return chunk === null ? null : { ...chunk, bytes: Buffer.from(String(chunk.bytes), 'base64') };
  }

  async newestChunk(sessionID: string): Promise<NewestChunk | null> {
    return ((await this.#ask({ type: 'newest-chunk', sessionID })) as NewestChunk | null) ?? null;
  }

  /**
   * Passes a batch of a simple publisher on to the relay that owns its session.
   * @returns null: it is this relay's to receive · false: the owner does not answer, so this relay should store it
   * @throws RelayError as the owner does
   */
  forward({ sessionID, lap, frames, connection }: Batch): Promise<boolean> | null {
    if (!this.#parts.isPublished(sessionID)) return null;
    const { remoteAddress = '' } = connection;
    const asked = this.#ask({ type: 'batch', sessionID, lap, frames, remoteAddress });
    return asked.then((value) => value === true);
  }

  /**
   * A client without an agent describes a session that another relay owns.
   * @returns null: it is this relay's to describe, or its owner does not answer
   * @throws RelayError as the owner does
   */
  async describe(sessionID: string, given: unknown): Promise<SessionInfo | null> {
    if (!this.#parts.isPublished(sessionID)) return null;
    return ((await this.#ask({ type: 'describe', sessionID, given })) as SessionInfo) ?? null;
  }

  /** @returns undefined: there is no answer @throws RelayError as the owner does */
  #ask(request: OwnerRequest): Promise<unknown> {
    const owner = this.#parts.ownerOf(request.sessionID);
    if (owner === null) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const onAnswer = (bytes: Buffer | null): void => {
        const answer = bytes === null ? null : (jsonOf(bytes) as Answer | null);
        if (answer !== null && 'error' in answer) reject(errorOf(answer.error));
        else resolve(answer?.value);
      };
      const message = bytesOfMessage(request);
      this.#parts.backplane.request(
        relaySubject(owner),
        message,
        limits.backplaneAnswerMs,
        onAnswer,
      );
    });
  }
}

function errorOf({ code, message, hint }: ProtocolError): RelayError {
  const known = code in errorCodes ? (code as ErrorCode) : 'internal';
  return new RelayError(known, message, hint);
}
