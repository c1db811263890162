/** Reads a request's address: path, query, session id and lap. Pure. */
import { channelByName } from '../../protocol/channels.ts';
import {
  isPathName,
  isRunName,
  latestSession,
  sessionIdExpected,
} from '../../protocol/session-id.ts';
import { RelayError } from '../errors.ts';

const lapPattern = /^(0|[1-9][0-9]{0,5})$/;
const { min: lapMin, max: lapMax } = channelByName.get('lap')!;

/** @throws RelayError `bad-session-id` */
export function checkedSessionId(value: unknown): string {
  if (value === undefined || value === '') {
    throw new RelayError('bad-session-id', `session_id is missing: expected ${sessionIdExpected}.`);
  }
  if (!isRunName(value)) {
    const sentence = `session_id is not valid: expected ${sessionIdExpected}.`;
    throw new RelayError('bad-session-id', sentence);
  }
  if (value === latestSession) {
    throw new RelayError(
      'bad-session-id',
      'session_id must not be "live": viewers watch the newest session under that name.',
      'Choose another id; viewers of "live" follow it by themselves.',
    );
  }
  if (isPathName(value)) {
    const sentence = `session_id must not be "${value}": no address can name it.`;
    throw new RelayError('bad-session-id', sentence);
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
 * The parameters of a query, by name.
 * @throws RelayError `bad-parameter`: a name is given twice, or the percent-encoding is broken
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
      const quoted = JSON.stringify(name.slice(0, 40));
      throw new RelayError('bad-parameter', `The parameter ${quoted} is given more than once.`);
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

/** Splits a request's address (`/ws/live?driver=x`) into path and query. */
export function splitAddress(address: string): { path: string; query: string } {
  const mark = address.indexOf('?');
  return mark < 0
    ? { path: address, query: '' }
    : { path: address.slice(0, mark), query: address.slice(mark + 1) };
}

/** A query parameter with a fixed list of values; absent: the first of them. @throws RelayError `bad-parameter` */
export function oneOf<Value extends string>(
  name: string,
  values: readonly Value[],
  given: unknown,
): Value {
  const value = given === undefined ? values[0] : values.find((known) => known === given);
  if (value !== undefined) return value;
  throw new RelayError('bad-parameter', `${name} must be one of ${values.join(', ')}.`);
}
