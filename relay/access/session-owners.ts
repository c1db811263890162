/**
 * A session belongs to the publish key that began it: nobody else publishes under its id, but whoever runs the relay. The
 * owners are kept in `session-keys.json`, so a restart of the relay changes none. Which of several relays owns a session is
 * decided in `backplane/session-directory.ts`.
 */
import { join } from 'node:path';
import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import { KeptValue } from '../files/kept-value.ts';
import type { AccessGrant } from './access-policy.ts';

/** `relay`: whoever runs it; `setting`: the publish key of the settings; else the id of a made key. */
type Owner = string;

const schema = z.array(z.tuple([z.string(), z.string()])).max(limits.sessionOwnersMax);

type OwnerList = z.output<typeof schema>;

export interface SessionOwnersParts {
  readonly userFolder: string;
  readonly log: Log;
  /** Whether a made key still exists. A session whose key was revoked is free. */
  isKnownKey(id: string): boolean;
}

export class SessionOwners {
  readonly #parts: SessionOwnersParts;
  readonly #file: KeptValue<OwnerList>;
  /** By session id, the one that was published longest ago first. */
  readonly #owners: Map<string, Owner>;
  #isDirty = false;

  private constructor(parts: SessionOwnersParts, file: KeptValue<OwnerList>) {
    this.#parts = parts;
    this.#file = file;
    this.#owners = new Map(file.value);
  }

  /** Never rejects for what is in the file. */
  static async open(parts: SessionOwnersParts): Promise<SessionOwners> {
    const file = await KeptValue.open<OwnerList>({
      file: join(parts.userFolder, 'session-keys.json'),
      log: parts.log,
      fallback: [],
      check: (value) => {
        const parsed = schema.safeParse(value);
        return parsed.success ? { value: parsed.data } : { problem: z.prettifyError(parsed.error) };
      },
    });
    return new SessionOwners(parts, file);
  }

  /**
   * Lets the publisher publish under this id; a new session becomes its own.
   * @throws RelayError `session-taken`
   */
  claim(sessionID: string, grant: AccessGrant): void {
    const mine = ownerFor(grant);
    // Without a key one publishes only where nobody has one, so there is nothing to keep apart.
    if (mine === null) return;
    const owner = this.#ownerOf(sessionID);
    if (owner === null) this.#set(sessionID, mine);
    if (owner === null || owner === mine || mine === 'relay') return;
    throw new RelayError(
      'session-taken',
      'This session belongs to another publish key.',
      'Publish under another session id.',
    );
  }

  /** The publish key that a session belongs to; null: nobody's. */
  keyOf(sessionID: string): string | null {
    return this.#ownerOf(sessionID);
  }

  /** Another relay says to which key a session belongs. What is known here stays. */
  adopt(sessionID: string, key: string): void {
    if (this.#ownerOf(sessionID) === null) this.#set(sessionID, key);
  }

  /** Writes what has changed, unless only the relay itself publishes. Called once a second and at the end. */
  async flush(): Promise<void> {
    const hasKeys = [...this.#owners.values()].some((owner) => owner !== 'relay');
    if (!this.#isDirty || !hasKeys) return;
    this.#isDirty = false;
    try {
      await this.#file.set([...this.#owners]);
    } catch (error) {
      this.#isDirty = true;
      this.#parts.log.warn({ err: error }, 'Which key began which session could not be written.');
    }
  }

  /** @returns null: nobody's */
  #ownerOf(sessionID: string): Owner | null {
    const owner = this.#owners.get(sessionID) ?? null;
    if (owner === null || owner === 'relay' || owner === 'setting') return owner;
    return this.#parts.isKnownKey(owner) ? owner : null;
  }

  #set(sessionID: string, owner: Owner): void {
    this.#owners.delete(sessionID);
    this.#owners.set(sessionID, owner);
    if (this.#owners.size > limits.sessionOwnersMax) {
      this.#owners.delete(this.#owners.keys().next().value!);
    }
    this.#isDirty = true;
  }
}

/** @returns null: it showed no key */
function ownerFor(grant: AccessGrant): Owner | null {
  switch (grant.kind) {
    case 'nobody':
      return null;
    case 'relay':
    case 'setting':
      return grant.kind;
    case 'key':
      return grant.allows === 'admin' ? 'relay' : grant.id;
  }
}
