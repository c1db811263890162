/**
 * The requests and events of obs-websocket 5 that are used here, and the form of what OBS sends. OBS, a plug-in or
 * another program at its address may send anything, so everything is checked against this list first. Pure.
 */
import * as z from 'zod';

type Nothing = Record<string, never>;
type Settings = Record<string, unknown>;

const text = z.string();
const flag = z.boolean();
const itemId = z.number();
const settings = z.record(z.string(), z.unknown());
/** Not offered before obs-websocket 5.4 (OBS 30.1). */
const uuid = text.nullish();
/** OBS answers with nothing that is read here. */
const done = z.unknown();
const output = z.object({ outputActive: flag });

/** Where an item is on the canvas. Width and height are those of the picture, after scaling. */
const transform = z.object({
  positionX: z.number(),
  positionY: z.number(),
  width: z.number(),
  height: z.number(),
  /** Which point of the item the position is of; see `alignments`. */
  alignment: z.number(),
});

export type ObsTransform = z.output<typeof transform>;

/** Bits of an alignment; without one of a pair the middle is meant. Source: obs.h. */
export const alignments = { left: 1, right: 2, top: 4, bottom: 8 } as const;

const sceneItemSchema = z.object({
  sceneItemId: itemId,
  sourceName: text,
  sourceUuid: uuid,
  /** `OBS_SOURCE_TYPE_SCENE` for scenes and groups. */
  sourceType: text.nullish(),
  /** null: neither a scene nor a group. */
  isGroup: flag.nullish(),
  sceneItemEnabled: flag.nullish(),
  /** null: OBS did not say, or in a form of its own. */
  sceneItemTransform: transform.nullish().catch(null),
});

export type ObsSceneItem = z.output<typeof sceneItemSchema>;

/** Items come bottom-up: index 0 is the last in the window of OBS. */
const items = z.object({ sceneItems: z.array(sceneItemSchema) });

/** Request → the form of its answer. */
export const answers = {
  GetVersion: z.object({
    obsVersion: text,
    obsWebSocketVersion: text,
    availableRequests: z.array(text),
    platformDescription: text,
  }),
  /** Scenes come bottom-up too. */
  GetSceneList: z.object({
    currentProgramSceneName: text.nullish(),
    scenes: z.array(z.object({ sceneName: text, sceneUuid: uuid })),
  }),
  GetGroupList: z.object({ groups: z.array(text) }),
  GetCurrentProgramScene: z.object({ currentProgramSceneName: text }),
  SetCurrentProgramScene: done,
  SetSceneName: done,
  GetSceneItemList: items,
  GetGroupSceneItemList: items,
  GetSceneItemId: z.object({ sceneItemId: itemId }),
  GetSceneItemEnabled: z.object({ sceneItemEnabled: flag }),
  SetSceneItemEnabled: done,
  SetSceneItemTransform: done,
  CreateSceneItem: z.object({ sceneItemId: itemId }),
  GetInputList: z.object({
    inputs: z.array(z.object({ inputName: text, inputKind: text, inputUuid: uuid })),
  }),
  GetInputKindList: z.object({ inputKinds: z.array(text) }),
  GetInputSettings: z.object({ inputSettings: settings, inputKind: text }),
  SetInputSettings: done,
  CreateInput: z.object({ sceneItemId: itemId }),
  PressInputPropertiesButton: done,
  GetSourceActive: z.object({ videoActive: flag, videoShowing: flag }),
  GetSourceFilter: z.object({ filterEnabled: flag, filterKind: text, filterSettings: settings }),
  GetSourceFilterList: z.object({ filters: z.array(z.object({ filterName: text })) }),
  GetSourceFilterDefaultSettings: z.object({ defaultFilterSettings: settings }),
  SetSourceFilterEnabled: done,
  SetSourceFilterSettings: done,
  TriggerMediaInputAction: done,
  GetReplayBufferStatus: output,
  SaveReplayBuffer: done,
  GetRecordStatus: output,
  GetStreamStatus: output,
  StartRecord: done,
  StopRecord: z.object({ outputPath: text }),
  SplitRecordFile: done,
  CreateRecordChapter: done,
  GetHotkeyList: z.object({ hotkeys: z.array(text) }),
  TriggerHotkeyByName: done,
  CallVendorRequest: done,
  GetProfileParameter: z.object({
    parameterValue: text.nullish(),
    defaultParameterValue: text.nullish(),
  }),
  GetVideoSettings: z.object({ baseWidth: z.number(), baseHeight: z.number() }),
  GetSceneCollectionList: z.object({
    currentSceneCollectionName: text,
    sceneCollections: z.array(text),
  }),
  SetCurrentSceneCollection: done,
  CreateSceneCollection: done,
  GetStudioModeEnabled: z.object({ studioModeEnabled: flag }),
  SetStudioModeEnabled: done,
  GetCurrentPreviewScene: z.object({ currentPreviewSceneName: text }),
  SetCurrentPreviewScene: done,
  GetSceneTransitionList: z.object({
    currentSceneTransitionName: text.nullish(),
    transitions: z.array(z.object({ transitionName: text, transitionKind: text })),
  }),
  SetCurrentSceneTransition: done,
  GetCurrentSceneTransitionCursor: z.object({ transitionCursor: z.number() }),
  GetSceneSceneTransitionOverride: z.object({
    transitionName: text.nullish(),
    transitionDuration: z.number().nullish(),
  }),
  SetSceneSceneTransitionOverride: done,
  /** In a batch only. */
  Sleep: done,
} as const;

export type ObsRequest = keyof typeof answers;

export type ObsAnswer<R extends ObsRequest> = z.output<(typeof answers)[R]>;

interface OfScene {
  sceneName: string;
}

interface OfItem extends OfScene {
  sceneItemId: number;
}

interface OfFilter {
  sourceName: string;
  filterName: string;
}

/** Parameters of the requests that have some. */
interface Questions {
  SetCurrentProgramScene: OfScene;
  SetSceneName: OfScene & { newSceneName: string };
  GetSceneItemList: OfScene;
  GetGroupSceneItemList: OfScene;
  GetSceneItemId: OfScene & { sourceName: string };
  GetSceneItemEnabled: OfItem;
  SetSceneItemEnabled: OfItem & { sceneItemEnabled: boolean };
  SetSceneItemTransform: OfItem & { sceneItemTransform: Settings };
  CreateSceneItem: OfScene & { sourceName: string; sceneItemEnabled: boolean };
  GetInputList: { inputKind?: string };
  GetInputSettings: { inputName: string };
  SetInputSettings: { inputName: string; inputSettings: Settings; overlay: boolean };
  CreateInput: OfScene & {
    inputName: string;
    inputKind: string;
    inputSettings: Settings;
    sceneItemEnabled: boolean;
  };
  PressInputPropertiesButton: { inputName: string; propertyName: string };
  GetSourceActive: { sourceName: string };
  GetSourceFilter: OfFilter;
  GetSourceFilterList: { sourceName: string };
  GetSourceFilterDefaultSettings: { filterKind: string };
  SetSourceFilterEnabled: OfFilter & { filterEnabled: boolean };
  SetSourceFilterSettings: OfFilter & { filterSettings: Settings; overlay: boolean };
  TriggerMediaInputAction: { inputName: string; mediaAction: string };
  CreateRecordChapter: { chapterName: string };
  TriggerHotkeyByName: { hotkeyName: string };
  CallVendorRequest: { vendorName: string; requestType: string; requestData: Settings };
  GetProfileParameter: { parameterCategory: string; parameterName: string };
  SetCurrentSceneCollection: { sceneCollectionName: string };
  CreateSceneCollection: { sceneCollectionName: string };
  SetStudioModeEnabled: { studioModeEnabled: boolean };
  SetCurrentPreviewScene: OfScene;
  SetCurrentSceneTransition: { transitionName: string };
  GetSceneSceneTransitionOverride: OfScene;
  SetSceneSceneTransitionOverride: OfScene & {
    transitionName: string | null;
    transitionDuration?: number | null;
  };
  Sleep: { sleepMillis: number };
}

export type ObsQuestion<R extends ObsRequest> = R extends keyof Questions ? Questions[R] : Nothing;

/** One request of a batch. OBS runs them in order, even if this program ends meanwhile. */
export type ObsStep = {
  [R in ObsRequest]: { requestType: R; requestData: ObsQuestion<R> };
}[ObsRequest];

/** Event → the form of its data; only events that are used here, and none that is frequent. */
const events = {
  ExitStarted: done,
  CurrentSceneCollectionChanging: z.object({ sceneCollectionName: text }),
  CurrentSceneCollectionChanged: z.object({ sceneCollectionName: text }),
  CurrentProgramSceneChanged: z.object({ sceneName: text }),
  SceneListChanged: done,
  SceneNameChanged: z.object({ oldSceneName: text, sceneName: text }),
  InputCreated: z.object({ inputName: text }),
  InputRemoved: z.object({ inputName: text }),
  InputNameChanged: z.object({ oldInputName: text, inputName: text }),
  ReplayBufferStateChanged: output,
  ReplayBufferSaved: z.object({ savedReplayPath: text }),
  RecordStateChanged: output,
} as const;

export type ObsEventName = keyof typeof events;

export type ObsEvent = {
  [Name in ObsEventName]: { name: Name; data: z.output<(typeof events)[Name]> };
}[ObsEventName];

export const eventNames = Object.keys(events) as ObsEventName[];

/** @returns null when the data has another form than in obs-websocket 5 */
export function readEvent(name: ObsEventName, data: unknown): ObsEvent | null {
  const read = events[name].safeParse(data);
  return read.success ? ({ name, data: read.data } as ObsEvent) : null;
}
