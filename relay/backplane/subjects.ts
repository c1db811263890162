/** The subjects of the backplane. A subject's parts are separated by dots. Pure. */

const root = 'seq.v1';

/** Heartbeats of relays, with the sessions that each owns. */
export const directorySubject = `${root}.directory`;

/** Where the drivers of races are, ten times a second. */
export const racersSubject = `${root}.racers`;

/** Requests and notices to one relay. @param relay its instance */
export function relaySubject(relay: string): string {
  return `${root}.relay.${relay}`;
}

/** Answers to the requests of one relay: followed by the number of the request. */
export function answerSubject(relay: string): string {
  return `${root}.answer.${relay}`;
}

/**
 * What viewers of a session get in one encoding, from the relay that owns the session.
 * @param encoding a token for the encoding
 */
export function feedSubject(sessionID: string, relay: string, encoding: string): string {
  // Ids contain dots, and no tilde.
  return `${root}.session.${sessionID.replaceAll('.', '~')}.${relay}.${encoding}`;
}
