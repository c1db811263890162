/** What can go wrong with a database, in sentences for whoever runs the relay. They never contain a password. */

/** Each problem with a hint what to do. Waiting does not solve a `lasting` one: a program that starts with it exits. */
export const storeProblems = {
  'driver-missing': { lasting: true, hint: 'Install it or choose another database.' },
  'newer-database': {
    lasting: true,
    hint: 'Start the newer Sequential, or name another database.',
  },
  'wrong-file': { lasting: true, hint: 'Name another file with --db sqlite:FILE.' },
  corrupt: {
    lasting: true,
    hint: 'Move the file away (with its -wal and -shm neighbours) and start again, or restore a copy.',
  },
  'bad-address': {
    lasting: true,
    hint: 'Use sqlite:FILE, postgres://user:password@host/database or none.',
  },
  locked: { lasting: false, hint: 'Close the other program that uses the database.' },
  'read-only': {
    lasting: false,
    hint: 'Give this user the right to write the file and its folder.',
  },
  'no-folder': { lasting: false, hint: 'Create the folder, or name another file.' },
  'disk-full': { lasting: false, hint: 'Free some disk space, or prune old sessions.' },
  'wrong-password': { lasting: false, hint: 'Check user and password in the address.' },
  'no-database': { lasting: false, hint: 'Create the database, or check its name in the address.' },
  'not-allowed': { lasting: false, hint: 'Give this database user access to it.' },
  'foreign-database': {
    lasting: true,
    hint: 'To keep laps in it anyway, name it with --db. Otherwise name another, for instance --db sqlite:sequential.db.',
  },
  certificate: {
    lasting: false,
    hint: 'Name the certificate of its authority with ?sslmode=verify-full&sslrootcert=FILE, or accept any with ?sslmode=require.',
  },
  'no-encryption': {
    lasting: false,
    hint: 'Switch TLS on at the server, or use ?sslmode=disable on a network that you trust.',
  },
  'server-refuses': {
    lasting: false,
    hint: 'The log of PostgreSQL, or of the pooler in front of it, says more.',
  },
  unreachable: {
    lasting: false,
    hint: 'Check that the database runs and that the address is right.',
  },
  'input-output': { lasting: false, hint: 'Check the disk.' },
  'file-gone': {
    lasting: false,
    hint: 'A new database was created in its place. The old laps are in the old file, if it still exists.',
  },
  'session-gone': { lasting: false, hint: 'The session was deleted.' },
  refused: { lasting: false, hint: 'Please report this with the log.' },
  'no-session': {
    lasting: true,
    hint: 'sequential export without a session lists the stored sessions.',
  },
  'no-file': { lasting: true, hint: 'Check the file name and whether you may read the file.' },
  'file-not-written': {
    lasting: true,
    hint: 'Check the folder, your rights and the free disk space.',
  },
  'wrong-session-file': { lasting: true, hint: 'Session files are written by sequential export.' },
  'newer-session-file': { lasting: true, hint: 'Import it with the newer Sequential.' },
  'damaged-session-file': {
    lasting: true,
    hint: 'Export or copy it again. Nothing of it was stored.',
  },
  'nothing-kept': { lasting: false, hint: 'Start it with --db sqlite:FILE to keep laps.' },
  closed: { lasting: false, hint: 'The relay is shutting down.' },
  opening: { lasting: false, hint: 'Try again in a moment.' },
} as const;

export type StoreProblemCode = keyof typeof storeProblems;

/** The only error that a `Store` rejects with. */
export class StoreProblem extends Error {
  override readonly name = 'StoreProblem';
  readonly code: StoreProblemCode;
  readonly hint: string;

  /**
   * @param sentence what happened, without secrets
   * @param hint what to do, if it differs from the hint of the code
   */
  constructor(code: StoreProblemCode, sentence: string, cause?: unknown, hint?: string) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint ?? storeProblems[code].hint;
  }

  /** Waiting does not help. Somebody must act before the program can start. */
  get lasting(): boolean {
    return storeProblems[this.code].lasting;
  }
}
