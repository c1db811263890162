/** What the texts of settings look like: keys, addresses, ids. Pure. */

import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import { parsedUrl } from '../../protocol/parsed-url.ts';
import { latestSession } from '../../protocol/session-id.ts';
import { isDisplayable } from '../../protocol/shown-text.ts';
import { inUrl, isHostOption, parseOrigin } from '../../relay/access/hosts-and-origins.ts';

// What cannot be shown would be left out of the facts of a session.
export const name = z.string().min(1).max(limits.driverCharsMax).refine(isDisplayable);
/** An address to listen on, without a scheme and a port. */
export const listenHost = z
  .string()
  .regex(/^[^\s/?#@\\]+$/)
  .refine((host) => parsedUrl(`http://${inUrl(host)}`) !== null);
/** A name under which the relay is reached. */
export const hostName = z.string().min(1).refine(isHostOption);
export const publishKey = z.string().min(limits.keyCharsMin).max(limits.keyCharsMax);
// `.` and `..` cannot be part of an address, and `live` stands for the newest session.
export const sessionId = z
  .string()
  .regex(
    new RegExp(`^(?!(\\.{1,2}|${latestSession})$)[A-Za-z0-9._-]{1,${limits.sessionIdCharsMax}}$`),
  );
export const originName = z
  .string()
  .regex(/^https?:\/\/[^\s/]+$/i)
  .refine((text) => parseOrigin(text) !== null);
/** One address, or several with commas between them. */
export const webAddresses = z
  .string()
  .regex(/^https?:\/\/[^\s/,]+[^\s,]*(,\s*https?:\/\/[^\s/,]+[^\s,]*)*$/i)
  .refine(areUrls);
export const natsAddresses = z
  .string()
  .regex(/^(nats|tls):\/\/[^\s/,]+(,\s*(nats|tls):\/\/[^\s/,]+)*$/i)
  .refine(areUrls);
/** ISO 3166-1 alpha-2, with a part for nations of a country. */
export const countryCode = z.string().regex(/^[A-Z]{2}(-[A-Z]{2,3})?$/i);
export const udpAddress = z
  .string()
  .regex(/^[^\s:/]+:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/);
export const database = z.string().regex(/^(sqlite:.+|postgres(ql)?:\/\/.+|none)$/s);

/** False for a port that is too high, for instance. */
function areUrls(text: string): boolean {
  return text.split(',').every((one) => parsedUrl(one.trim()) !== null);
}
