/**
 * Known faults, put back around the real parts: a simulation that does not find them proves nothing.
 * Each changes a part from outside; the programs know nothing of it.
 */
import type { Publisher } from '../../agent/publish/port.ts';
import type { AgentBatch } from '../../protocol/messages.ts';
import { PublisherPriority } from '../../relay/live/publisher-priority.ts';
import { RaceEventDispatcher } from '../../relay/live/race-event-dispatcher.ts';
import { ObsError, type ObsPort } from '../../relay/obs/connection/obs-port.ts';
import type { Dispatcher } from '../../relay/obs/rules/dispatcher.ts';
import type { UndoStorage } from '../../relay/obs/undo/undo-file.ts';
import type { Recorder } from '../../relay/storage/recorder.ts';
import { readMessage } from '../../relay/transport/messages.ts';
import type { End, Wire } from './network.ts';
import type { Instance } from './relay.ts';

/** The places where a fault can be put. By default each returns its argument unchanged. */
export class Planted {
  readonly name: string;

  constructor(name = 'none') {
    this.name = name;
  }

  publisher(publisher: Publisher): Publisher {
    return publisher;
  }

  recorder(recorder: Recorder): Recorder {
    return recorder;
  }

  obs(obs: ObsPort): ObsPort {
    return obs;
  }

  undoStorage(undoStorage: UndoStorage): { undoStorage?: UndoStorage } {
    return { undoStorage };
  }

  /** Called when a relay ends properly. */
  endTriggers(dispatcher: Dispatcher): Promise<void> {
    return dispatcher.close();
  }

  /** Called when an agent was accepted. */
  accepted(_end: End, _instance: Instance): void {}

  wire(_wire: Wire): void {}

  /** Changes a part during the simulation. @returns undoes it */
  install(): () => void {
    return () => {};
  }
}

/** Replaces a method by another function. @returns undoes it */
function replace<T extends object, K extends keyof T>(target: T, name: K, own: T[K]): () => void {
  const before = target[name];
  target[name] = own;
  return () => {
    target[name] = before;
  };
}

/** A frame in flight when its agent was closed attaches the agent again, for ever. */
class ClosingPublisher extends Planted {
  override readonly name = 'a closing publisher attaches itself again';

  override accepted(end: End, { sessions, now }: Instance): void {
    const ghost = {};
    let isClosed = false;
    const close = end.close.bind(end);
    end.close = (code, reason) => {
      isClosed = true;
      close(code, reason);
    };
    end.on('message', (data: Buffer) => {
      if (!isClosed) return;
      const message = readMessage(data);
      if (message?.type !== 'batch') return;
      const { sessionID, run, lap, data: frames } = message as unknown as AgentBatch;
      if (sessions.get(sessionID) === undefined) return;
      const receivedAt = now();
      sessions.receive({
        sessionID,
        run,
        lap,
        late: false,
        frames,
        connection: ghost,
        receivedAt,
      });
      const session = sessions.get(sessionID);
      if (session !== undefined) sessions.attach(session, ghost, run);
    });
  }
}

/** A publisher that a newer one replaced never returns. */
class Silenced extends Planted {
  readonly #byWhom: (publisher: string) => boolean;

  constructor(name: string, byWhom: (publisher: string) => boolean) {
    super(name);
    this.#byWhom = byWhom;
  }

  override install(): () => void {
    const { recordActivity } = PublisherPriority.prototype;
    const byWhom = this.#byWhom;
    /** The replaced publishers, by claim. */
    const aside = new WeakMap<PublisherPriority, Set<string>>();
    return replace(
      PublisherPriority.prototype,
      'recordActivity',
      function (this: PublisherPriority, name, now) {
        const silenced = aside.get(this) ?? new Set<string>();
        aside.set(this, silenced);
        if (silenced.has(name)) return 'stored';
        const before = this.shown;
        const verdict = recordActivity.call(this, name, now);
        if (verdict === 'takes-over' && before !== null && byWhom(name)) silenced.add(before);
        return verdict;
      },
    );
  }
}

/** The end of a run is reported with the session info of the next run. */
class EventsOfNextRun extends Planted {
  override readonly name = 'events that end a run carry the next run’s car';
  readonly #sessions = new Map<string, { readonly info: object }>();

  override install(): () => void {
    const { dispatch } = RaceEventDispatcher.prototype;
    const sessions = this.#sessions;
    return replace(
      RaceEventDispatcher.prototype,
      'dispatch',
      function (this: RaceEventDispatcher, id, run, drafts) {
        const session = sessions.get(id);
        const { info } = session ?? run;
        const other = new Proxy(run, {
          get: (target, name) => {
            if (name === 'info') return info;
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
        dispatch.call(this, id, other, drafts);
      },
    );
  }

  override accepted(_end: End, { sessions }: Instance): void {
    const all = this.#sessions;
    all.get = (id: string) => sessions.get(id);
  }
}

/** An agent that treats “no room” as a permanent refusal. */
class FullRelay extends Planted {
  override readonly name = 'a full relay loses frames over the socket';

  override wire(wire: Wire): void {
    if (wire.path !== '/publish') return;
    wire.change = (from, text) => {
      if (from !== wire.server || !text.includes('"refused"')) return text;
      const { retryMs: _, ...refused } = JSON.parse(text);
      return JSON.stringify(refused);
    };
  }
}

/** Calls of OBS, changed. */
class ChangedObs extends Planted {
  readonly #change: (error: ObsError) => ObsError;

  constructor(name: string, change: (error: ObsError) => ObsError) {
    super(name);
    this.#change = change;
  }

  override obs(obs: ObsPort): ObsPort {
    const change = this.#change;
    return new Proxy(obs, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name !== 'call') return value.bind(target);
        return (...words: Parameters<ObsPort['call']>) =>
          target.call(...words).catch((error: unknown) => {
            throw error instanceof ObsError ? change(error) : error;
          });
      },
    });
  }
}

class EndsWithoutRestoring extends Planted {
  override readonly name = 'forSeconds is not undone after SIGTERM';

  override undoStorage(): { undoStorage?: UndoStorage } {
    return {};
  }

  override async endTriggers(): Promise<void> {}
}

class ForgetsWhatIsHeld extends Planted {
  override readonly name = 'forSeconds is not undone after SIGKILL';

  override undoStorage(): { undoStorage?: UndoStorage } {
    return {};
  }
}

/**
 * @property from the first seed to try; one of the next hundred finds the fault
 * @property says what does not hold with it
 */
export const plantedFaults: readonly {
  readonly plant: () => Planted;
  readonly from: number;
  readonly violation: RegExp;
}[] = [
  { plant: () => new ClosingPublisher(), from: 25, violation: /all sessions are over/ },
  {
    plant: () => new Silenced('a stray POST silences the agent', isPosted),
    from: 1,
    violation: /is not shown|is shown although/,
  },
  {
    plant: () => new Silenced('a second agent silences the first', isAgent),
    from: 1,
    violation: /is not shown|is shown although/,
  },
  { plant: () => new EventsOfNextRun(), from: 1, violation: /is reported with/ },
  { plant: () => new FullRelay(), from: 1, violation: /has forgotten .* not on disk/ },
  {
    plant: () =>
      new ChangedObs('an answer of OBS of unexpected shape ends the program', (error) => {
        // Thrown where nobody catches it, as the library's own listener did.
        if (error.code === 'bad-answer') void Promise.reject(error);
        return error;
      }),
    from: 1,
    violation: /Nobody caught: ObsError/,
  },
  { plant: () => new EndsWithoutRestoring(), from: 1, violation: /In OBS is left/ },
  { plant: () => new ForgetsWhatIsHeld(), from: 1, violation: /In OBS is left/ },
  {
    plant: () =>
      new ChangedObs('forSeconds is not undone after a call that timed out', (error) =>
        error.code === 'timeout' ? new ObsError('status', error.message, 0) : error,
      ),
    from: 78,
    violation: /In OBS is left/,
  },
];

function isPosted(publisher: string): boolean {
  return publisher.startsWith('#');
}

function isAgent(publisher: string): boolean {
  return !isPosted(publisher);
}
