/** The messages of one agent about the cars that its PC sees. */
import { CodecError } from '../../protocol/byte-stream.ts';
import { decodeCars } from '../../protocol/cars-codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { RunKey } from '../../protocol/session.ts';
import type { SessionCars } from '../live/session-cars.ts';
import type { Message } from '../transport/messages.ts';
import { readCars } from './agent-messages.ts';

export class AgentCarMessages {
  readonly #cars: SessionCars;
  readonly #mayPublish: (sessionID: string) => boolean;
  /** That the cars belong to; null: the agent has named none. */
  #run: RunKey | null = null;
  /** When it sent where the cars are last, ms on the relay's clock. */
  #at = Number.NEGATIVE_INFINITY;

  /** @param mayPublish whether the agent may publish under this id */
  constructor(cars: SessionCars, mayPublish: (sessionID: string) => boolean) {
    this.#cars = cars;
    this.#mayPublish = mayPublish;
  }

  /** @returns false: the message is not of the protocol */
  update(message: Message): boolean {
    const read = readCars(message);
    if (read === null) return false;
    this.#run = null;
    // The batches of such a session are refused, with the reason.
    if (!this.#mayPublish(read.key.sessionID)) return true;
    this.#run = read.key;
    this.#cars.update(read.key, read.update);
    for (const one of read.collisions) this.#cars.collide(read.key, one);
    return true;
  }

  /** @param data compact cars. @returns false: they cannot be read */
  move(data: Uint8Array, now: number): boolean {
    // Agents send them every `carsEveryMs`; more would only cost time.
    if (this.#run === null || now - this.#at < limits.carsEveryMs / 4) return true;
    this.#at = now;
    try {
      const { t, cars } = decodeCars(data);
      this.#cars.move(this.#run, t, cars);
      return true;
    } catch (error) {
      if (error instanceof CodecError) return false;
      throw error;
    }
  }
}
