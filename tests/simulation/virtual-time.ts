/**
 * The virtual time of a simulation. Future events wait in one list, ordered by time. Each step moves the clock to the
 * next event and waits until all work that it began has finished. While installed, it replaces Node's timers and
 * clocks, so that no part of a program uses real time.
 *
 * Each event belongs to a process. A killed process loses its events and can add no more.
 */
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';

/** Something that can be killed: a program, a machine. */
export class Process {
  readonly name: string;
  isAlive = true;
  /** Its wall clock minus the world's, ms. */
  wallOffsetMs = 0;

  constructor(name: string) {
    this.name = name;
  }
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly owner: Process;
  readonly label: string;
  call: (() => void) | null;
}

/** What Node's timers give back, as far as it is used. */
class Timer {
  entry: Entry | null = null;

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }
}

const realImmediate = globalThis.setImmediate;

/** Lets all promises come to rest that depend on nothing but one another. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    realImmediate(resolve);
  });
}

type Call = (...words: never[]) => void;

export class VirtualTime {
  /** ms since the simulation began. */
  now = 0;
  steps = 0;
  /** What the step waits for: work outside of this time, in a real database. null: there is none. */
  outsideWork: () => Promise<void> | null = () => null;
  /** Entries that wait. */
  waiting = 0;
  /** ms since 1970 at the beginning. */
  readonly epochMs = Date.UTC(2026, 10, 22, 12);
  readonly world = new Process('world');
  current: Process = this.world;
  readonly #heap: Entry[] = [];
  #order = 0;
  #digest = 0x811c9dc5;
  readonly #recent: string[] = [];
  #uninstall: (() => void)[] = [];

  /** Names the order of all steps so far: the same for the same seed. */
  get digest(): number {
    return this.#digest;
  }

  /** The last steps, oldest first. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  /** Of the process that runs now, ms since 1970. */
  get wallMs(): number {
    return this.epochMs + this.now + this.current.wallOffsetMs;
  }

  /** Calls it at a time, on behalf of a process. Returns what calls it off. */
  at(at: number, owner: Process, label: string, call: () => void): () => void {
    const entry = this.#add(at, owner, label, call);
    return () => this.#drop(entry);
  }

  in(ms: number, owner: Process, label: string, call: () => void): () => void {
    return this.at(this.now + ms, owner, label, call);
  }

  #add(at: number, owner: Process, label: string, call: () => void): Entry {
    const entry = { at: Math.max(at, this.now), order: this.#order++, owner, label, call };
    if (!owner.isAlive) return { ...entry, call: null };
    this.waiting++;
    this.#push(entry);
    return entry;
  }

  #drop(entry: Entry): void {
    if (entry.call === null) return;
    entry.call = null;
    this.waiting--;
  }

  /** Its entries go, and nothing that it still does has an effect. */
  kill(process: Process): void {
    process.isAlive = false;
    for (const entry of this.#heap) if (entry.owner === process) this.#drop(entry);
  }

  /** Runs code of a process outside of any step. */
  as<T>(process: Process, work: () => T): T {
    const before = this.current;
    this.current = process;
    try {
      return work();
    } finally {
      this.current = before;
    }
  }

  /** Does the next thing. @returns false: there is none before `until` */
  async step(until: number): Promise<boolean> {
    let entry = this.#heap[0];
    while (entry !== undefined && entry.call === null) {
      this.#pop();
      entry = this.#heap[0];
    }
    if (entry === undefined || entry.at > until) {
      this.now = Math.max(this.now, until);
      return false;
    }
    this.#pop();
    this.now = entry.at;
    this.current = entry.owner;
    const { call } = entry;
    this.#drop(entry);
    this.steps++;
    this.#note(entry);
    call!();
    await rest();
    for (let work = this.outsideWork(); work !== null; work = this.outsideWork()) {
      await work;
      await rest();
    }
    this.current = this.world;
    return true;
  }

  #note({ owner, label }: Entry): void {
    const line = `${this.now.toFixed(3)} ${owner.name}: ${label}`;
    for (let i = 0; i < line.length; i++) {
      this.#digest = Math.imul(this.#digest ^ line.charCodeAt(i), 0x01000193) >>> 0;
    }
    this.log(line);
  }

  /** Notes something for whoever reads the last steps. */
  log(line: string): void {
    this.#recent.push(line);
    if (this.#recent.length > 80) this.#recent.splice(0, 20);
  }

  // ------------------------------------------------------------------ the list, a binary heap

  #isBefore(a: Entry, b: Entry): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#isBefore(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#isBefore(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
  }

  // ------------------------------------------------------------------ in place of Node's

  install(): void {
    const once = (ms: unknown, label: string, call: () => void): Timer => {
      const timer = new Timer();
      timer.entry = this.#add(this.now + delayOf(ms), this.current, label, call);
      return timer;
    };
    const clear = (timer: unknown): void => {
      if (!(timer instanceof Timer) || timer.entry === null) return;
      this.#drop(timer.entry);
      timer.entry = null;
    };
    const every = (call: Call, ms?: number, ...words: never[]): Timer => {
      const timer = new Timer();
      const owner = this.current;
      const again = (): void => {
        timer.entry = this.#add(this.now + delayOf(ms), owner, 'interval', () => {
          again();
          call(...words);
        });
      };
      again();
      return timer;
    };
    const timers = {
      setTimeout: (call: Call, ms?: number, ...words: never[]) =>
        once(ms, 'timer', () => call(...words)),
      setImmediate: (call: Call, ...words: never[]) => {
        const timer = new Timer();
        timer.entry = this.#add(this.now, this.current, 'immediate', () => call(...words));
        return timer;
      },
      setInterval: every,
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    };
    const pause = (ms?: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const timer = once(ms, 'pause', () => {
          signal?.removeEventListener('abort', ends);
          resolve(value);
        });
        const ends = (): void => {
          clear(timer);
          reject(signal!.reason);
        };
        signal?.addEventListener('abort', ends, { once: true });
      });
    this.#replace(globalThis, timers);
    this.#replace(timersPromises, { setTimeout: pause });
    this.#replace(Date, { now: () => this.wallMs });
    this.#replace(performance, { now: () => this.now });
    syncBuiltinESMExports();
  }

  #replace(target: object, own: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(own)) {
      const before = Object.getOwnPropertyDescriptor(target, name);
      Object.defineProperty(target, name, { value, configurable: true, writable: true });
      this.#uninstall.push(() => {
        if (before === undefined) Reflect.deleteProperty(target, name);
        else Object.defineProperty(target, name, before);
      });
    }
  }

  uninstall(): void {
    for (const undo of this.#uninstall) undo();
    this.#uninstall = [];
    syncBuiltinESMExports();
  }
}

/** Node treats a delay that is not a number, or too small, as 1 ms. */
function delayOf(ms: unknown): number {
  return typeof ms === 'number' && ms >= 1 ? ms : 1;
}
