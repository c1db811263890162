/**
 * The entry list of the streamer's league, in `entries.json` in the user's folder. `GET /api/entries` reads it and
 * `PUT /api/entries` replaces it; grids show it with the next message.
 */
import { join } from 'node:path';
import express, { type Router } from 'express';
import type { CarEntry } from '../../protocol/cars.ts';
import { type EntryList, EntryNames, readEntryList } from '../../protocol/entry-list.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import { KeptValue } from '../files/kept-value.ts';

export class LeagueEntries {
  readonly #file: KeptValue<EntryList>;
  #names: EntryNames;

  private constructor(file: KeptValue<EntryList>) {
    this.#file = file;
    this.#names = new EntryNames(file.value);
  }

  static async open(userFolder: string, log: Log): Promise<LeagueEntries> {
    const file = await KeptValue.open<EntryList>({
      file: join(userFolder, 'entries.json'),
      log,
      fallback: { entries: [] },
      check: (value) => {
        const read = readEntryList(value);
        return 'list' in read ? { value: read.list } : read;
      },
    });
    return new LeagueEntries(file);
  }

  /** A car with what the list says of its driver. */
  readonly named = (car: CarEntry): CarEntry => this.#names.named(car);

  get router(): Router {
    const router = express.Router();
    router.get('/entries', (_request, response) => {
      response.set('Cache-Control', 'no-store').json(this.#file.value);
    });
    router.put('/entries', async (request, response) => {
      const read = readEntryList(request.body);
      if ('problem' in read) {
        throw new RelayError(
          'bad-parameter',
          read.problem,
          'Send {"entries": [{"driver": "Name in the game", "number": "7"}]} as application/json.',
        );
      }
      await this.#file.set(read.list);
      this.#names = new EntryNames(read.list);
      response.json(read.list);
    });
    return router;
  }
}
