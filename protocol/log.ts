/** The four methods of logging that every room may call; pino fits it. Nothing logs per frame. */
export interface Log {
  debug(fields: object, sentence: string): void;
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
}

const nothing = (): void => {};

/** For tests and for parts that run silently. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
