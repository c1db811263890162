/** Limits of the pages: overlays, replays, layouts and themes, the viewers' page, and the panel with its laps. */

export const pagesLimits = {
  /** Bytes of the preview picture of a theme. */
  themePreviewBytesMax: 524_288,
  /** Bytes of the streamer's logo, and its sides, pixels: four times what the lower third shows. */
  logoBytesMax: 524_288,
  logoSideMax: 1_024,
  /** Bytes of a picture that becomes the logo. */
  logoFileBytesMax: 20_971_520,
  /** Themes of the user. */
  ownThemesMax: 200,
  /** Undo steps of an editor in the panel. */
  undoStepsMax: 200,
  /** An overlay keeps at most this much of the stream, ms. */
  playoutKeptMs: 2_000,
  playoutDelayMsMax: 1_500,
  /** Largest `?delay=`, ms. The page keeps this much more of the stream. */
  viewerDelayMsMax: 10_000,
  /** Values are extrapolated past the newest frame by this much at most, ms. */
  extrapolateMsMax: 25,
  /** The play clock jumps when it is off by this much, and restarts after a gap of this length in the stream, ms. */
  playoutSnapMs: 800,
  playoutGapMs: 2_000,
  /** Time without a message after which a page gives up on a connection, pings the relay, shows it as away, and reconnects, ms. */
  viewerConnectTimeoutMs: 3_000,
  viewerQuietMs: 1_000,
  viewerStaleMs: 2_000,
  viewerDeadMs: 5_000,
  /** Pauses of a page between two attempts to reach the relay, ms. */
  viewerRetryMsMin: 250,
  viewerRetryMsMax: 1_500,
  /** A canvas whose drawing context is not restored within this is replaced, ms. */
  contextRestoreMs: 3_000,
  /** Race events that wait for the next picture. The oldest are dropped first. */
  viewerEventsMax: 100,
  /** Samples kept for a hidden overlay while others of its page are visible: two seconds at 333 Hz. */
  missedFramesMax: 666,
  /** Ranges of `?scale=` and `?fps=`. */
  viewerScaleMin: 0.1,
  viewerScaleMax: 10,
  /** Pixels of a picture for each pixel of its design; a larger source enlarges the picture. */
  pictureRatioMax: 4,
  viewerFpsMax: 240,
  /** A page that replays a stored lap adds frames this often, ms. */
  replayStepMs: 50,
  replaySpeedMin: 0.1,
  replaySpeedMax: 8,
  /** Largest number of a lap in `?lap=`. */
  replayLapMax: 999_999,
  /** Seconds into a lap at which its replay may begin. */
  replayStartSMax: 3_600,
  /** How often the viewers' page requests the watch list and updates elapsed times, and the time for a request, ms. */
  watchListEveryMs: 5_000,
  watchPollMs: 1_000,
  watchFetchMs: 8_000,
  /** Points of the line that a page draws while no map is known. */
  mapDrivenPointsMax: 800,
  /** Points of the best lap's course on a track map; more are thinned out. */
  mapGhostPointsMax: 4_000,
  /** The time for a request of a map, and the pause before the next one, ms. */
  mapFetchMs: 20_000,
  mapRetryMs: 30_000,
  /** A theme or layout file is loaded when it has not been written to for this long, ms. */
  fileQuietMs: 120,
  /** It is loaded after this long even if its folder changes all the time, ms. */
  fileNoisyMs: 1_000,
  /** How often a watched folder is polled, in case it was deleted and created again, ms. */
  folderPollMs: 1_000,
  /** Items of one layout, and sides of its canvas and of an item, CSS pixels. */
  layoutItemsMax: 32,
  layoutSideMin: 16,
  layoutSideMax: 8_192,
  /** Zoom of the editor's canvas, screen pixels per canvas pixel. */
  layoutZoomMin: 0.1,
  layoutZoomMax: 2,
  /** Items that can be distributed: the outer ones stay. */
  layoutDistributedMin: 3,
  /** Characters of a layout's name and of an item's. */
  layoutIdCharsMax: 40,
  /** Characters of a layout's title, author and description, and of one parameter. */
  layoutTitleCharsMax: 60,
  layoutAuthorCharsMax: 80,
  layoutDescriptionCharsMax: 300,
  layoutParameterCharsMax: 200,
  /** Bytes of a layout file. */
  layoutBytesMax: 262_144,
  /** The user's layouts that are listed. */
  layoutsMax: 500,
  /** Problems of one invalid layout that are listed; the rest are counted. */
  layoutProblemsShownMax: 3,
  /** Rectangles that are redrawn in one picture. */
  damageBoxesMax: 6,
  /** Pictures whose age a page remembers: ten seconds at 60 a second. */
  pictureAgesMax: 600,
  /** Problem sentences that a page keeps. The first ones stay, because they show the cause. */
  pageSentencesMax: 20,
  /** Problems of one invalid theme that are listed; the rest are counted. */
  themeProblemsShownMax: 3,
  /** Laps that are compared at once. */
  lapsComparedMax: 4,
  /** Steps from line to line to which compared laps are resampled: 1 m on a track of 4.8 km. */
  lapGridSteps: 4_800,
  /** A longer time without a frame while the car moved is a hole in the lap, ms. */
  lapHoleMs: 1_000,
  /** Neutral for less than this is part of a gear shift, ms. */
  gearHoldMs: 350,
  /** The shortest part of a lap that charts show, as a share of it. */
  sectionShareMin: 0.004,
  /** Laps that the panel keeps in memory after a comparison. */
  lapsHeldMax: 12,
} as const;
