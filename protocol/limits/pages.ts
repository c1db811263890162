/** Bounds of the pages: overlays, replays, layouts and themes, the viewers' page, and the panel with its laps. */

export const pagesLimits = {
  /** Bytes of the picture that a theme has of itself. */
  themePreviewBytesMax: 524_288,
  /** Themes of the user's own. */
  ownThemesMax: 200,
  /** Steps that an editor of the panel can go back. */
  undoStepsMax: 200,
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
  /** Pauses of a page between two tries to reach the relay, ms. */
  viewerRetryMsMin: 250,
  viewerRetryMsMax: 1_500,
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
  /** A page that plays a stored lap feeds itself this often, ms. */
  replayStepMs: 50,
  replaySpeedMin: 0.1,
  replaySpeedMax: 8,
  /** Seconds into a lap at which its replay may begin. */
  replayStartSMax: 3_600,
  /** How often the viewers' page requests that list, and how often it updates elapsed times, ms. */
  watchListEveryMs: 5_000,
  watchPollMs: 1_000,
  /** Points that a page keeps of the line it draws while no map is known. */
  mapDrivenPointsMax: 800,
  /** A map that is not there within this is asked for again after the other, ms. */
  mapFetchMs: 8_000,
  mapRetryMs: 15_000,
  /** A theme or layout file that was not written to for this long is shown, ms. */
  fileQuietMs: 120,
  /** … and is shown after this long even if something in its folder is written all the time, ms. */
  fileNoisyMs: 1_000,
  /** How often a watched folder is polled, in case it was deleted and created again, ms. */
  folderPollMs: 1_000,
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
  /** Rectangles that one picture is drawn anew in. */
  damageBoxesMax: 6,
  /** Pictures whose age a page remembers: ten seconds at 60 a second. */
  pictureAgesMax: 600,
  /** Sentences that a page keeps; one with more is broken in a way that the first ones tell. */
  pageSentencesMax: 20,
  /** Problems named of one bad theme; the rest is said by a number. */
  themeProblemsShownMax: 3,
  /** Laps that are compared at once. */
  lapsComparedMax: 4,
  /** Steps from line to line on which compared laps are laid: 1 m on a track of 4.8 km. */
  lapGridSteps: 4_800,
  /** Nothing recorded for longer than this while the car moved is a hole in the lap, ms. */
  lapHoleMs: 1_000,
  /** A neutral that is over within this is a part of a shift, ms. */
  gearHoldMs: 350,
  /** The shortest part of a lap that charts show, as a share of it. */
  sectionShareMin: 0.004,
  /** Laps that the panel keeps after they were compared. */
  lapsHeldMax: 12,
} as const;
