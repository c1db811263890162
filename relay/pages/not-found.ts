/** The answer for a name that does not exist, with the nearest one that does. Pure. */
import { nearest } from '../../protocol/nearest.ts';
import { RelayError } from '../errors.ts';

/** Longest part of an asked name that is repeated in a sentence. */
const shownNameLength = 40;

/**
 * @param kind `overlay`
 * @param addressOf the address of another one; by default its name is shown alone
 */
export function notFound(
  kind: string,
  name: string,
  known: readonly string[],
  addressOf?: (name: string) => string,
): RelayError {
  const shown = name.slice(0, shownNameLength);
  const sentence = `There is no ${kind} ${JSON.stringify(shown)}.`;
  if (known.length === 0) return new RelayError('not-found', sentence);
  const other = nearest(shown, known);
  const hint =
    addressOf === undefined
      ? `Did you mean ${other}?`
      : `Did you mean ${addressOf(other)}? There are: ${known.join(', ')}.`;
  return new RelayError('not-found', sentence, hint);
}
