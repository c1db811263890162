/** Tells other relays where the drivers of this one are, and hears it of theirs, so that drivers of one race see each other. */
import * as z from 'zod';
import type { CarEntry, CarMotion } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type HeardRacer,
  lateMs,
  type RacersElsewhere,
  type SharedRacer,
} from '../live/racers-elsewhere.ts';
import type { Backplane } from './backplane.ts';
import { jsonOf } from './backplane-messages.ts';
import { racersSubject } from './subjects.ts';

export interface RemoteRacersParts {
  readonly backplane: Backplane;
  isElsewhere(sessionID: string): boolean;
  /** ms */
  now(): number;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const message = z.array(
  z.object({
    sessionID: z.string(),
    race: z.string(),
    sessionType: z.number().nullable(),
    track: z.object({
      name: z.string(),
      layout: z.string(),
      lengthM: z.number().nullable(),
      isCut: z.boolean(),
    }),
    lengthM: z.number().nullable(),
    entry: z.custom<CarEntry>(isObject),
    motion: z.custom<CarMotion>(isObject),
    isDriving: z.boolean(),
  }),
);

export class RemoteRacers implements RacersElsewhere {
  readonly #parts: RemoteRacersParts;
  /** By session. */
  readonly #heard = new Map<string, HeardRacer>();

  constructor(parts: RemoteRacersParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#parts.backplane.subscribe(racersSubject, (bytes) => this.#receive(bytes));
  }

  isElsewhere(sessionID: string): boolean {
    return this.#parts.isElsewhere(sessionID);
  }

  *heard(): Generator<HeardRacer> {
    const now = this.#parts.now();
    for (const [sessionID, racer] of this.#heard) {
      if (now - lateMs - racer.atMs > limits.carGoneMs) this.#heard.delete(sessionID);
      else yield racer;
    }
  }

  share(racers: readonly SharedRacer[]): void {
    for (let at = 0; at < racers.length; at += limits.backplaneListMax) {
      const part = racers.slice(at, at + limits.backplaneListMax);
      this.#parts.backplane.publish(racersSubject, Buffer.from(JSON.stringify(part)));
    }
  }

  /** Times are those of arrival, because clocks of machines differ; on the way a message is for a millisecond or two. */
  #receive(bytes: Buffer): void {
    const atMs = this.#parts.now() - lateMs;
    for (const racer of message.safeParse(jsonOf(bytes)).data ?? []) {
      this.#heard.set(racer.sessionID, { ...racer, atMs });
    }
  }
}
