/** What sessions and runs may be called. Pure. */
import { limits } from './limits.ts';

const idPattern = new RegExp(`^[A-Za-z0-9._-]{1,${limits.sessionIdCharsMax}}$`);
const storedIdPattern = new RegExp(`^[A-Za-z0-9._-]{1,${limits.storedIdCharsMax}}$`);

export const sessionIdExpected = `1 to ${limits.sessionIdCharsMax} of A-Z a-z 0-9 . _ -`;

/** Stands for the session that published most recently. Nobody may publish under this name. */
export const latestSession = 'live';

/** Clients take `.` and `..` out of an address, so nobody could watch, read or delete a session of such a name. */
export function isPathName(value: unknown): boolean {
  return value === '.' || value === '..';
}

/** What an agent may call a run. */
export function isRunName(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}

/** What a session may be published under. */
export function isSessionId(value: unknown): value is string {
  return isRunName(value) && value !== latestSession && !isPathName(value);
}

/** What a stored session may be called: a published id, perhaps with the number of the run. */
export function isStoredId(value: unknown): value is string {
  const fits = typeof value === 'string' && storedIdPattern.test(value);
  return fits && value !== latestSession && !isPathName(value);
}
