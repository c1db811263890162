/**
 * One connection to OBS Studio, from the first byte to the last: the only file that knows obs-websocket-js. It must
 * never let the library's own promises out: those hang for ever when the connection goes, and when OBS is frozen.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  EventSubscription,
  OBSWebSocket,
  OBSWebSocketError,
  RequestBatchExecutionType,
} from 'obs-websocket-js/json';
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

/** The library's object, and a way to drop its connection at once: its own goodbye waits 30 s for a frozen OBS. */
class Socket extends OBSWebSocket {
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
  readonly #socket = new Socket();
  readonly #on: ObsSocketEvents;
  readonly #waiting = new Set<(error: ObsError) => void>();
  /** Calls whose time is over and whose answer may come yet. */
  readonly #late = new Set<() => void>();
  #unanswered = 0;
  #opened = false;
  #over = false;
  /** OBS said that it is about to close. */
  quitting = false;
  /** A call had no answer, nor has anything else come since. */
  frozen = false;
  heardAtMs = performance.now();
  /** Settles once, with the close code and reason (-1: it never came about). */
  readonly ended: Promise<{ code: number; detail: string }>;
  #end: (why: { code: number; detail: string }) => void = () => {};

  constructor(on: ObsSocketEvents) {
    this.#on = on;
    this.ended = new Promise((resolve) => {
      this.#end = (why) => {
        if (this.#over) return;
        this.#over = true;
        for (const fail of this.#waiting) {
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
    // Before the handshake the library reports 1006 and no reason for what is really «no connection».
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

  /** `silent`: nothing came within the time, the connection was dropped. `ended`: see `ended` for why. */
  async open(settings: ObsSettings, timeoutMs: number): Promise<'open' | 'silent' | 'ended'> {
    const opening = this.#socket
      .connect(settings.url, settings.password, { eventSubscriptions })
      .then(
        () => 'open' as const,
        (error: unknown) => {
          // Closed connections ended themselves above; this is an address or an answer that makes no sense.
          const detail = error instanceof Error ? error.message : String(error);
          const isForm = this.#opened && !(error instanceof OBSWebSocketError);
          this.#end({ code: -1, detail: isForm ? 'Invalid greeting' : detail });
          return 'ended' as const;
        },
      );
    const clock = new AbortController();
    const late = pause(timeoutMs, 'silent' as const, { signal: clock.signal }).catch(
      () => 'silent' as const,
    );
    const result = await Promise.race([opening, late, this.ended.then(() => 'ended' as const)]);
    clock.abort();
    if (result === 'silent') this.cut();
    return this.#over && result === 'open' ? 'ended' : result;
  }

  /** @throws ObsError */
  async ask<R extends ObsRequest>(
    request: R,
    data: ObsQuestion<R>,
    timeoutMs: number,
  ): Promise<ObsAnswer<R>> {
    // The library knows more requests than are used here; the forms are those of its own types.
    const answer = await this.#ask(request, timeoutMs, () =>
      this.#socket.call(request, data as never),
    );
    const read = answers[request].safeParse(answer);
    if (read.success) return read.data as ObsAnswer<R>;
    throw new ObsError('form', `OBS gave ${request} an answer of a form that is not known.`);
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
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
      };
      const fail = (error: ObsError): void => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => {
        if (this.heardAtMs < sentAtMs && !this.frozen) {
          this.frozen = true;
          this.#on.froze();
        }
        const sentence = `OBS did not answer ${what} within ${Math.round(timeoutMs)} ms.`;
        const late = new Promise<void>((resolveLate) => {
          answered = () => {
            this.#late.delete(answered);
            resolveLate();
          };
          this.#late.add(answered);
        });
        fail(new ObsError('timeout', sentence, 0, late));
      }, timeoutMs);
      this.#waiting.add(fail);
      this.#unanswered++;
      call().then(
        (answer: unknown) => {
          this.#unanswered--;
          this.#heard();
          settle();
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
      const sentence = error.message || `OBS said no to ${what} (status ${error.code}).`;
      return new ObsError('status', sentence, error.code);
    }
    // The library takes answers apart without looking at them first.
    if (this.#socket.identified) {
      return new ObsError('form', `OBS gave ${what} an answer of a form that is not known.`);
    }
    return new ObsError('ended', 'The connection to OBS ended.');
  }

  /** Ends the connection because what answers there is no OBS. @param detail for the sentence of the state */
  refuse(detail: string): void {
    this.#end({ code: -1, detail });
    this.#socket.cut();
  }

  /** Drops the connection at once. */
  cut(): void {
    this.#socket.cut();
    this.#end({ code: 1006, detail: '' });
  }

  /** Says goodbye properly, but not for longer than this. */
  async leave(timeoutMs: number): Promise<void> {
    const goodbye = this.#socket.disconnect().catch(() => {});
    await Promise.race([goodbye, pause(timeoutMs, undefined, { ref: false })]);
    this.cut();
  }
}
