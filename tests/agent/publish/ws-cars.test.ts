/** Cars go beside the frames, and never in their way. */
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CarsReading } from '../../../agent/cars/car-source.ts';
import { decodeCars } from '../../../protocol/cars-codec.ts';
import { limits } from '../../../protocol/limits.ts';
import { until } from '../../support/until.ts';
import { frame, session } from '../support/frames.ts';
import { connected, publishing } from '../support/publishers.ts';

function reading(atMs: number): CarsReading {
  const entry = { id: 0, driver: 'Ada', car: 'c', lastLapMs: null, bestLapMs: null };
  const where = { laps: 0, trackPosition: 0.5, worldPosition: [1, 2, 3] as const, heading: null };
  const flags = { inPitLane: false, inPit: false, isConnected: true };
  const motion = { id: 0, speedKmh: 100, currentLapMs: null, ...where, ...flags };
  return { source: 'crewchief', atMs, server: null, entries: [entry], motions: [motion] };
}

describe('cars', () => {
  it('are sent to a relay that takes them, on the clock of the session', async () => {
    const { peer, publisher } = await publishing({ cars: true });
    publisher.sendCars(reading(1_600));
    await until('cars', () => peer.binary.length === 1);
    expect(peer.messages.find(({ type }) => type === 'cars')).toMatchObject({
      sessionID: session().sessionID,
      source: 'crewchief',
      cars: [{ driver: 'Ada' }],
    });
    // `t` = 0 was at 1000 ms of our clock.
    expect(decodeCars(peer.binary[0]!)).toMatchObject({ t: 600, cars: [{ id: 0 }] });
  });

  it('are not sent to an older relay, which would close the connection', async () => {
    const { peer, publisher } = await publishing();
    publisher.sendCars(reading(1_600));
    publisher.add(frame(1));
    await peer.got('batch', 1);
    expect(peer.binary).toEqual([]);
    expect(peer.messages.some(({ type }) => type === 'cars')).toBe(false);
  });

  it('are left out while frames wait for a slow connection', async () => {
    let backlog = 0;
    const openSocket = (...words: ConstructorParameters<typeof WebSocket>) =>
      Object.defineProperty(new WebSocket(...words), 'bufferedAmount', { get: () => backlog });
    const { peer, publisher } = await publishing({ cars: true }, { openSocket });
    backlog = limits.carsBacklogBytesMax + 1;
    publisher.sendCars(reading(1_600));
    backlog = 0;
    publisher.sendCars(reading(1_700));
    await until('cars', () => peer.binary.length > 0);
    expect(peer.binary.map((bytes) => decodeCars(bytes).t)).toEqual([700]);
  });

  it('are all sent again after a new connection', async () => {
    const { peer, publisher } = await publishing({ cars: true });
    publisher.sendCars(reading(1_600));
    await until('cars', () => peer.binary.length === 1);
    peer.cut();
    await until('the connection is lost', () => !publisher.stats().connected);
    publisher.sendCars(reading(1_700));
    await connected(publisher);
    publisher.sendCars(reading(1_800));
    await until('cars again', () => peer.binary.length === 2);
    const whole = peer.messages.filter((message) => message.type === 'cars' && message.whole);
    expect(whole).toHaveLength(2);
  });
});

describe('the car that a commentator shows', () => {
  it('is passed on for the run that is published only', async () => {
    const seen: (number | null)[] = [];
    const { peer } = await publishing({ cars: true }, { onFocus: (carId) => seen.push(carId) });
    const { sessionID, run } = session();
    const focus = { type: 'focus', sessionID, run } as const;
    peer.send({ ...focus, carId: 7 });
    peer.send({ ...focus, run: 'another', carId: 8 });
    peer.send({ ...focus, carId: null });
    await until('both', () => seen.length === 2);
    expect(seen).toEqual([7, null]);
  });
});
