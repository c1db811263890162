/**
 * How OBS is reached, where the user has said so in the panel: kept in the user's folder, and stronger than the config
 * file's section until it is taken back. The password goes to OBS and nowhere else.
 */
import { join } from 'node:path';
import * as z from 'zod';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { RelayError } from '../../errors.ts';
import { KeptFile } from '../../files/kept-file.ts';
import { type ObsSettings, obsSchema } from '../rules/rule-schema.ts';

const fileSchema = z.strictObject({ obs: obsSchema.nullable() });

/** What the panel sends: both may be left out. */
const wishSchema = z.strictObject({
  url: obsSchema.shape.url.removeDefault().optional(),
  /** Left out: the one that is known for this address stays. Empty: OBS asks for none. */
  password: z.string().max(limits.obsPasswordCharsMax).optional(),
});

export class SavedObsSettings {
  readonly #file: KeptFile<z.output<typeof fileSchema>>;

  private constructor(file: KeptFile<z.output<typeof fileSchema>>) {
    this.#file = file;
  }

  static async open(userFolder: string, log: Log): Promise<SavedObsSettings> {
    const file = await KeptFile.open({
      file: join(userFolder, 'obs.json'),
      isSecret: true,
      log,
      fallback: fileSchema.parse({ obs: null }),
      check: (value) => {
        const parsed = fileSchema.safeParse(value);
        return parsed.success ? { value: parsed.data } : { problem: 'It has another shape.' };
      },
    });
    return new SavedObsSettings(file);
  }

  /** null: nothing was said in the panel. */
  get settings(): ObsSettings | null {
    return this.#file.value.obs;
  }

  /** Resolves when it is on the disk. null takes it back. */
  set(settings: ObsSettings | null): Promise<void> {
    return this.#file.set({ obs: settings });
  }
}

/**
 * What was meant by the body of a request.
 * @param before what is in use now
 * @throws RelayError
 */
export function requestedSettings(body: unknown, before: ObsSettings | null): ObsSettings {
  const wish = wishSchema.safeParse(body ?? {});
  if (!wish.success) throw new RelayError('bad-parameter', z.prettifyError(wish.error));
  const url = wish.data.url ?? before?.url ?? obsSchema.parse({}).url;
  // Another address might be somebody else's, and has no business with this password.
  const known = before?.url === url ? before.password : undefined;
  const password = wish.data.password ?? known;
  return password === undefined || password === '' ? { url } : { url, password };
}
