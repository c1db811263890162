/**
 * One connection to OBS Studio, from the first byte to the last: the only file that knows obs-websocket-js. It must
 * never let the library's own promises out: those hang for ever when the connection goes, and when OBS is frozen.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { EventSubscription, OBSWebSocket, OBSWebSocketError } from 'obs-websocket-js/json';
import { limits } from '../../protocol/limits.ts';
import {
  ObsError,
  type ObsEvent,
  type ObsEvents,
  type ObsRequest,
  type ObsRequests,
} from './obs-port.ts';
import type { ObsSettings } from './rules.ts';

/** What is listened to, and nothing that comes often: every event is a frame that OBS has to send. */
const eventNames: readonly (keyof ObsEvents)[] = [
  'ExitStarted',
  'CurrentSceneCollectionChanging',
  'CurrentSceneCollectionChanged',
  'CurrentProgramSceneChanged',
  'SceneListChanged',
  'SceneNameChanged',
  'InputCreated',
  'InputRemoved',
  'InputNameChanged',
  'ReplayBufferStateChanged',
  'ReplayBufferSaved',
  'RecordStateChanged',
];
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

export interface LinkEvents {
  event(event: ObsEvent): void;
  froze(): void;
  thawed(): void;
}

export class ObsLink {
  readonly #socket = new Socket();
  readonly #on: LinkEvents;
  readonly #waiting = new Set<(error: ObsError) => void>();
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

  constructor(on: LinkEvents) {
    this.#on = on;
    this.ended = new Promise((resolve) => {
      this.#end = (why) => {
        if (this.#over) return;
        this.#over = true;
        for (const fail of this.#waiting) {
          fail(new ObsError('ended', 'The connection to OBS ended before the answer came.'));
        }
        resolve(why);
      };
    });
    for (const name of eventNames) {
      this.#socket.on(name, (data?: unknown) => {
        if (this.#over) return;
        this.#heard();
        if (name === 'ExitStarted') this.quitting = true;
        on.event({ name, data } as ObsEvent);
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
          this.#end({ code: -1, detail: error instanceof Error ? error.message : String(error) });
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

  ask<R extends ObsRequest>(
    request: R,
    data: ObsRequests[R][0],
    timeoutMs: number,
  ): Promise<ObsRequests[R][1]> {
    if (this.#unanswered >= limits.obsCallsMax) this.cut();
    if (this.#over) return Promise.reject(new ObsError('ended', 'The connection to OBS ended.'));
    return new Promise((resolve, reject) => {
      const sentAtMs = performance.now();
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
        fail(new ObsError('timeout', `OBS did not answer ${request} within ${timeoutMs} ms.`));
      }, timeoutMs);
      this.#waiting.add(fail);
      this.#unanswered++;
      // The library knows more requests than `ObsRequests` names; the shapes are those of its own types.
      this.#socket.call(request, data as never).then(
        (answer: unknown) => {
          this.#unanswered--;
          this.#heard();
          settle();
          resolve(answer as ObsRequests[R][1]);
        },
        (error: unknown) => {
          this.#unanswered--;
          if (error instanceof OBSWebSocketError) {
            this.#heard();
            const sentence = error.message || `OBS said no to ${request} (status ${error.code}).`;
            fail(new ObsError('status', sentence, error.code));
          } else {
            fail(new ObsError('ended', 'The connection to OBS ended.'));
          }
        },
      );
    });
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
