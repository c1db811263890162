/**
 * Where the address and the password of OBS are kept when they are set in the panel: `obs.json` in the user's folder,
 * readable by its owner only. They take precedence over the config file's section `obs` until they are removed. The
 * password is sent to OBS and to nobody else. If the user lets Sequential read OBS' own settings on this machine, the file
 * holds only the word `found`, and address and password come from there each time.
 */
import { join } from 'node:path';
import * as z from 'zod';
import { limits } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/log.ts';
import { bySchema } from '../../files/kept-json-file.ts';
import { KeptValue } from '../../files/kept-value.ts';
import { checkedBody } from '../../transport/json-body.ts';
import { type ObsSettings, obsSchema } from '../rules/rule-schema.ts';

/** What is set in the panel. `found`: use what the settings of the OBS on this machine say, now and after each change there. */
const savedSchema = z.union([z.literal('found'), obsSchema]);

export type PanelObsSettings = z.output<typeof savedSchema>;

const fileSchema = z.strictObject({ obs: savedSchema.nullable() });

/** What the panel sends. */
const requestSchema = z.strictObject({
  /** Use what the settings of OBS say. Address and password are not read then. */
  found: z.literal(true).optional(),
  url: obsSchema.shape.url.removeDefault().optional(),
  /** Left out: the one known for this address stays. Empty: OBS asks for none. */
  password: z.string().max(limits.obsPasswordCharsMax).optional(),
});

export class SavedObsSettings {
  readonly #file: KeptValue<z.output<typeof fileSchema>>;

  private constructor(file: KeptValue<z.output<typeof fileSchema>>) {
    this.#file = file;
  }

  static async open(userFolder: string, log: Log): Promise<SavedObsSettings> {
    const file = await KeptValue.open({
      file: join(userFolder, 'obs.json'),
      isSecret: true,
      log,
      fallback: fileSchema.parse({ obs: null }),
      check: bySchema(fileSchema, 'It has an unexpected shape.'),
    });
    return new SavedObsSettings(file);
  }

  /** null: nothing is set in the panel. */
  get settings(): PanelObsSettings | null {
    return this.#file.value.obs;
  }

  /** Resolves when the settings are on disk. null removes them. */
  set(settings: PanelObsSettings | null): Promise<void> {
    return this.#file.set({ obs: settings });
  }
}

/**
 * The settings that a request asks for.
 * @param before the settings in use
 * @throws RelayError
 */
export function requestedSettings(body: unknown, before: ObsSettings | null): PanelObsSettings {
  const request = checkedBody(requestSchema, body ?? {});
  if (request.found) return 'found';
  const url = request.url ?? before?.url ?? obsSchema.parse({}).url;
  // Another address may belong to somebody else, who must not get this password.
  const known = before?.url === url ? before.password : undefined;
  const password = request.password ?? known;
  return password === undefined || password === '' ? { url } : { url, password };
}
