/** The names that publishers and viewers give: session ids, run names, laps, and the query they come in. Pure. */
import { channelByName } from '../../protocol/channels.ts';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';

const idPattern = new RegExp(`^[A-Za-z0-9._-]{1,${limits.sessionIdCharsMax}}$`);
const lapPattern = /^(0|[1-9][0-9]{0,5})$/;
const { min: lapMin, max: lapMax } = channelByName.get('lap')!;

export const idExpected = `1 to ${limits.sessionIdCharsMax} of A-Z a-z 0-9 . _ -`;

/** Stands for the session that published most recently; nobody may publish under it. */
export const liveName = 'live';

/** Every client takes these out of an address, so that nobody could watch, read or delete a session of such a name. */
const pathNames: ReadonlySet<unknown> = new Set(['.', '..']);

/** What a run may be called. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}

/** What a session may be published under. */
export function isSessionId(value: unknown): value is string {
  return isId(value) && value !== liveName && !pathNames.has(value);
}

const storedIdPattern = new RegExp(`^[A-Za-z0-9._-]{1,${limits.storedIdCharsMax}}$`);

/** What a stored session may be called: a published id, perhaps with the number of the run. */
export function isStoredId(value: unknown): value is string {
  const fits = typeof value === 'string' && storedIdPattern.test(value);
  return fits && value !== liveName && !pathNames.has(value);
}

/** @throws RelayError `bad-session-id` */
export function checkedSessionId(value: unknown): string {
  if (value === undefined || value === '') {
    throw new RelayError('bad-session-id', `session_id is missing: expected ${idExpected}.`);
  }
  if (!isId(value)) {
    throw new RelayError('bad-session-id', `session_id is not valid: expected ${idExpected}.`);
  }
  if (value === liveName) {
    throw new RelayError(
      'bad-session-id',
      'session_id must not be "live": viewers watch the newest session under that name.',
      'Choose another id; viewers of "live" follow it by themselves.',
    );
  }
  if (pathNames.has(value)) {
    throw new RelayError(
      'bad-session-id',
      `session_id must not be "${value}": no address can name it.`,
    );
  }
  return value;
}

/** @throws RelayError `bad-lap` */
export function checkedLap(value: string | undefined): number {
  const lap = value !== undefined && lapPattern.test(value) ? Number(value) : Number.NaN;
  if (!(lap >= lapMin && lap <= lapMax)) {
    const problem = value === undefined ? 'is missing' : 'is not valid';
    const expected = `a whole number from ${lapMin} to ${lapMax}`;
    throw new RelayError('bad-lap', `lap ${problem}: expected ${expected}.`);
  }
  return lap;
}

/**
 * The query of an address, each name once.
 * @throws RelayError `bad-parameter` for a name that comes twice and for broken percent-encoding
 */
export function parseQuery(query: string): Map<string, string> {
  const found = new Map<string, string>();
  if (query === '') return found;
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decoded(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : decoded(part.slice(equals + 1));
    if (found.has(name)) {
      throw new RelayError(
        'bad-parameter',
        `The parameter ${JSON.stringify(name.slice(0, 40))} is given more than once.`,
      );
    }
    found.set(name, value);
  }
  return found;
}

function decoded(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new RelayError('bad-parameter', 'The address has broken percent-encoding.');
  }
}

/** Path and query of a request's address (`/ws/live?driver=x`). */
export function splitAddress(address: string): { path: string; query: string } {
  const mark = address.indexOf('?');
  return mark < 0
    ? { path: address, query: '' }
    : { path: address.slice(0, mark), query: address.slice(mark + 1) };
}
