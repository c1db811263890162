/** Bounds of OBS: its connection, the rules that act in it, and sources that are mended. */

export const obsLimits = {
  /** OBS: time for one answer, for a connection, and between two looks whether it still answers, ms. */
  obsCallTimeoutMs: 4_000,
  obsConnectTimeoutMs: 5_000,
  obsKeepAliveMs: 5_000,
  /** For saying goodbye to OBS at the end, ms. */
  obsLeaveMs: 500,
  /** An OBS that has not answered for this long is cut off and connected to anew. */
  obsFrozenMs: 30_000,
  /** Pauses between two tries to reach OBS; the first, and the longest. */
  obsRetryMinMs: 1_000,
  obsRetryMaxMs: 30_000,
  /** The same for a relay elsewhere that is followed: the longest. */
  followRetryMaxMs: 5_000,
  /** OBS that is still loading («207») is asked again after this. */
  obsNotReadyMs: 100,
  /** In studio mode: the longest wait for a transition, how often it is polled, and the time of a cut, ms. */
  obsTransitionMs: 10_000,
  obsTransitionPollMs: 40,
  obsCutMs: 100,
  /** Putting back what OBS does not answer: the first and the longest pause between two tries, ms, and how many. */
  obsRestoreRetryMinMs: 1_000,
  obsRestoreRetryMaxMs: 30_000,
  obsRestoreTriesMax: 10,
  /** For putting everything back when the program ends, ms. */
  obsRestoreAtEndMs: 2_000,
  /** OBS is changed at the latest after this, also when that is not on disk yet, ms. */
  heldWriteMs: 500,
  /** The file of what is to be put back: touched this often by its program, ms, and left behind when untouched for so long. */
  heldTouchMs: 2_000,
  heldStaleMs: 10_000,
  /** Copies of one source in one scene that a rule can tell apart. */
  obsCopiesMax: 100,
  /** Free names that are tried for a new source: `Gear`, `Gear 2`, … */
  sourceNamesMax: 50,
  /** Requests to OBS without an answer yet; more means that it hangs. */
  obsCallsMax: 500,
  /** From asking for a replay to the name of its file. */
  replaySavedTimeoutMs: 20_000,
  /** Trigger rules of a config file, actions of one rule, the longest `forSeconds` and cooldown, characters of one text. */
  triggerRulesMax: 200,
  triggerActionsMax: 20,
  triggerSecondsMax: 3_600,
  triggerTextCharsMax: 500,
  /** Firings that run at once (more are left out and said), and finished ones that `/api/triggers` still lists. */
  triggerFiringsMax: 100,
  triggerHistoryMax: 200,
  /** A text source is written at most this often, ms. */
  triggerTextGapMs: 200,
  /** Time for one `http` action. */
  triggerHttpTimeoutMs: 5_000,
  /** Our browser sources without a page: how often they are polled, ms, after how long one is repaired, ms, and how often at most. */
  healPollMs: 5_000,
  healPatienceMs: 20_000,
  healAttemptsMax: 3,
  /** How long a page that is loaded again stays blank, ms. */
  healBlankMs: 300,
  /** How often the config file is polled for new rules, ms. */
  ruleFilePollMs: 1_000,
  /** Characters of a name in OBS, and of its password. */
  obsNameCharsMax: 200,
  obsPasswordCharsMax: 500,
  /** What OBS has is asked for anew when it is older than this, ms. */
  obsInventoryAgeMs: 2_000,
  /** The rules are checked this long after the last change in OBS, ms. */
  obsCheckAfterMs: 500,
  /** Side of a browser source in OBS, pixels. */
  sourcePixelsMax: 8_192,
} as const;
