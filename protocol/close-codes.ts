/** The codes with which the relay closes WebSockets. The documents repeat them, which a test compares. Pure. */

/** The relay stops: its peer should connect again at once, to whatever relay answers (“Service Restart” in the IANA registry). */
export const handedOnCode = 1012;

/** Pages act on this code and the one above, so they import these two and not the sentences of the table. */
export const tooManyCode = 4429;

/** WebSocket close codes of the relay, each with the sentence that is sent as the reason and what to do. */
export const closeCodes = {
  shuttingDown: { code: handedOnCode, reason: 'The relay is shutting down.' },
  failed: { code: 1011, reason: 'The relay failed; its log has the details.' },
  badMessage: { code: 4400, reason: 'A message was not of the protocol, or had too many values.' },
  notAllowed: { code: 4403, reason: 'This page or key may not do that.' },
  tooMany: { code: tooManyCode, reason: 'Too many connections.' },
  stuck: { code: 4408, reason: 'The viewer did not keep up.' },
  silent: { code: 4409, reason: 'The peer did not answer pings.' },
  wrongVersion: { code: 4426, reason: 'The relay speaks another version of the protocol.' },
} as const;

/** Why a socket is closed. */
export type CloseKind = keyof typeof closeCodes;
