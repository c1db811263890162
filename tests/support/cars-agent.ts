/** An agent whose PC sees the cars of a made-up race, and the relay that it publishes to. */
import { RaceField } from '../../agent/demo/field/race-field.ts';
import { encodeCars } from '../../protocol/cars-codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { RelayOptions } from '../../relay/relay.ts';
import { readField } from './field-cars.ts';
import { frame } from './frames.ts';
import { startTestRelay, type TestRelay, type TestSocket } from './test-relay.ts';

export const field = new RaceField({ seed: 5, kind: 'race', laps: 15 });
export const key = { sessionID: 'RACE', run: 'run-1' };

export class CarsAgent {
  now = 1_000_000;
  socket!: TestSocket;
  relay!: TestRelay;
  #seq = 0;

  async start(options: Partial<RelayOptions> = {}): Promise<this> {
    this.relay = await startTestRelay(options, { now: () => this.now });
    this.socket = await this.relay.agent();
    const facts = {
      sessionType: 2,
      track: 'sq_hollowmere',
      numberOfLaps: 15,
      driverName: 'Ana Ruiz',
    };
    const { lengthM } = field.circuit;
    this.socket.send({ type: 'session', ...key, facts: { ...facts, trackLengthM: lengthM } });
    this.socket.send({ type: 'status', ...key, status: 'driving' });
    await this.frame();
    return this;
  }

  /** A frame, answered: the relay has handled everything before it. */
  async frame(): Promise<void> {
    const data = [frame(++this.#seq)];
    this.socket.send({ type: 'batch', ...key, seq: this.#seq, lap: 1, data });
    await this.socket.next('received');
  }

  /** Sends a frame and what it sees at a time of the race. @param lap of the frame */
  async driven(ms: number, lap: number): Promise<void> {
    await this.cars(ms);
    const data = [frame(++this.#seq, { t: ms, lap, currentLapTime: ms % 100_000 })];
    this.socket.send({ type: 'batch', ...key, seq: this.#seq, lap, data });
    await this.socket.next('received');
  }

  /** Sends what it sees at a time of the race. */
  async cars(ms: number, more: object = {}): Promise<void> {
    this.now += limits.carsEveryMs;
    const { entries, motions } = readField(field, ms);
    const head = { source: 'crewchief', server: 'Cup', whole: true, gone: [] };
    this.socket.send({ type: 'cars', ...key, ...head, cars: entries, ...more });
    this.socket.ws.send(encodeCars(ms, motions));
    await this.frame();
  }

  /** Sends the race from one time to another. */
  async race(fromMs: number, toMs: number): Promise<void> {
    for (let ms = fromMs; ms <= toMs; ms += 100) await this.cars(ms);
  }
}
