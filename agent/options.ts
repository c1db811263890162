/** What the agent can be told. The defaults and the parsing are the command line's. */
export interface AgentOptions {
  /** Base address of the relay, for instance `http://127.0.0.1:5000`. */
  relay: string;
  /** Publish key, where the relay asks for one. */
  key?: string;
  /** Fixed session id; absent: made from track, car and start time. */
  session?: string;
  /** Driver's name; absent: the one the game knows. */
  driver?: string;
  /** Samples a second, 1…333. */
  hz: number;
  batch: 'auto' | number;
  transport: 'ws' | 'http';
  source: 'auto' | 'windows' | 'linux';
}
