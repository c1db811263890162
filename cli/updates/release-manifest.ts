/**
 * What a publisher announces about the newest release, and the envelope it comes in. `docs/releasing.md` describes both.
 * Pure.
 */
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import { isVersion } from './version-order.ts';

const webAddress = z
  .string()
  .max(limits.updateAddressCharsMax)
  .regex(/^https?:\/\/[^\s/@"<>]+(\/[^\s"<>]*)?$/);

const releaseFileSchema = z.object({
  url: webAddress,
  /** Bytes. */
  size: z.int().min(1).max(limits.updateFileBytesMax),
  /** SHA-256, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type ReleaseFile = z.output<typeof releaseFileSchema>;

/** Fields that are added later are passed over, so that an older program can read them. */
const manifestSchema = z.object({
  /** The same key may sign other things too. */
  program: z.literal('sequential'),
  version: z.string().refine(isVersion, 'expected a version such as 1.2.0 or 1.2.0-rc.1'),
  /** When it was released. */
  date: z.iso.datetime(),
  notes: z.string().max(limits.updateNotesCharsMax),
  /** The page that people download it from. */
  page: webAddress,
  /** By the kind of installation. */
  files: z.object({
    installed: releaseFileSchema.optional(),
    portable: releaseFileSchema.optional(),
    debian: releaseFileSchema.optional(),
    npm: releaseFileSchema.optional(),
  }),
});

export type ReleaseManifest = z.output<typeof manifestSchema>;

/** The signature belongs to exactly these bytes, so the manifest travels as text inside the JSON. */
const envelopeSchema = z.object({
  /** The manifest, as JSON text. */
  signed: z.string(),
  /** Ed25519 signature of the UTF-8 bytes of `signed`: 64 bytes in base64. */
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});

export type ReleaseEnvelope = z.output<typeof envelopeSchema>;

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

/** @returns null: this is not an envelope */
export function readEnvelope(text: string): ReleaseEnvelope | null {
  return parsed(envelopeSchema, text);
}

/** @returns null: this is not a manifest that this program understands */
export function readManifest(text: string): ReleaseManifest | null {
  return parsed(manifestSchema, text);
}

/** @throws ZodError that names the field */
export function checkedManifest(manifest: ReleaseManifest): ReleaseManifest {
  return manifestSchema.parse(manifest);
}
