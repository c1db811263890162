/** What can go wrong with a database, in sentences for whoever runs the relay. They never contain a password. */

/** Waiting does not solve it: a program that starts with it exits. */
const lasting = (hint: string) => ({ lasting: true, hint });
const passing = (hint: string) => ({ lasting: false, hint });

/** Each problem with a hint what to do. */
export const storeProblems = {
  'driver-missing': lasting('Install it or choose another database.'),
  'newer-database': lasting('Start the newer Sequential, or name another database.'),
  'wrong-file': lasting('Name another file with --db sqlite:FILE.'),
  corrupt: lasting(
    'Move the file away (with its -wal and -shm neighbours) and start again, or restore a copy.',
  ),
  'bad-address': lasting('Use sqlite:FILE, postgres://user:password@host/database or none.'),
  locked: passing('Close the other program that uses the database.'),
  'read-only': passing('Give this user the right to write the file and its folder.'),
  'no-folder': passing('Create the folder, or name another file.'),
  'disk-full': passing('Free some disk space, or prune old sessions.'),
  'wrong-password': passing('Check user and password in the address.'),
  'no-database': passing('Create the database, or check its name in the address.'),
  'not-allowed': passing('Give this database user access to it.'),
  'foreign-database': lasting(
    'To keep laps in it anyway, name it with --db. Otherwise name another, for instance --db sqlite:sequential.db.',
  ),
  certificate: passing(
    'Name the certificate of its authority with ?sslmode=verify-full&sslrootcert=FILE, or accept any with ?sslmode=require.',
  ),
  'no-encryption': passing(
    'Switch TLS on at the server, or use ?sslmode=disable on a network that you trust.',
  ),
  'server-refuses': passing('The log of PostgreSQL, or of the pooler in front of it, says more.'),
  unreachable: passing('Check that the database runs and that the address is right.'),
  'input-output': passing('Check the disk.'),
  'file-gone': passing(
    'A new database was created in its place. The old laps are in the old file, if it still exists.',
  ),
  'session-gone': passing('The session was deleted.'),
  refused: passing('Please report this with the log.'),
  'no-session': lasting('sequential export without a session lists the stored sessions.'),
  'no-file': lasting('Check the file name and whether you may read the file.'),
  'file-not-written': lasting('Check the folder, your rights and the free disk space.'),
  'wrong-session-file': lasting('Session files are written by sequential export.'),
  'newer-session-file': lasting('Import it with the newer Sequential.'),
  'damaged-session-file': lasting('Export or copy it again. Nothing of it was stored.'),
  'nothing-kept': passing('Start it with --db sqlite:FILE to keep laps.'),
  closed: passing('The relay is shutting down.'),
  opening: passing('Try again in a moment.'),
};

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
