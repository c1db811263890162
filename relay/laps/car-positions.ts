/** Answers with where the cars of a stored session were, twice a second, streamed chunk by chunk. */
import type { Response } from 'express';
import { type CarPositionList, CarsReader } from '../../protocol/car-positions.ts';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import type { StoreReader } from '../storage/store.ts';
import { carsChunksOf } from '../storage/stored-cars.ts';
import { eachWithStoreErrors, writeAtReaderPace } from './stream.ts';

/** ms of the session, both included. */
interface TimeRange {
  readonly fromT: number;
  readonly toT: number;
}

/** @throws RelayError `bad-parameter` */
export function rangeOf({ from, to }: Record<string, unknown>): TimeRange {
  const fromT = timeOf('from', from, 0);
  const toT = timeOf('to', to, limits.carPositionsTMax);
  if (toT >= fromT) return { fromT, toT };
  throw new RelayError('bad-parameter', 'to must not be before from.');
}

function timeOf(name: string, value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  const ms = typeof value === 'string' && /^\d{1,11}$/.test(value) ? Number(value) : -1;
  if (ms >= 0) return ms;
  throw new RelayError('bad-parameter', `${name} must be a time of the session in whole ms.`);
}

/** Answers with a `CarPositionList`. Rejects with a `RelayError` before anything was sent. */
export async function sendCarPositions(
  reader: StoreReader,
  sessionID: string,
  { fromT, toT }: TimeRange,
  response: Response,
): Promise<void> {
  const cars = new CarsReader();
  response.type('application/json');
  let before = `${JSON.stringify({ sessionID }).slice(0, -1)},"moments":[`;
  let isFirst = true;
  for await (const chunk of eachWithStoreErrors(carsChunksOf(reader, sessionID, fromT))) {
    if (chunk.startT > toT) break;
    const moments: CarPositionList['moments'][number][] = [];
    for (const moment of chunk.moments) {
      const read = cars.read(moment);
      if (read !== null && moment.t >= fromT && moment.t <= toT) moments.push(read);
    }
    if (moments.length === 0) continue;
    if (!(await writeAtReaderPace(response, before + JSON.stringify(moments).slice(1, -1)))) return;
    before = ',';
    isFirst = false;
  }
  response.end(isFirst ? `${before}]}` : ']}');
}
