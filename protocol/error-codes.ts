/** Every error code that the relay answers with, once, with its HTTP status. The README's table repeats them (a test checks). */
export const errorCodes = {
  'bad-request': 400,
  'bad-json': 400,
  'bad-frame': 400,
  'bad-batch': 400,
  'bad-session-id': 400,
  'bad-lap': 400,
  'bad-parameter': 400,
  'bad-facts': 400,
  'key-missing': 401,
  'key-wrong': 403,
  'foreign-page': 403,
  'foreign-host': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'too-slow': 408,
  'obs-refused': 409,
  'too-large': 413,
  'not-json': 415,
  'too-many': 429,
  'headers-too-large': 431,
  internal: 500,
  'not-stored': 503,
  'obs-away': 503,
  'shutting-down': 503,
} as const;

export type ErrorCode = keyof typeof errorCodes;
