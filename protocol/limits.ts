/**
 * Every bound of the three programs, with its unit and how it relates to the others. A number that limits
 * something is written here and nowhere else; the relations are checked when the module loads.
 */

export const limits = {
  /** Characters of a session id (`A-Z a-z 0-9 . _ -`). */
  sessionIdCharsMax: 64,
  /** Frames in one published batch. */
  batchFramesMax: 1000,
  /** Frames the agent sends in one batch: `auto` splits at this, `--batch` goes up to `fixedBatchFramesMax`. */
  autoBatchFramesMax: 20,
  fixedBatchFramesMax: 200,
  /** Bytes of one POST body or one message of a publisher. */
  ingestBytesMax: 1_048_576,
  /** Bytes of one message from a viewer. */
  viewerMessageBytesMax: 4096,
  /** Bytes of all header lines of one request. */
  headerBytesMax: 16_384,
  /** Time for all headers, and for a whole request, in ms. */
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  /** The agent gives up on one request after this. */
  publishTimeoutMs: 5_000,
  /** Sockets open at once (viewers + publishers), and publishers among them. */
  connectionsMax: 10_000,
  publishersMax: 500,
  /** Connections that are no sockets yet or never will be, on top of `connectionsMax`. */
  requestsMax: 1_000,
  /** Bytes of all POST bodies that are on their way at one time. */
  bodiesBytesMax: 67_108_864,
  /** An idle connection is kept open for its next request, ms. */
  keepAliveMs: 65_000,
  /** Bytes of a body that the API takes, and of a theme file. */
  apiBytesMax: 262_144,
  themeBytesMax: 262_144,
  /** Bytes of the picture that a theme has of itself. */
  themePreviewBytesMax: 524_288,
  /** Themes of the user's own. */
  ownThemesMax: 200,
  /** Steps that an editor of the panel can go back. */
  undoStepsMax: 200,
  /** On its way out the relay gives the store this long to write what it collected, ms. */
  stopStoreMs: 3_000,
  /** After the relay said goodbye, a peer has this long to answer, ms. */
  closeTimeoutMs: 1_000,
  /** An agent is told how far its frames are stored this often at most, ms. */
  storedNoticeMs: 100,
  /** The store has this long to say how far a run is stored, ms. */
  storedAnswerMs: 2_000,
  /** A socket must say hello within this, ms. */
  helloTimeoutMs: 10_000,
  /** Messages a second from one viewer, and bytes of the address it asks for. */
  viewerMessagesPerSecondMax: 50,
  viewerHzMax: 1_000,
  addressBytesMax: 2_048,
  /** Different forms (channel sets and rates) that all viewers together may ask for. */
  formsMax: 64,
  /** Runs an agent may name in its hello, and runs of one session whose names the relay remembers. */
  keptRunsMax: 64,
  /** Characters of one fact of a session, and of an agent's sentence about its state. */
  factCharsMax: 100,
  detailCharsMax: 300,
  /** Unknown fields of a frame may nest this deep. */
  unknownDepthMax: 8,
  /** A batch that seems to have overtaken another waits for it this long, ms, and this many at most wait. */
  reorderMs: 25,
  reorderBatchesMax: 16,
  /** A simple publisher that is silent for this long is away, ms. */
  publisherSilentMs: 5_000,
  /** Nobody publishes a session for this long: it is over, ms. */
  sessionAwayMs: 60_000,
  /** `live` stays with a session that publishes steadily until it pauses: at least, at most, ms. */
  liveHoldMsMin: 250,
  liveHoldMsMax: 5_000,
  /** Frames for pages on other machines are collected this long, ms (20 messages a second). */
  coalesceMs: 50,
  /** A page whose picture does not change gets a frame this often all the same, ms of the session's time. */
  stillMs: 250,
  /** Live sessions the relay keeps the state of; the one idle longest goes first. */
  sessionsMax: 1_000,
  /** A viewer with more unsent bytes than this loses frames (newest win); compact frames are a tenth as large. */
  backlogBytesMax: 262_144,
  compactBacklogBytesMax: 65_536,
  /** A viewer that stays past its backlog this long is closed. */
  stuckMs: 10_000,
  /** Processes that hold viewers; more than a machine has cores help nobody. */
  workersMax: 64,
  /** With more unsent bytes than this to such a process, frames for its viewers are left out (newest win). */
  workerBacklogBytesMax: 8_388_608,
  /** One that ended is started anew after this long, ms. */
  workerRestartMs: 1_000,
  /** Server pings to every socket; two missed ones close it. */
  pingIntervalMs: 15_000,
  /** Physics steps that packet ids must fall back by for a new run: ten seconds at 333.33 Hz. */
  runFallbackPackets: 3_333,
  /** A sampler's rate, Hz. */
  sampleHzMin: 1,
  sampleHzMax: 333,
  /** Frames the agent keeps while the relay is away: 15 minutes at 60 Hz. */
  keptFramesMax: 54_000,
  /** Copies of the pages that may wait between the sampling thread and the rest of the agent: 3 s at 333 Hz. */
  samplesWaitingMax: 1024,
  /** A page that changed while it was copied is copied again this often. */
  tornReadsMax: 3,
  /** A look that comes so much later than it was asked for is counted as late, ms. */
  lateLookMs: 1,
  /** How long a copied page is watched for a write that was still under way, ms. */
  settleMs: 0.02,
  /** Physics steps stand still for this long: nothing is sampled until they move again, ms. */
  pauseMs: 50,
  /** The same while the game says that it is live: a pause that it does not tell, no mere stutter, ms. */
  untoldPauseMs: 200,
  /** Nothing moves for this long: the pages are opened anew, because a restarted game makes new ones, ms. */
  reopenMs: 1_500,
  /** The list of processes is looked through this often at most, ms. */
  processLookMs: 2_000,
  /** Nothing moves on any page for this long and the game's process is not there: the game is gone, ms. */
  gameGoneMs: 4_000,
  /** A precise wait never blocks for longer, so that a timer that never fires cannot hang its thread, ms. */
  waitMsMax: 1_000,
  /** The sampling thread is ended by force after this, ms. */
  samplingStopMs: 1_000,
  /** A physics step takes 3 ms; what is measured is believed within these, ms. */
  physicsStepMsMin: 1,
  physicsStepMsMax: 20,
  /** The redline is learnt from revs above this (an idling engine has none), where the game tells none. */
  learntRpmMin: 3_000,
  /** A car that is in the pits at once, so far from where it was (m) and slower than this (km/h), was put there. */
  teleportMMin: 50,
  teleportKmhMax: 5,
  /** Pages that are not there are looked for this often, ms. */
  openRetryMs: 250,
  /** Looks at pages that stand still, and copies of them for the rest of the agent, ms. */
  idleLookMs: 10,
  idleSampleMs: 100,
  /** A session begins without names when the game has not filled them in after this, ms. */
  factsWaitMs: 2_000,
  /** Slow channels are in a frame this often, ms. */
  slowChannelsMs: 250,
  /** Frames of one late batch: grows while the relay answers quickly, so that the live picture never waits for it. */
  lateBatchFramesMin: 20,
  lateBatchFramesMax: 200,
  /** Late batches grow when they are answered faster than the first and shrink when slower than the second, ms. */
  lateAnswerFastMs: 100,
  lateAnswerSlowMs: 250,
  /** Pause between two late batches, ms. */
  latePauseMs: 5,
  /** Frames of a run that may wait to be sent live, as a time; older ones are sent as late, ms. */
  liveBacklogMs: 1_000,
  /** Pauses of the agent between two tries to reach the relay; the longer one also where it was refused, ms. */
  publishRetryMsMin: 250,
  publishRetryMsMax: 2_000,
  publishRefusedRetryMs: 5_000,
  /** Connections of the agent are looked after this often, ms. */
  publishCareMs: 500,
  /** So many characters of an answer of another server are read for its words. */
  answerCharsMax: 4_096,
  /** A server may ask to be left alone for this long at most, ms. */
  publishRetryAfterMsMax: 30_000,
  /** The clocks are compared this often, at first quickly one after another, ms. */
  clockPingMs: 5_000,
  clockFirstPingMs: 100,
  clockSamplesMax: 8,
  /** The agent gives what it still has to the relay for this long when it is stopped, ms. */
  publishStopMs: 4_000,
  /** Frames of one chunk in the database. */
  chunkFramesMax: 1000,
  /** Publishing pauses longer than this: what is collected is written. */
  chunkIdleMs: 3_000,
  /** Frames waiting for the database: 15 minutes of four cars at 60 Hz. */
  writerFramesMax: 216_000,
  /** A lap that fills slowly is written after this long all the same. */
  chunkAgeMs: 60_000,
  /** Frames written in one transaction while catching up. */
  transactionFramesMax: 8_000,
  /** Pauses between two tries to reach a database that is away: the first, and the longest. */
  storeRetryMsMin: 250,
  storeRetryMsMax: 10_000,
  /** SQLite waits this long for another program's lock; a connection to PostgreSQL and one statement take this long at most. */
  storeBusyMs: 2_000,
  storeConnectTimeoutMs: 5_000,
  storeStatementTimeoutMs: 30_000,
  /** On shutdown the store gets this long to take what was collected. */
  storeCloseMs: 3_000,
  /** … and its connections this long to close. */
  storeEndMs: 500,
  /** Connections to PostgreSQL. */
  storeConnectionsMax: 4,
  /** Tries to store something that the database refuses, before it is given up. */
  storeRefusalsMax: 3,
  /** Facts that contradict a stored session wait this long for the frames that show whether a new one begins, ms. */
  describeWaitMs: 10_000,
  /** Runs the writer remembers; the one idle longest goes first. */
  writerRunsMax: 1_000,
  /** A step of packet ids longer than this (half a second) is a hole in a lap. */
  lapGapPacketsMax: 167,
  /** A lap is seen from its beginning when its first frame's time is at most this, ms. */
  lapStartMsMax: 1_000,
  /** Sessions of one page of `/api/sessions`: when nothing is asked for, and at most. */
  sessionsPage: 50,
  sessionsPageMax: 200,
  /** Characters of the id of a stored session: a published one with `.` and the number of the run. */
  storedIdCharsMax: 76,
  /** Bytes of one line of a session file: a chunk of frames with many unknown fields. */
  sessionLineBytesMax: 67_108_864,
  /** Smallest limit of the database's size, MB: about two hours at 60 Hz. */
  dbSizeMbMin: 50,
  /** A limit of the database's size is looked after this often; sessions written to more recently than that stay, ms. */
  sizeLookMs: 60_000,
  pruneIdleMs: 600_000,
  /** Frames of a lap that is turned into a MoTeC file, which must be made as a whole: half an hour at 60 Hz. */
  motecFramesMax: 108_000,
  /** A reader waits this long for collected frames to be written before it answers without them. */
  settleMsMax: 1_000,
  /** An overlay keeps at most this much of the stream, ms. */
  playoutKeptMs: 2_000,
  playoutDelayMsMax: 1_500,
  /** `?delay=` adds up to this; so much more of the stream is kept. */
  viewerDelayMsMax: 10_000,
  /** Single frames are carried on past the newest by at most this much of time, ms. */
  extrapolateMsMax: 25,
  /** The play clock jumps when it is this far off, and begins anew after a gap of this length in the stream, ms. */
  playoutSnapMs: 800,
  playoutGapMs: 2_000,
  /** A page gives up on a connection, asks whether the relay is there, shows it as away, and connects anew, ms of silence. */
  viewerConnectTimeoutMs: 3_000,
  viewerQuietMs: 1_000,
  viewerStaleMs: 2_000,
  viewerDeadMs: 5_000,
  /** Pauses between two connections: doubling from the first to the second, then up to half as long again by chance. */
  viewerRetryMsMin: 250,
  viewerRetryMsMax: 1_000,
  /** A lost drawing context that is not given back within this is replaced by a canvas without one, ms. */
  contextRestoreMs: 3_000,
  /** Race events that wait for the next picture; the newest stay. */
  viewerEventsMax: 100,
  /** Samples kept for an overlay that is not seen while others of its page are: two seconds at 333 Hz. */
  missedFramesMax: 666,
  /** `?scale=` and `?fps=`. */
  viewerScaleMin: 0.1,
  viewerScaleMax: 10,
  viewerFpsMax: 240,
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
  /** What `doctor` waits for: the game's pages to move, an answer of the relay, a word of OBS, ms. */
  doctorWatchMs: 200,
  doctorAnswerMs: 2_000,
  doctorObsMs: 6_000,
  /** OBS that is still loading («207») is asked again after this. */
  obsNotReadyMs: 100,
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
  /** A browser source of ours without a page: looked for this often, mended after this long, this often at most. */
  healLookMs: 5_000,
  healPatienceMs: 20_000,
  healAttemptsMax: 3,
  /** A page that is loaded anew is taken away for this long. */
  healBlankMs: 300,
  /** The config file is looked at for new rules this often, ms. */
  ruleFileLookMs: 1_000,
  /** Characters of a name in OBS, and of its password. */
  obsNameCharsMax: 200,
  obsPasswordCharsMax: 500,
  /** What OBS has is asked for anew when it is older than this, ms. */
  obsFactsAgeMs: 2_000,
  /** The rules are checked this long after the last change in OBS, ms. */
  obsCheckAfterMs: 500,
  /** Side of a browser source in OBS, pixels. */
  sourcePixelsMax: 8_192,
  /** Characters of a publish or admin key. */
  keyCharsMin: 8,
  keyCharsMax: 200,
  /** Characters of a driver's name in the settings. */
  driverCharsMax: 64,
  /** Bytes of the config file. */
  configBytesMax: 1_048_576,
  /** From the signal to the end of the program; a child process is given less, so that the relay can store what it sent. */
  stopMs: 5_000,
  childStopMs: 2_000,
  /** Pause before a child process that died is started again: doubles from the first to the second. */
  childRestartMsMin: 500,
  childRestartMsMax: 30_000,
  /** A child that lived this long starts from the shortest pause again. */
  childSettledMs: 60_000,

  /** A page that plays a stored lap feeds itself this often, ms. */
  replayStepMs: 50,
  replaySpeedMin: 0.1,
  replaySpeedMax: 8,
  /** Frames of the laps before it that are driven again to tell what a replayed lap was shown with: 20 minutes at 60 Hz. */
  replayHistoryFramesMax: 72_000,
  /** Seconds into a lap at which its replay may begin. */
  replayStartSMax: 3_600,
  /** Completed laps that a page is told of. */
  boardLapsMax: 60,
  /** Samples of one lap that are held against others: 20 minutes at 60 Hz. */
  traceSamplesMax: 72_000,
  /** Points of a learnt track map. */
  mapPoints: 600,
  /** Sessions that `GET /api/watch` lists. */
  watchListMax: 50,
  /** The viewers' page asks for that list this often, and looks at how time goes by this often, ms. */
  watchListEveryMs: 5_000,
  watchLookMs: 1_000,
  /** Points that a page keeps of the line it draws while no map is known. */
  mapDrivenPointsMax: 800,
  /** A map that is not there within this is asked for again after the other, ms. */
  mapFetchMs: 8_000,
  mapRetryMs: 15_000,
  /** A theme or layout file that was not written to for this long is shown, ms. */
  fileQuietMs: 120,
  /** Items of one layout, and sides of its canvas and of an item, CSS pixels. */
  layoutItemsMax: 32,
  layoutSideMin: 16,
  layoutSideMax: 8_192,
  /** Characters of a layout's name and of an item's. */
  layoutIdCharsMax: 40,
  /** Characters of a layout's title, author and description, and of one parameter. */
  layoutTitleCharsMax: 60,
  layoutAuthorCharsMax: 80,
  layoutDescriptionCharsMax: 300,
  layoutParameterCharsMax: 200,
  /** Bytes of a layout file. */
  layoutBytesMax: 262_144,
  /** User's layouts that are looked at; more are not listed. */
  layoutsMax: 500,
  /** Problems that are named of one bad layout; the rest is said by a number. */
  layoutProblemsShownMax: 3,
  /** Maps that the relay holds in memory. */
  mapsKeptMax: 64,
  /** Rectangles that one picture is drawn anew in. */
  damageBoxesMax: 6,
  /** Pictures whose age a page remembers: ten seconds at 60 a second. */
  pictureAgesMax: 600,
  /** Rounds of clock sync that a page keeps: with one every ten seconds about five minutes. */
  clockRoundsMax: 32,
  /** Sentences that a page keeps; one with more is broken in a way that the first ones tell. */
  pageSentencesMax: 20,
  /** Problems named of one bad theme; the rest is said by a number. */
  themeProblemsShownMax: 3,
  /** Samples without a time: what one packet id can stand for, ms; ids that jump further say nothing about time. */
  msPerPacketMin: 0.5,
  msPerPacketMax: 1_000,
  packetJumpMax: 10_000,
  /** Personal bests (driver, car, track) that the recorder remembers at once. */
  personalBestsMax: 1_000,
  /** Laps that are compared at once. */
  lapsComparedMax: 4,
  /** Steps from line to line on which compared laps are laid: 1 m on a track of 4.8 km. */
  lapGridSteps: 4_800,
  /** Nothing recorded for longer than this while the car moved is a hole in the lap, ms. */
  lapHoleMs: 1_000,
  /** A neutral that is over within this is a part of a shift, ms. */
  gearHoldMs: 350,
  /** The shortest part of a lap that charts show, as a share of it. */
  stretchShareMin: 0.004,
  /** Laps that the panel keeps after they were compared. */
  lapsHeldMax: 12,
} as const;

function mustHold(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`limits.ts contradicts itself: ${sentence}`);
}

mustHold(
  limits.autoBatchFramesMax <= limits.fixedBatchFramesMax,
  'auto batches are not larger than fixed ones',
);
mustHold(
  limits.fixedBatchFramesMax <= limits.batchFramesMax,
  'every batch of our agent is accepted',
);
mustHold(
  limits.batchFramesMax * 1000 <= limits.ingestBytesMax,
  'a full batch of 1000-byte frames fits a message',
);
mustHold(limits.keptFramesMax >= 10 * 60 * 60, 'the agent keeps ten minutes at 60 Hz');
mustHold(
  limits.writerFramesMax >= limits.keptFramesMax,
  'the writer takes all that one agent kept',
);
mustHold(limits.chunkIdleMs < limits.chunkAgeMs, 'a pause is noticed before old age');
mustHold(
  limits.transactionFramesMax >= limits.chunkFramesMax,
  'a transaction takes at least one chunk',
);
mustHold(limits.storedIdCharsMax > limits.sessionIdCharsMax, 'every published id can be stored');
mustHold(limits.storeCloseMs < limits.stopMs, 'the store closes before the program must end');
mustHold(limits.publishersMax < limits.connectionsMax, 'publishers leave room for viewers');
mustHold(
  limits.lateBatchFramesMin <= limits.lateBatchFramesMax &&
    limits.lateBatchFramesMax <= limits.batchFramesMax,
  'a late batch is accepted',
);
mustHold(limits.pauseMs < limits.idleSampleMs, 'a pause is seen before it is looked at again');
mustHold(
  limits.idleSampleMs < limits.untoldPauseMs,
  'pages that stand still are looked at again before that counts as a pause',
);
mustHold(limits.idleLookMs < limits.pauseMs, 'the end of a pause is seen at once');
mustHold(
  limits.reopenMs + limits.processLookMs < limits.gameGoneMs,
  'pages are opened anew and the processes looked through before the game counts as gone',
);
mustHold(limits.settleMs * 10 < 1000 / limits.sampleHzMax, 'settling is short beside a sample');
mustHold(limits.publishRetryMsMin <= limits.publishRetryMsMax, 'pauses of the agent grow');
mustHold(limits.publishStopMs < limits.stopMs, 'the agent gives up before the program must end');
mustHold(
  limits.bodiesBytesMax >= 16 * limits.ingestBytesMax,
  'a few of the largest bodies may be on their way together',
);
mustHold(
  limits.compactBacklogBytesMax <= limits.backlogBytesMax,
  'compact frames need no larger backlog than plain ones',
);
mustHold(
  limits.stopStoreMs + limits.closeTimeoutMs < limits.stopMs,
  'the relay ends in time after it has stored and said goodbye',
);
mustHold(limits.headersTimeoutMs < limits.requestTimeoutMs, 'headers are a part of a request');
mustHold(
  limits.liveHoldMsMax <= limits.publisherSilentMs,
  '`live` leaves a session before it counts as away',
);
mustHold(limits.publisherSilentMs < limits.sessionAwayMs, 'away comes before over');
mustHold(
  limits.coalesceMs < limits.playoutDelayMsMax && limits.reorderMs < limits.coalesceMs,
  'what the relay adds to the way is less than play-out can make up for',
);
mustHold(
  2 * limits.stillMs < limits.viewerQuietMs && 2 * limits.stillMs < limits.playoutGapMs,
  'a page that is told of no change hears enough to know that the stream goes on',
);
mustHold(
  limits.workerBacklogBytesMax >= 8 * limits.backlogBytesMax,
  'a process that holds viewers may be behind by more than one of them',
);
mustHold(limits.stuckMs > limits.coalesceMs, 'a viewer is not stuck for being slow once');
mustHold(limits.childStopMs < limits.stopMs, 'a child ends before its parent must');
mustHold(
  limits.childRestartMsMax <= limits.childSettledMs,
  'a child that dies at every start never counts as settled',
);
mustHold(limits.playoutKeptMs > limits.playoutDelayMsMax, 'play-out keeps more than it delays');
mustHold(
  limits.layoutBytesMax <= limits.apiBytesMax && limits.layoutSideMax <= limits.sourcePixelsMax,
  'a layout that fits a file can be sent to the API and shown in OBS',
);
mustHold(limits.layoutSideMin < limits.layoutSideMax, 'a layout has a size');
mustHold(
  limits.lapGridSteps * limits.stretchShareMin >= 10,
  'the shortest part of a lap that is seen has some points',
);
mustHold(limits.lapsHeldMax >= limits.lapsComparedMax, 'all compared laps are kept');
mustHold(limits.mapFetchMs < limits.mapRetryMs, 'a map is not asked for twice at a time');
mustHold(limits.playoutSnapMs < limits.playoutGapMs, 'a gap is more than a jump');
mustHold(
  limits.viewerQuietMs < limits.viewerStaleMs && limits.viewerStaleMs < limits.viewerDeadMs,
  'a page asks before it believes the relay away, and waits before it connects anew',
);
mustHold(
  limits.obsCallTimeoutMs < limits.obsFrozenMs,
  'a frozen OBS is noticed before it is cut off',
);
mustHold(
  limits.obsNotReadyMs < limits.obsCallTimeoutMs,
  'an OBS that is loading is asked again within one call',
);
mustHold(limits.obsRetryMinMs <= limits.obsRetryMaxMs, 'pauses between tries grow');
mustHold(
  limits.healPatienceMs > limits.healLookMs,
  'a page gets time to come back before it is mended',
);
