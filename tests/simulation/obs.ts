/**
 * OBS in a simulation: the tests' fake OBS, reached over the simulated network through the real library.
 * It knows what rules may change, so it can list what they left changed.
 */
import { OBSWebSocket } from 'obs-websocket-js/json';
import type { Log } from '../../protocol/log.ts';
import { type ReadRules, readRules } from '../../relay/obs/rules/rule-schema.ts';
import type { UndoStorage } from '../../relay/obs/undo/undo-file.ts';
import type { SavedUndo } from '../../relay/obs/undo/undo-ledger.ts';
import { FakeObs } from '../support/fake-obs.ts';
import { asWebSocket, type End, type Network } from './network.ts';
import type { Chance } from './random.ts';
import { Process, type VirtualTime } from './virtual-time.ts';

const triggers = [
  { name: 'banner', on: 'lap-completed', do: [{ show: 'Banner', in: 'Race', forSeconds: 2 }] },
  { name: 'replay', on: 'session-best', do: [{ scene: 'Replay', forSeconds: 3 }] },
  {
    name: 'text',
    on: ['driving-started', 'lap-completed'],
    do: [{ text: 'LastLap', value: 'Lap {lap}', forSeconds: 4 }],
  },
  {
    name: 'blur',
    on: 'driving-ended',
    do: [{ filter: 'Blur', of: 'LastLap', enabled: true, forSeconds: 1 }],
  },
];

export function simulatedRules(): ReadRules & { ok: true } {
  const read = readRules({ triggers });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read;
}

/** Answers of a form that OBS never sends. */
const oddAnswers: readonly unknown[] = [null, 7, 'done', [], {}, { requestStatus: null }];
/** Wrong answers that look correct, given to queries only: nobody can detect a wrong answer about an action. */
const oddFacts: readonly unknown[] = [
  ...oddAnswers,
  { requestStatus: { result: true, code: 100 } },
  { requestStatus: { result: true, code: 100 }, responseData: 3 },
  { requestStatus: { result: true, code: 100 }, responseData: { sceneItems: [null] } },
];

export class SimulatedObs {
  readonly fake = new FakeObs();
  readonly #time: VirtualTime;
  readonly #network: Network;
  readonly #chance: Chance;
  #process: Process | null = null;
  #starts = 0;
  /** Sentences about changes that could not be undone. */
  readonly reported: string[] = [];

  constructor(time: VirtualTime, network: Network, chance: Chance) {
    this.#time = time;
    this.#network = network;
    this.#chance = chance;
    const { fake } = this;
    // A change that OBS makes much later, unnoticed, cannot be undone.
    fake.dropsGone = true;
    fake.scenes.set('Replay', []);
    fake.addItem('Race', 'Banner', false);
    fake.inputs.set('Banner', { kind: 'image_source', settings: {} });
    fake.inputs.set('LastLap', {
      kind: 'text_ft2_source_v2',
      settings: { text: 'before' },
      filters: { Blur: { enabled: false, kind: 'blur', settings: {} } },
    });
  }

  start(): void {
    if (this.#process !== null) return;
    const process = new Process(`obs${++this.#starts}`);
    this.#process = process;
    this.#network.listen('obs', {
      process,
      accept: (end) => this.fake.accept(asWebSocket(end)),
    });
  }

  stop(code: number): void {
    const process = this.#process;
    if (process === null) return;
    this.#process = null;
    this.fake.close(code);
    this.#network.forget(process);
    this.#time.kill(process);
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  answersOddly(): void {
    const chance = this.#chance;
    this.fake.answerInstead = (type) => {
      if (!chance.holds(0.3)) return undefined;
      return chance.oneOf(type.startsWith('Get') ? oddFacts : oddAnswers);
    };
  }

  heal(): void {
    const { fake } = this;
    fake.silent = false;
    fake.ready = true;
    fake.unhang();
    fake.answerInstead = () => undefined;
    this.start();
  }

  /** Its window hangs: changes wait and are executed in order when it recovers. */
  hang(): void {
    this.fake.hang(
      'SetCurrentProgramScene',
      'SetSceneItemEnabled',
      'SetInputSettings',
      'SetSourceFilterEnabled',
    );
  }

  /** Collects the sentences about changes that cannot be undone. */
  listenTo(log: Log): Log {
    return {
      ...log,
      warn: (fields, sentence) => {
        if (sentence.startsWith('Could not put back')) this.reported.push(sentence);
        log.warn(fields, sentence);
      },
    };
  }

  /** Changes that rules have left in OBS without a sentence that they cannot be undone. */
  get left(): string[] {
    const { fake } = this;
    const text = fake.inputs.get('LastLap')!;
    const isShown = fake.scenes
      .get('Race')!
      .some(({ source, enabled }) => source === 'Banner' && enabled);
    const left: string[] = [];
    if (fake.program !== 'Race') left.push('the scene');
    if (isShown) left.push('"Banner" in "Race"');
    if (text.settings.text !== 'before') left.push('the text "LastLap"');
    if (text.filters!.Blur!.enabled) left.push('the filter "Blur" of "LastLap"');
    return left.filter((what) => !this.reported.some((sentence) => sentence.includes(what)));
  }
}

/** The part of the library's object that the programs use. */
interface Library {
  socket: End | undefined;
  readonly protocol: string;
  internalEventPromise(event: string): Promise<unknown>;
  onOpen(event: object): void;
  onMessage(event: object): void;
  onError(event: object): void;
  onClose(event: object): void;
}

/** Makes the library open sockets of the simulated network. @returns undoes it */
export function connectLibrary(network: Network): () => void {
  const target = OBSWebSocket.prototype as unknown as Record<string, unknown>;
  const name = 'createConnection';
  target[name] = async function (this: Library, url: string) {
    const opened = this.internalEventPromise('ConnectionOpened');
    const hello = this.internalEventPromise('op:0');
    const socket = network.connect(new URL(url), [this.protocol], null);
    this.socket = socket;
    socket.onopen = (event) => this.onOpen(event);
    socket.onmessage = (event) => this.onMessage(event);
    socket.onerror = (event) => this.onError(event);
    socket.onclose = (event) => this.onClose(event);
    await opened;
    return hello;
  };
  return () => Reflect.deleteProperty(target, name);
}

/** The folder in which each relay keeps its undo file. */
export class HeldFolder {
  readonly files = new Map<Process, SavedUndo[]>();
  readonly #time: VirtualTime;
  readonly #chance: Chance;

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  of(owner: Process): UndoStorage {
    const { files } = this;
    const time = this.#time;
    let writtenAt = 0;
    const written = (act: () => void): Promise<void> => {
      writtenAt = Math.max(writtenAt, time.now + this.#chance.between(0.2, 3));
      return new Promise((resolve) => {
        time.at(writtenAt, owner, 'disk', () => {
          act();
          resolve();
        });
      });
    };
    return {
      open: async (onFound) => {
        await written(() => {});
        for (const [other, entries] of files) {
          if (other.isAlive) continue;
          await onFound(entries);
          files.delete(other);
        }
      },
      save: (entries) => {
        const kept = structuredClone(entries) as SavedUndo[];
        return written(() => {
          if (kept.length === 0) files.delete(owner);
          else files.set(owner, kept);
        });
      },
      flush: () => written(() => {}),
      close: () => {},
    };
  }
}
