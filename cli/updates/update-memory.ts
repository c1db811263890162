/** What the program remembers about updates: `updates.json` in the user's folder. */
import { join } from 'node:path';
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { bySchema } from '../../relay/files/kept-json-file.ts';
import { KeptValue } from '../../relay/files/kept-value.ts';

const moment = z.number().min(0).max(limits.dateMsMax).nullable().default(null);

const schema = z.strictObject({
  /** The user wants one check a day. */
  daily: z.boolean().default(false),
  /** Times in ms since 1970; null: never. See `CheckTimes`. */
  answeredAt: moment,
  unreachableAt: moment,
  /** The newest announcement that was received, with its signature; null: none yet. */
  announcement: z.string().nullable().default(null),
});

export type UpdateMemory = z.output<typeof schema>;

export function openUpdateMemory(userFolder: string, log: Log): Promise<KeptValue<UpdateMemory>> {
  return KeptValue.open<UpdateMemory>({
    file: join(userFolder, 'updates.json'),
    log,
    fallback: schema.parse({}),
    check: bySchema(schema),
  });
}
