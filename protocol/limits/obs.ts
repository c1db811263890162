/** Limits of OBS: its connection, the trigger rules, and the repair of browser sources. */

export const obsLimits = {
  /** Time for one answer, for a connection, and between two checks that OBS still answers, ms. */
  obsCallTimeoutMs: 4_000,
  obsConnectTimeoutMs: 5_000,
  obsKeepAliveMs: 5_000,
  /** How often the delay is read that OBS adds to the stream, ms. */
  obsDelayEveryMs: 15_000,
  /** Time to close the connection when the program ends, ms. */
  obsLeaveMs: 500,
  /** After this time without an answer the connection is closed and opened again, ms. */
  obsFrozenMs: 30_000,
  /** The first and the longest pause between two attempts to reach OBS, ms. */
  obsRetryMinMs: 1_000,
  obsRetryMaxMs: 30_000,
  /** The longest pause between two attempts to reach a remote relay, ms. */
  followRetryMaxMs: 5_000,
  /** A request that OBS refuses while it is loading (207) is repeated after this, ms. */
  obsNotReadyMs: 100,
  /** In studio mode: the longest wait for a transition, how often it is polled, and the time of a cut, ms. */
  obsTransitionMs: 10_000,
  obsTransitionPollMs: 40,
  obsCutMs: 100,
  /** Undoing a change while OBS does not answer: the first and the longest pause between two attempts, ms, and their number. */
  obsRestoreRetryMinMs: 1_000,
  obsRestoreRetryMaxMs: 30_000,
  obsRestoreTriesMax: 10,
  /** Time to undo all changes when the program ends, ms. */
  obsRestoreAtEndMs: 2_000,
  /** A change waits this long for its undo record to reach the disk, ms. */
  heldWriteMs: 500,
  /** The program touches its file of undo records this often, ms. A file that was not touched for the second time is abandoned. */
  heldTouchMs: 2_000,
  heldStaleMs: 10_000,
  /** Copies of one source in one scene that a rule can distinguish. */
  obsCopiesMax: 100,
  /** Names that are tried for a new source: `Gear`, `Gear 2`, … */
  sourceNamesMax: 50,
  /** Unanswered requests to OBS. More mean that it hangs. */
  obsCallsMax: 500,
  /** Time from the request for a replay to the name of its file, ms. */
  replaySavedTimeoutMs: 20_000,
  /** Trigger rules of a config file, actions of one rule, the longest `forSeconds` and cooldown, characters of one text. */
  triggerRulesMax: 200,
  triggerActionsMax: 20,
  triggerSecondsMax: 3_600,
  triggerTextCharsMax: 500,
  /** Drivers, cars, tracks, sessions or scenes of one condition. */
  triggerNamesMax: 500,
  /** Firings that run at once (further ones are skipped and reported), and finished ones that `/api/triggers` lists. */
  triggerFiringsMax: 100,
  triggerHistoryMax: 200,
  /** A text source is written at most this often, ms. */
  triggerTextGapMs: 200,
  /** Time for one `http` action, ms. */
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
  /** The inventory of OBS is fetched again when it is older than this, ms. */
  obsInventoryAgeMs: 2_000,
  /** The rules are checked this long after the last change in OBS, ms. */
  obsCheckAfterMs: 500,
  /** Side of a browser source in OBS, pixels. */
  sourcePixelsMax: 8_192,
} as const;
