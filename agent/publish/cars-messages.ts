/** Makes the messages about cars: entries when they change, and where the cars are each time. Pure. */
import { type CarEntry, type GameCamera, isSameEntry } from '../../protocol/cars.ts';
import { encodeCars } from '../../protocol/cars-codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { AgentCars } from '../../protocol/messages.ts';
import type { CarsReading } from '../cars/car-source.ts';
import type { Session } from '../session/session.ts';

export interface CarsMessages {
  /** Comes first; null: no entry has changed. */
  readonly entries: AgentCars | null;
  /** null: there are no cars any more. */
  readonly motions: Uint8Array | null;
}

/** What the relay knows of the cars over one connection. */
export class CarsSender {
  /** The run that the sent entries belong to. */
  #run: string | null = null;
  #source: CarsReading['source'] | null = null;
  #server: string | null = null;
  #camera: GameCamera | undefined;
  readonly #sent = new Map<number, CarEntry>();

  /** The connection is new, so the relay knows nothing. */
  reset(): void {
    this.#run = null;
    this.#source = null;
    this.#sent.clear();
  }

  /** @param reading null: there is no source any more @returns null: nothing is to be sent */
  messages({ sessionID, run, startMs }: Session, reading: CarsReading | null): CarsMessages | null {
    if (reading === null) {
      if (this.#source === null) return null;
      this.reset();
      const none = { source: null, server: null, whole: true, cars: [], gone: [] };
      return { entries: { type: 'cars', sessionID, run, ...none }, motions: null };
    }
    const { source, server, entries, motions, atMs, collisions = [], camera } = reading;
    const isNew = run !== this.#run || source !== this.#source;
    if (isNew) this.#sent.clear();
    const cars = entries.filter((entry) => {
      const sent = this.#sent.get(entry.id);
      return sent === undefined || !isSameEntry(sent, entry);
    });
    const there = new Set(entries.map(({ id }) => id));
    const gone = [...this.#sent.keys()].filter((id) => !there.has(id));
    for (const entry of cars) this.#sent.set(entry.id, entry);
    for (const id of gone) this.#sent.delete(id);
    const hasCollisions = collisions.length > 0;
    const hasCars = cars.length > 0 || gone.length > 0;
    const isOther = server !== this.#server || camera !== this.#camera;
    const changes = isNew || hasCars || isOther || hasCollisions;
    this.#run = run;
    this.#source = source;
    this.#server = server;
    this.#camera = camera;
    return {
      entries: changes
        ? {
            type: 'cars',
            sessionID,
            run,
            source,
            server,
            whole: isNew,
            cars,
            gone,
            ...(hasCollisions ? { collisions: collisions.slice(-limits.collisionsMax) } : {}),
            ...(camera === undefined ? {} : { camera }),
          }
        : null,
      motions: encodeCars(Math.max(0, atMs - startMs), motions),
    };
  }
}
