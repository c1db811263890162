/** A backplane in this process: it delivers a moment later, in order, and can cut single relays off. */
import type { Backplane, OnAnswer, Respond } from '../../relay/backplane/backplane.ts';

interface Subscription {
  readonly subject: string;
  readonly onMessage: (bytes: Buffer, respond: Respond) => void;
}

export class MemoryBus {
  readonly #ends = new Set<MemoryEnd>();
  /** Every message that was published, with its subject. */
  readonly published: { subject: string; bytes: number }[] = [];

  connect(): MemoryEnd {
    const end = new MemoryEnd(this);
    this.#ends.add(end);
    return end;
  }

  deliver(from: MemoryEnd, subject: string, bytes: Buffer, respond: Respond): void {
    this.published.push({ subject, bytes: bytes.length });
    for (const end of this.#ends) if (end !== from) end.receive(subject, bytes, respond);
  }
}

export class MemoryEnd implements Backplane {
  readonly #bus: MemoryBus;
  readonly #subscriptions = new Set<Subscription>();
  readonly #listeners = new Set<() => void>();
  isConnected = true;
  /** Leaves out the next messages of subjects that contain this text. */
  loses: { text: string; count: number } | null = null;

  constructor(bus: MemoryBus) {
    this.#bus = bus;
  }

  get problem(): string | null {
    return this.isConnected ? null : 'cut off';
  }

  cutOff(): void {
    this.#change(false);
  }

  reconnect(): void {
    this.#change(true);
  }

  #change(isConnected: boolean): void {
    this.isConnected = isConnected;
    for (const listener of this.#listeners) listener();
  }

  get subjects(): string[] {
    return [...this.#subscriptions].map(({ subject }) => subject);
  }

  publish(subject: string, bytes: Uint8Array): void {
    this.#send(subject, bytes, () => {});
  }

  #send(subject: string, bytes: Uint8Array, respond: Respond): void {
    if (!this.isConnected) return;
    const copy = Buffer.from(bytes);
    setImmediate(() => this.#bus.deliver(this, subject, copy, respond));
  }

  receive(subject: string, bytes: Buffer, respond: Respond): void {
    if (!this.isConnected) return;
    if (this.loses !== null && this.loses.count > 0 && subject.includes(this.loses.text)) {
      this.loses.count--;
      return;
    }
    for (const one of [...this.#subscriptions]) {
      if (one.subject === subject) one.onMessage(bytes, respond);
    }
  }

  subscribe(subject: string, onMessage: Subscription['onMessage']): () => void {
    const one = { subject, onMessage };
    this.#subscriptions.add(one);
    return () => this.#subscriptions.delete(one);
  }

  request(subject: string, bytes: Uint8Array, timeoutMs: number, onAnswer: OnAnswer): void {
    let isDone = false;
    const done = (answer: Buffer | null): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      onAnswer(answer);
    };
    const timer = setTimeout(() => done(null), timeoutMs);
    this.#send(subject, bytes, (answer) => {
      const copy = Buffer.from(answer);
      setImmediate(() => {
        if (this.isConnected) done(copy);
      });
    });
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.isConnected = false;
  }
}
