/** The agent's options. The command line parses them and has the defaults. */
export interface AgentOptions {
  /** Base address of the relay, for instance `http://127.0.0.1:5000`; several with commas between them: any will do. */
  relay: string;
  /** Publish key, where the relay needs one. */
  key?: string;
  /** Fixed session id; absent: made from track, car and start time. */
  session?: string;
  /** Driver's name; absent: the game's. */
  driver?: string;
  /** On the car; absent: overlays show none. */
  raceNumber?: string;
  team?: string;
  /** The race that drivers on one relay have agreed on; absent: none. */
  race?: string;
  /** Code of the driver's country; absent: overlays show no flag. */
  country?: string;
  /** Samples a second, 1…333. */
  hz: number;
  batch: 'auto' | number;
  transport: 'ws' | 'http';
  source: 'auto' | 'windows' | 'linux';
}
