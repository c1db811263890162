/**
 * OBS as the rest of the relay sees it: the requests and events that are used, and how a call can fail. Types and
 * words only; the library that talks to OBS is known in `obs.ts` alone.
 */
import type { ObsState } from './obs-state.ts';
import type { ObsSettings } from './rules.ts';

type Nothing = Record<string, never>;
type Settings = Record<string, unknown>;

/** Request → [what is asked, what is answered], as obs-websocket 5 names them; only what is used here. */
export interface ObsRequests {
  GetVersion: [
    Nothing,
    {
      obsVersion: string;
      obsWebSocketVersion: string;
      availableRequests: string[];
      platformDescription: string;
    },
  ];
  GetSceneList: [
    Nothing,
    // Bottom-up: index 0 is the last in the window of OBS.
    { currentProgramSceneName: string | null; scenes: { sceneName: string; sceneIndex: number }[] },
  ];
  GetGroupList: [Nothing, { groups: string[] }];
  GetCurrentProgramScene: [Nothing, { currentProgramSceneName: string }];
  SetCurrentProgramScene: [{ sceneName: string }, undefined];
  SetSceneName: [{ sceneName: string; newSceneName: string }, undefined];
  GetSceneItemList: [{ sceneName: string }, { sceneItems: ObsSceneItem[] }];
  GetGroupSceneItemList: [{ sceneName: string }, { sceneItems: ObsSceneItem[] }];
  GetSceneItemId: [{ sceneName: string; sourceName: string }, { sceneItemId: number }];
  GetSceneItemEnabled: [{ sceneName: string; sceneItemId: number }, { sceneItemEnabled: boolean }];
  SetSceneItemEnabled: [
    { sceneName: string; sceneItemId: number; sceneItemEnabled: boolean },
    undefined,
  ];
  SetSceneItemTransform: [
    { sceneName: string; sceneItemId: number; sceneItemTransform: Settings },
    undefined,
  ];
  CreateSceneItem: [
    { sceneName: string; sourceName: string; sceneItemEnabled: boolean },
    { sceneItemId: number },
  ];
  GetInputList: [{ inputKind?: string }, { inputs: { inputName: string; inputKind: string }[] }];
  GetInputKindList: [Nothing, { inputKinds: string[] }];
  GetInputSettings: [{ inputName: string }, { inputSettings: Settings; inputKind: string }];
  SetInputSettings: [{ inputName: string; inputSettings: Settings; overlay: boolean }, undefined];
  CreateInput: [
    {
      sceneName: string;
      inputName: string;
      inputKind: string;
      inputSettings: Settings;
      sceneItemEnabled: boolean;
    },
    { sceneItemId: number },
  ];
  PressInputPropertiesButton: [{ inputName: string; propertyName: string }, undefined];
  GetSourceActive: [{ sourceName: string }, { videoActive: boolean; videoShowing: boolean }];
  GetSourceFilter: [
    { sourceName: string; filterName: string },
    { filterEnabled: boolean; filterKind: string; filterSettings: Settings },
  ];
  GetSourceFilterList: [{ sourceName: string }, { filters: { filterName: string }[] }];
  GetSourceFilterDefaultSettings: [{ filterKind: string }, { defaultFilterSettings: Settings }];
  SetSourceFilterEnabled: [
    { sourceName: string; filterName: string; filterEnabled: boolean },
    undefined,
  ];
  SetSourceFilterSettings: [
    { sourceName: string; filterName: string; filterSettings: Settings; overlay: boolean },
    undefined,
  ];
  TriggerMediaInputAction: [{ inputName: string; mediaAction: string }, undefined];
  GetReplayBufferStatus: [Nothing, { outputActive: boolean }];
  SaveReplayBuffer: [Nothing, undefined];
  GetRecordStatus: [Nothing, { outputActive: boolean }];
  StartRecord: [Nothing, undefined];
  StopRecord: [Nothing, { outputPath: string }];
  SplitRecordFile: [Nothing, undefined];
  CreateRecordChapter: [{ chapterName: string }, undefined];
  GetHotkeyList: [Nothing, { hotkeys: string[] }];
  TriggerHotkeyByName: [{ hotkeyName: string }, undefined];
  CallVendorRequest: [
    { vendorName: string; requestType: string; requestData: Settings },
    { responseData: Settings },
  ];
  GetProfileParameter: [
    { parameterCategory: string; parameterName: string },
    { parameterValue: string | null; defaultParameterValue: string | null },
  ];
  GetVideoSettings: [Nothing, { baseWidth: number; baseHeight: number }];
}

export interface ObsSceneItem {
  sceneItemId: number;
  sourceName: string;
  isGroup: boolean | null;
}

export type ObsRequest = keyof ObsRequests;

/** Event → what it carries; only what is listened to. */
export interface ObsEvents {
  ExitStarted: undefined;
  CurrentSceneCollectionChanging: { sceneCollectionName: string };
  CurrentSceneCollectionChanged: { sceneCollectionName: string };
  CurrentProgramSceneChanged: { sceneName: string };
  SceneListChanged: undefined;
  SceneNameChanged: { oldSceneName: string; sceneName: string };
  InputCreated: { inputName: string };
  InputRemoved: { inputName: string };
  InputNameChanged: { oldInputName: string; inputName: string };
  ReplayBufferStateChanged: { outputActive: boolean };
  ReplayBufferSaved: { savedReplayPath: string };
  RecordStateChanged: { outputActive: boolean };
}

export type ObsEvent = {
  [Name in keyof ObsEvents]: { name: Name; data: ObsEvents[Name] };
}[keyof ObsEvents];

/**
 * Why a call brought no answer.
 * - `not-connected`: nothing was sent · `ended`: the connection went while waiting
 * - `timeout`: no answer in time; OBS may still do it later · `status`: OBS said no, with its status code
 */
export class ObsError extends Error {
  override readonly name = 'ObsError';
  readonly code: 'not-connected' | 'ended' | 'timeout' | 'status';
  /** obs-websocket's request status, for instance 600 (no such thing); 0 when there is none. */
  readonly status: number;

  constructor(code: ObsError['code'], sentence: string, status = 0) {
    super(sentence);
    this.code = code;
    this.status = status;
  }

  /** OBS may have done what was asked, or may do it yet. */
  get uncertain(): boolean {
    return this.code === 'timeout' || this.code === 'ended';
  }
}

/** Request status codes of obs-websocket that are told apart here. */
export const obsStatus = {
  unknownRequest: 204,
  notReady: 207,
  outputRunning: 500,
  outputNotRunning: 501,
  notFound: 600,
  alreadyExists: 601,
  outputNotThere: 604,
  unknownKind: 605,
  requestFailed: 702,
} as const;

export interface ObsPort {
  readonly state: ObsState;
  /**
   * Asks OBS. Always ends: with the answer, or with `ObsError` after `limits.obsCallTimeoutMs` at the latest, and
   * at once when the connection goes. «Not ready» (207) is asked again within that time.
   */
  call<R extends ObsRequest>(request: R, data: ObsRequests[R][0]): Promise<ObsRequests[R][1]>;
  /** Both return the function that ends it. Listeners must not throw. */
  onEvent(listener: (event: ObsEvent) => void): () => void;
  onState(listener: (state: ObsState) => void): () => void;
  /** Other settings: connects anew when they differ. null: off. */
  configure(settings: ObsSettings | null): void;
  /** Tries again now, also out of a state that has given up. */
  reconnect(): void;
  /** Ends everything; may be called twice. */
  close(): Promise<void>;
}
