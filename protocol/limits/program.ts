/** Bounds of the program as a whole: its settings, its processes, its end, and what `doctor` waits for. */

export const programLimits = {
  /** What `doctor` waits for: the game's pages to move, an answer of the relay, a word of OBS, ms. */
  doctorWatchMs: 200,
  doctorAnswerMs: 2_000,
  /** How long a program started in the background may take until it answers. */
  backgroundStartMs: 30_000,
  /** The log of a program without a console, before it turns over. Two such files hold some weeks of evenings. */
  logFileBytesMax: 5_000_000,
  doctorObsMs: 6_000,
  /** What answers on an address of this machine is given so long, ms. */
  localhostAnswerMs: 1_000,
  /** Text for a terminal that stands still: more waits only of what the user asked for, bytes. */
  terminalWaitingBytesMax: 262_144,
  /** The end of the program waits so long for such a terminal, ms. */
  terminalFlushMs: 300,
  /** Characters of a publish or admin key. */
  keyCharsMin: 8,
  keyCharsMax: 200,
  /** Characters of a driver's name in the settings. */
  driverCharsMax: 64,
  /** Bytes of the config file. */
  configBytesMax: 1_048_576,
  /** Bytes of a small file of settings that the program keeps. */
  keptFileBytesMax: 262_144,
  /** Replacing a file that another program holds is tried again for this long, with pauses that double from the first to the second, ms. */
  fileHeldMs: 4_000,
  fileRetryMsMin: 10,
  fileRetryMsMax: 500,
  /** From the signal to the end of the program; a child process is given less, so that the relay can store what it sent. */
  stopMs: 5_000,
  childStopMs: 2_000,
  /** Pause before a child process that died is started again: doubles from the first to the second. */
  childRestartMsMin: 500,
  childRestartMsMax: 30_000,
  /** A child that lived this long starts from the shortest pause again. */
  childStableMs: 60_000,
} as const;
