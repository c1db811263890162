/**
 * How late viewers see the stream. The streamer sets or measures the way from OBS to the viewers once; OBS says what it adds.
 * Kept in `stream-delay.json` in the user's folder.
 */
import { join } from 'node:path';
import express, { type Router } from 'express';
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { StreamDelayStatus } from '../../protocol/stream-delay.ts';
import { bySchema } from '../files/kept-json-file.ts';
import { KeptValue } from '../files/kept-value.ts';
import { checkedBody } from '../transport/json-body.ts';

const schema = z.strictObject({
  /** ms */
  ownMs: z.number().min(0).max(limits.streamDelayMsMax).nullable(),
});

type Kept = z.output<typeof schema>;

export class StreamDelay {
  readonly #file: KeptValue<Kept>;
  #obsMs: number | null = null;
  /** Makes the overlays in OBS flash, so that the streamer sees when the stream shows it. */
  onFlash: () => void = () => {};

  private constructor(file: KeptValue<Kept>) {
    this.#file = file;
  }

  static async open(userFolder: string, log: Log): Promise<StreamDelay> {
    const file = await KeptValue.open<Kept>({
      file: join(userFolder, 'stream-delay.json'),
      log,
      fallback: { ownMs: null },
      check: bySchema(schema),
    });
    return new StreamDelay(file);
  }

  get status(): StreamDelayStatus {
    return { ownMs: this.#file.value.ownMs, obsMs: this.#obsMs, delayMs: this.delayMs };
  }

  /** ms; null: the streamer has not set it. */
  get delayMs(): number | null {
    const { ownMs } = this.#file.value;
    if (ownMs === null) return null;
    return Math.min(ownMs + (this.#obsMs ?? 0), limits.streamDelayMsMax);
  }

  /** @param obsMs what OBS adds, ms; null: not known, so the last value stays */
  reportObs(obsMs: number | null): void {
    this.#obsMs = obsMs ?? this.#obsMs;
  }

  /**
   * `GET /stream-delay`, `PUT /stream-delay` with `{"ownMs": ms | null}`, and `POST /stream-delay/flash`, which answers when
   * the overlays in OBS have been told to flash. To be mounted at `/api`.
   */
  get router(): Router {
    const router = express.Router();
    router.get('/stream-delay', (_request, response) => {
      response.set('Cache-Control', 'no-store').json(this.status);
    });
    router.put('/stream-delay', async (request, response) => {
      await this.#file.set(readDelay(request.body));
      response.json(this.status);
    });
    router.post('/stream-delay/flash', (_request, response) => {
      this.onFlash();
      response.status(204).end();
    });
    return router;
  }
}

/** @throws RelayError `bad-parameter` */
function readDelay(body: unknown): Kept {
  return checkedBody(
    schema,
    body,
    `ownMs must be a number from 0 to ${limits.streamDelayMsMax} (ms), or null.`,
    'Send {"ownMs": 12000} as application/json.',
  );
}
