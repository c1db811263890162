/** The dedicated server of Assetto Corsa, as the relay reports it. Types only. */

/** The dedicated server of Assetto Corsa that the relay follows. */
export interface GameServerStatus {
  /** `waiting`: it does not answer, or has not yet. */
  readonly state: 'waiting' | 'following';
  /** As the relay was given it, for instance `127.0.0.1:11000`. */
  readonly address: string;
  /** Where its messages are received on this PC. */
  readonly listenPort: number;
  /** The next plugin, which gets them too; null: none. */
  readonly forwardTo: string | null;
  /** Its name; null while it does not answer. */
  readonly server: string | null;
  /** Name of its session, for instance `Race`. */
  readonly session: string | null;
  readonly track: string | null;
  /** Drivers that are connected. */
  readonly cars: number;
  /** Messages that were not messages of the protocol, too many, or from elsewhere. */
  readonly packetsRefused: number;
}
