/** Limits of the program: settings, processes, shutdown, and the checks of `doctor`. */

export const programLimits = {
  /** How long `doctor` waits for a change in the game's memory, an answer of the relay, and OBS, ms. */
  doctorWatchMs: 200,
  doctorAnswerMs: 2_000,
  /** Time for a program started in the background to answer, ms. */
  backgroundStartMs: 30_000,
  /** How long the icon beside the clock may take to go, ms. */
  trayCloseMs: 1_000,
  /** Bytes of a log file before it rotates. Two such files hold some weeks of use. */
  logFileBytesMax: 5_000_000,
  doctorObsMs: 6_000,
  /** Time for an answer from an address of this machine, ms. */
  localhostAnswerMs: 1_000,
  /** Bytes of text that wait for a blocked terminal. Beyond it, only output that the user requested waits. */
  terminalWaitingBytesMax: 262_144,
  /** The end of the program waits this long for a blocked terminal, ms. */
  terminalFlushMs: 300,
  /** Characters of a publish or admin key. */
  keyCharsMin: 8,
  keyCharsMax: 200,
  /** Characters of a driver's name in the settings. */
  driverCharsMax: 64,
  /** Of the number on a car. */
  raceNumberCharsMax: 4,
  /** Bytes of the config file. */
  configBytesMax: 1_048_576,
  /** Bytes of a small settings file that the program writes. */
  keptFileBytesMax: 262_144,
  /** Replacing a file that another program has open is repeated for this long, with pauses that double up to a limit, ms. */
  fileHeldMs: 4_000,
  fileRetryMsMin: 10,
  fileRetryMsMax: 500,
  /**
   * A program waits this long for another one that changes a file, ms, and asks again after each pause. A lock that is older
   * than the last is of a program that was killed.
   */
  fileLockWaitMs: 20_000,
  fileLockRetryMs: 10,
  fileLockStaleMs: 15_000,
  /** From the signal to the end of the program, ms. A child process gets less, so the relay can store what it sent. */
  stopMs: 5_000,
  childStopMs: 2_000,
  /** Pause before a child process that died is restarted: doubles from the first value to the second, ms. */
  childRestartMsMin: 500,
  childRestartMsMax: 30_000,
  /** A child process that ran for this long starts from the shortest pause again, ms. */
  childStableMs: 60_000,
  /** The program looks for a newer release this often at most; again after this when nobody could be reached, ms. */
  updateCheckEveryMs: 86_400_000,
  updateCheckRetryMs: 3_600_000,
  /** The first check after the start, and how often the program looks whether one is due, ms. */
  updateFirstCheckMs: 60_000,
  updateDueEveryMs: 600_000,
  /** Bytes of the announcement of a release, characters of its notes, and of an address in it. */
  updateManifestBytesMax: 131_072,
  updateNotesCharsMax: 40_000,
  updateAddressCharsMax: 500,
  /** Bytes of a release's file. */
  updateFileBytesMax: 250_000_000,
  /** Redirections that are followed. */
  updateRedirectsMax: 5,
  /** The longest silence of a server, and the time for an announcement and for a file, ms. */
  updateSilenceMs: 15_000,
  updateAnswerMs: 30_000,
  updateDownloadMs: 3_600_000,
  /** A download that breaks off goes on after these pauses, ms; it fails after this many tries that bring nothing. */
  updateDownloadTriesMax: 5,
  updateDownloadPauseMsMin: 500,
  updateDownloadPauseMsMax: 8_000,
} as const;
