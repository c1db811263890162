/**
 * One connection to OBS Studio, from its start to its end. The only file that knows obs-websocket-js. The library's own
 * promises are not passed on: they stay pending for ever when the connection ends or OBS freezes.
 */

import { setTimeout as pause } from 'node:timers/promises';
import {
  EventSubscription,
  OBSWebSocket,
  OBSWebSocketError,
  RequestBatchExecutionType,
} from 'obs-websocket-js/json';
import { messageOf } from '../../../protocol/explained-error.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ObsSettings } from '../rules/rule-schema.ts';
import { ObsError } from './obs-port.ts';
import {
  answers,
  eventNames,
  type ObsAnswer,
  type ObsEvent,
  type ObsQuestion,
  type ObsRequest,
  type ObsStep,
  readEvent,
} from './obs-requests.ts';

const eventSubscriptions =
  EventSubscription.General |
  EventSubscription.Config |
  EventSubscription.Scenes |
  EventSubscription.Inputs |
  EventSubscription.Outputs;

/** Adds a way to drop the connection at once: the library's own close waits 30 s for a frozen OBS. */
class LibrarySocket extends OBSWebSocket {
  cut(): void {
    (this.socket as unknown as { terminate?: () => void } | undefined)?.terminate?.();
  }
}

export interface ObsSocketEvents {
  event(event: ObsEvent): void;
  froze(): void;
  thawed(): void;
}

export class ObsSocket {
  readonly #socket = new LibrarySocket();
  readonly #on: ObsSocketEvents;
  /** Rejects a call that waits for its answer. */
  readonly #pending = new Set<(error: ObsError) => void>();
  /** Calls whose time is over and whose answer may still come. */
  readonly #late = new Set<() => void>();
  #unanswered = 0;
  #opened = false;
  #over = false;
  /** OBS announced that it is about to close. */
  quitting = false;
  /** A call got no answer in time, and nothing has come since. */
  frozen = false;
  heardAtMs = performance.now();
  /** Resolves once, with the close code and its reason (-1: there was no connection). */
  readonly ended: Promise<{ code: number; detail: string }>;
  #end: (why: { code: number; detail: string }) => void = () => {};

  constructor(on: ObsSocketEvents) {
    this.#on = on;
    this.ended = new Promise((resolve) => {
      this.#end = (why) => {
        if (this.#over) return;
        this.#over = true;
        for (const fail of this.#pending) {
          fail(new ObsError('ended', 'The connection to OBS ended before the answer came.'));
        }
        for (const answered of this.#late) answered();
        resolve(why);
      };
    });
    for (const name of eventNames) {
      this.#socket.on(name, (data?: unknown) => {
        if (this.#over) return;
        this.#heard();
        if (name === 'ExitStarted') this.quitting = true;
        const event = readEvent(name, data);
        if (event !== null) on.event(event);
      });
    }
    this.#socket.on('ConnectionOpened', () => {
      this.#opened = true;
    });
    // Before the handshake the library reports 1006 without a reason; the reason is in the error before.
    let problem = '';
    this.#socket.on('ConnectionError', (error) => {
      problem = error.message;
    });
    this.#socket.on('ConnectionClosed', (error) => {
      this.#end(
        this.#opened ? { code: error.code, detail: error.message } : { code: -1, detail: problem },
      );
    });
  }

  #heard(): void {
    this.heardAtMs = performance.now();
    if (!this.frozen) return;
    this.frozen = false;
    this.#on.thawed();
  }

  /** `silent`: nothing came in time, and the connection was dropped. `ended`: `ended` has the reason. */
  async open(settings: ObsSettings, timeoutMs: number): Promise<'open' | 'silent' | 'ended'> {
    const opening = this.#socket
      .connect(settings.url, settings.password, { eventSubscriptions })
      .then(
        () => 'open' as const,
        (error: unknown) => {
          // `ConnectionClosed` handles the others: this is an invalid address or answer.
          const detail = messageOf(error);
          const isBadAnswer = this.#opened && !(error instanceof OBSWebSocketError);
          this.#end({ code: -1, detail: isBadAnswer ? 'Invalid greeting' : detail });
          return 'ended' as const;
        },
      );
    const timeLimit = new AbortController();
    const timeOver = pause(timeoutMs, 'silent' as const, { signal: timeLimit.signal }).catch(
      () => 'silent' as const,
    );
    const result = await Promise.race([opening, timeOver, this.ended.then(() => 'ended' as const)]);
    timeLimit.abort();
    if (result === 'silent') this.cut();
    return this.#over && result === 'open' ? 'ended' : result;
  }

  /** @throws ObsError */
  async ask<R extends ObsRequest>(
    request: R,
    data: ObsQuestion<R>,
    timeoutMs: number,
  ): Promise<ObsAnswer<R>> {
    const answer = await this.#ask(request, timeoutMs, () =>
      this.#socket.call(request, data as never),
    );
    const read = answers[request].safeParse(answer);
    if (read.success) return read.data as ObsAnswer<R>;
    throw badAnswer(request);
  }

  /** @throws ObsError */
  async askAll(steps: readonly ObsStep[], timeoutMs: number): Promise<void> {
    const { SerialRealtime: executionType } = RequestBatchExecutionType;
    await this.#ask('a batch of requests', timeoutMs, () =>
      this.#socket.callBatch(steps as never, { executionType, haltOnFailure: false }),
    );
  }

  #ask(what: string, timeoutMs: number, call: () => Promise<unknown>): Promise<unknown> {
    if (this.#unanswered >= limits.obsCallsMax) this.cut();
    if (this.#over) return Promise.reject(new ObsError('ended', 'The connection to OBS ended.'));
    return new Promise((resolve, reject) => {
      const sentAtMs = performance.now();
      let answered: () => void = () => {};
      const stopWaiting = (): void => {
        clearTimeout(timer);
        this.#pending.delete(fail);
      };
      const fail = (error: ObsError): void => {
        stopWaiting();
        reject(error);
      };
      const timer = setTimeout(() => {
        if (this.heardAtMs < sentAtMs && !this.frozen) {
          this.frozen = true;
          this.#on.froze();
        }
        const sentence = `OBS did not answer ${what} within ${Math.round(timeoutMs)} ms.`;
        const lateAnswer = new Promise<void>((resolveLate) => {
          answered = () => {
            this.#late.delete(answered);
            resolveLate();
          };
          this.#late.add(answered);
        });
        fail(new ObsError('timeout', sentence, 0, lateAnswer));
      }, timeoutMs);
      this.#pending.add(fail);
      this.#unanswered++;
      call().then(
        (answer: unknown) => {
          this.#unanswered--;
          this.#heard();
          stopWaiting();
          answered();
          resolve(answer);
        },
        (error: unknown) => {
          this.#unanswered--;
          answered();
          fail(this.#refusal(what, error));
        },
      );
    });
  }

  #refusal(what: string, error: unknown): ObsError {
    if (error instanceof OBSWebSocketError) {
      this.#heard();
      const sentence = error.message || `OBS refused ${what} (status ${error.code}).`;
      return new ObsError('status', sentence, error.code);
    }
    // The library reads answers without checking them first.
    if (this.#socket.identified) {
      return badAnswer(what);
    }
    return new ObsError('ended', 'The connection to OBS ended.');
  }

  /** Ends the connection because something else than OBS answers. @param detail for the state's sentence */
  refuse(detail: string): void {
    this.#end({ code: -1, detail });
    this.#socket.cut();
  }

  /** Drops the connection at once. */
  cut(): void {
    this.#socket.cut();
    this.#end({ code: 1006, detail: '' });
  }

  /** Closes properly, within this time. */
  async leave(timeoutMs: number): Promise<void> {
    const goodbye = this.#socket.disconnect().catch(() => {});
    await Promise.race([goodbye, pause(timeoutMs, undefined, { ref: false })]);
    this.cut();
  }
}

function badAnswer(what: string): ObsError {
  return new ObsError('bad-answer', `OBS answered ${what} in an unknown form.`);
}
