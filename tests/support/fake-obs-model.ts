/**
 * What the fake OBS holds and how it answers: scene collections, scenes, groups, inputs, filters, studio mode and
 * transitions. Studio mode follows what OBS 29 does; uuids follow the source of OBS.
 */
import { randomUUID } from 'node:crypto';
import { type Data, FakeObsOutputs, Refused } from './fake-obs-outputs.ts';

export interface FakeItem {
  id: number;
  source: string;
  enabled: boolean;
  transform?: Data;
}

type Filters = Record<string, { enabled: boolean; kind: string; settings: Data }>;

export interface FakeInput {
  kind: string;
  settings: Data;
  filters?: Filters;
}

const newRequests = ['CreateRecordChapter', 'SplitRecordFile'];
const filterDefaults: Data = { opacity: 1, brightness: 0 };

interface Collection {
  scenes: Map<string, FakeItem[]>;
  groups: Map<string, FakeItem[]>;
  inputs: Map<string, FakeInput>;
  sceneFilters: Map<string, Filters>;
  program: string;
}

export abstract class FakeObsModel extends FakeObsOutputs implements Collection {
  /** Pixels. */
  canvas = { width: 1920, height: 1080 };
  /** Bottom-up, as in OBS. */
  scenes = new Map<string, FakeItem[]>([
    ['Pits', []],
    ['Race', []],
  ]);
  groups = new Map<string, FakeItem[]>();
  inputs = new Map<string, FakeInput>();
  sceneFilters = new Map<string, Filters>();
  program = 'Race';
  collection = 'rig';
  /** The collections that are not current. */
  readonly otherCollections = new Map<string, Collection>();
  /** From OBS 30.1 on. */
  hasUuids = false;
  studio = false;
  preview = 'Race';
  transition = 'Cut';
  /** Duration of every transition except the cut. */
  transitionMs = 60;
  /** What viewers see in studio mode: a copy of the scene, made when it was put on program. */
  copy: { items: FakeItem[]; filters: Filters } = { items: [], filters: {} };
  /** Each picture that was put on program: its scene and the transition to it. */
  readonly programChanges: string[] = [];
  obsVersion = '31.0.3';
  socketVersion = '5.5.4';
  /** Requests of newer OBS versions that this one supports. */
  knows = new Set(newRequests);
  kinds = ['browser_source', 'text_ft2_source_v2', 'ffmpeg_source'];
  readonly #uuids = new Map<string, string>();
  #nextId = 100;
  #moving: { sinceMs: number; lastMs: number } | null = null;

  /** Switches the scene as a user does in the window of OBS. */
  switchScene(name: string): void {
    if (this.studio) {
      this.#toProgram(name);
      return;
    }
    if (this.program === name) return;
    this.program = name;
    this.emit('CurrentProgramSceneChanged', { sceneName: name });
  }

  renameScene(from: string, to: string): void {
    this.scenes = new Map(
      [...this.scenes].map(([name, items]) => [name === from ? to : name, items]),
    );
    if (this.program === from) this.program = to;
    this.#renamed(from, to);
    this.emit('SceneNameChanged', { oldSceneName: from, sceneName: to });
  }

  renameInput(from: string, to: string): void {
    this.inputs = new Map(
      [...this.inputs].map(([name, input]) => [name === from ? to : name, input]),
    );
    for (const item of [...this.scenes.values(), ...this.groups.values()].flat()) {
      if (item.source === from) item.source = to;
    }
    this.#renamed(from, to);
    this.emit('InputNameChanged', { oldInputName: from, inputName: to });
  }

  addItem(scene: string, source: string, enabled = true): FakeItem {
    const item = { id: this.#nextId++, source, enabled };
    (this.scenes.get(scene) ?? this.groups.get(scene))!.push(item);
    return item;
  }

  /** Adds a collection whose scenes have the names of this one's. */
  addCollection(name: string): void {
    this.otherCollections.set(name, {
      scenes: new Map([...this.scenes].map(([scene, items]) => [scene, structuredClone(items)])),
      groups: structuredClone(this.groups),
      inputs: structuredClone(this.inputs),
      sceneFilters: structuredClone(this.sceneFilters),
      program: this.program,
    });
  }

  switchCollection(name: string): void {
    const next = this.otherCollections.get(name);
    if (next === undefined) throw new Refused(600);
    this.emit('CurrentSceneCollectionChanging', { sceneCollectionName: this.collection });
    const { scenes, groups, inputs, sceneFilters, program } = this;
    this.otherCollections.set(this.collection, { scenes, groups, inputs, sceneFilters, program });
    this.otherCollections.delete(name);
    Object.assign(this, next);
    this.collection = name;
    this.emit('CurrentSceneCollectionChanged', { sceneCollectionName: name });
  }

  setStudio(on: boolean): void {
    this.studio = on;
    this.preview = this.program;
    this.#copyProgram();
    this.emit('StudioModeStateChanged', { studioModeEnabled: on });
  }

  /** Whether viewers see this source, group or scene. */
  isSeen(name: string): boolean {
    const seen = new Set<string>();
    const walk = (items: readonly FakeItem[]): void => {
      for (const { source, enabled } of items) {
        if (!enabled || seen.has(source)) continue;
        seen.add(source);
        walk(this.scenes.get(source) ?? this.groups.get(source) ?? []);
      }
    };
    if (this.studio) {
      walk(this.copy.items);
    } else {
      seen.add(this.program);
      walk(this.scenes.get(this.program) ?? []);
    }
    return seen.has(name);
  }

  #renamed(from: string, to: string): void {
    const uuid = this.#uuids.get(from);
    if (uuid === undefined) return;
    this.#uuids.delete(from);
    this.#uuids.set(to, uuid);
  }

  #uuid(key: string, name: string): Data {
    if (!this.hasUuids) return {};
    const uuid = this.#uuids.get(name) ?? randomUUID();
    this.#uuids.set(name, uuid);
    return { [key]: uuid };
  }

  #copyProgram(): void {
    const items = structuredClone(this.scenes.get(this.program) ?? []);
    this.copy = { items, filters: structuredClone(this.sceneFilters.get(this.program) ?? {}) };
  }

  /** In studio mode. OBS does not interrupt a running transition: it reports the new scene and continues with the old. */
  #toProgram(name: string): void {
    const last = this.program;
    this.program = name;
    this.emit('CurrentProgramSceneChanged', { sceneName: name });
    if (this.#cursor() < 1) return;
    this.programChanges.push(`${name} ${this.transition}`);
    this.#copyProgram();
    const lastMs = this.transition === 'Cut' ? 0 : this.transitionMs;
    this.#moving = { sinceMs: performance.now(), lastMs };
    const swapTo = last === this.preview ? null : last;
    setTimeout(() => {
      if (swapTo !== null) this.preview = swapTo;
    }, lastMs);
  }

  #cursor(): number {
    if (this.#moving === null || this.#moving.lastMs === 0) return 1;
    return Math.min(1, (performance.now() - this.#moving.sinceMs) / this.#moving.lastMs);
  }

  #items(name: unknown): FakeItem[] {
    const items = this.scenes.get(String(name)) ?? this.groups.get(String(name));
    if (items === undefined)
      throw new Refused(600, `No source was found by the name of \`${name}\`.`);
    return items;
  }

  #item(data: Data): FakeItem {
    const item = this.#items(data.sceneName).find(({ id }) => id === data.sceneItemId);
    if (item === undefined) throw new Refused(600, 'No scene items were found.');
    return item;
  }

  #input(name: unknown): FakeInput {
    const input = this.inputs.get(String(name));
    if (input === undefined)
      throw new Refused(600, `No source was found by the name of \`${name}\`.`);
    return input;
  }

  #filter(data: Data): Filters[string] {
    const name = String(data.sourceName);
    const filters = this.sceneFilters.get(name) ?? this.#input(name).filters;
    const filter = filters?.[String(data.filterName)];
    if (filter === undefined) throw new Refused(600, 'No filter was found.');
    return filter;
  }

  perform(type: string, data: Data): Data | undefined {
    const handler = this.#handlers[type];
    if (handler === undefined || (newRequests.includes(type) && !this.knows.has(type))) {
      throw new Refused(204, 'Your request type is not valid.');
    }
    return handler(data) as Data | undefined;
  }

  readonly #handlers: Record<string, (data: Data) => unknown> = {
    GetVersion: () => ({
      obsVersion: this.obsVersion,
      obsWebSocketVersion: this.socketVersion,
      platformDescription: 'Fake 1.0',
      availableRequests: Object.keys(this.#handlers).filter(
        (name) => !newRequests.includes(name) || this.knows.has(name),
      ),
    }),
    GetSceneList: () => ({
      currentProgramSceneName: this.program,
      scenes: [...this.scenes.keys()].map((sceneName, sceneIndex) => ({
        sceneName,
        sceneIndex,
        ...this.#uuid('sceneUuid', sceneName),
      })),
    }),
    GetGroupList: () => ({ groups: [...this.groups.keys()] }),
    GetCurrentProgramScene: () => ({ currentProgramSceneName: this.program }),
    SetCurrentProgramScene: ({ sceneName }) => {
      if (!this.scenes.has(String(sceneName))) throw new Refused(600, 'No source was found.');
      this.switchScene(String(sceneName));
    },
    GetSceneItemList: ({ sceneName }) => {
      if (this.groups.has(String(sceneName))) throw new Refused(602, 'Is group.');
      return { sceneItems: this.#list(sceneName) };
    },
    GetGroupSceneItemList: ({ sceneName }) => ({ sceneItems: this.#list(sceneName) }),
    GetSceneItemId: ({ sceneName, sourceName }) => {
      const item = this.#items(sceneName).find(({ source }) => source === sourceName);
      if (item === undefined) throw new Refused(600, 'No scene items were found.');
      return { sceneItemId: item.id };
    },
    GetSceneItemEnabled: (data) => ({ sceneItemEnabled: this.#item(data).enabled }),
    SetSceneItemEnabled: (data) => {
      this.#item(data).enabled = data.sceneItemEnabled === true;
    },
    SetSceneItemTransform: (data) => {
      this.#item(data).transform = data.sceneItemTransform as Data;
    },
    CreateSceneItem: ({ sceneName, sourceName }) => {
      this.#input(sourceName);
      this.#items(sceneName);
      return { sceneItemId: this.addItem(String(sceneName), String(sourceName)).id };
    },
    GetInputList: ({ inputKind }) => ({
      inputs: [...this.inputs]
        .filter(([, input]) => inputKind === undefined || input.kind === inputKind)
        .map(([inputName, input]) => ({
          inputName,
          inputKind: input.kind,
          ...this.#uuid('inputUuid', inputName),
        })),
    }),
    GetInputKindList: () => ({ inputKinds: this.kinds }),
    GetInputSettings: ({ inputName }) => {
      const input = this.#input(inputName);
      return { inputSettings: input.settings, inputKind: input.kind };
    },
    SetInputSettings: ({ inputName, inputSettings, overlay }) => {
      const input = this.#input(inputName);
      const settings = inputSettings as Data;
      input.settings = overlay === false ? settings : { ...input.settings, ...settings };
    },
    CreateInput: ({ sceneName, inputName, inputKind, inputSettings }) => {
      const name = String(inputName);
      this.#items(sceneName);
      if (this.inputs.has(name) || this.scenes.has(name))
        throw new Refused(601, 'A source already exists by that input name.');
      if (!this.kinds.includes(String(inputKind))) {
        throw new Refused(605, 'Your specified input kind is not supported by OBS.');
      }
      this.inputs.set(name, { kind: String(inputKind), settings: inputSettings as Data });
      return { sceneItemId: this.addItem(String(sceneName), name).id };
    },
    PressInputPropertiesButton: ({ inputName }) => {
      this.#input(inputName);
    },
    GetSourceActive: ({ sourceName }) => {
      const isSeen = this.isSeen(String(sourceName));
      return { videoActive: isSeen, videoShowing: isSeen };
    },
    GetSourceFilter: (data) => {
      const { enabled, kind, settings } = this.#filter(data);
      return { filterEnabled: enabled, filterKind: kind, filterSettings: settings };
    },
    GetSourceFilterList: ({ sourceName }) => {
      const name = String(sourceName);
      const filters = this.sceneFilters.get(name) ?? this.inputs.get(name)?.filters ?? {};
      return { filters: Object.keys(filters).map((filterName) => ({ filterName })) };
    },
    GetSourceFilterDefaultSettings: () => ({ defaultFilterSettings: filterDefaults }),
    SetSourceFilterEnabled: (data) => {
      this.#filter(data).enabled = data.filterEnabled === true;
    },
    SetSourceFilterSettings: (data) => {
      const filter = this.#filter(data);
      filter.settings = { ...filter.settings, ...(data.filterSettings as Data) };
    },
    TriggerMediaInputAction: ({ inputName }) => {
      this.#input(inputName);
    },
    ...this.outputHandlers,
    GetVideoSettings: () => ({ baseWidth: this.canvas.width, baseHeight: this.canvas.height }),
    GetSceneCollectionList: () => ({
      currentSceneCollectionName: this.collection,
      sceneCollections: [this.collection, ...this.otherCollections.keys()],
    }),
    GetStudioModeEnabled: () => ({ studioModeEnabled: this.studio }),
    GetCurrentPreviewScene: () => {
      if (!this.studio) throw new Refused(506, 'Studio mode is not active.');
      return { currentPreviewSceneName: this.preview };
    },
    SetCurrentPreviewScene: ({ sceneName }) => {
      if (!this.studio) throw new Refused(506, 'Studio mode is not active.');
      this.preview = String(sceneName);
    },
    GetSceneTransitionList: () => ({
      currentSceneTransitionName: this.transition,
      transitions: [
        { transitionName: 'Cut', transitionKind: 'cut_transition' },
        { transitionName: 'Fade', transitionKind: 'fade_transition' },
      ],
    }),
    SetCurrentSceneTransition: ({ transitionName }) => {
      this.transition = String(transitionName);
    },
    GetCurrentSceneTransitionCursor: () => ({ transitionCursor: this.#cursor() }),
    GetSceneSceneTransitionOverride: () => ({ transitionName: null, transitionDuration: null }),
  };

  /** Position and scale as they were set, with the size that OBS adds. */
  #transformOf({ source, transform = {} }: { source: string; transform?: Data }): Data {
    const { width = 0, height = 0 } = (this.inputs.get(source)?.settings ?? {}) as Data;
    const { scaleX = 1, scaleY = 1 } = transform;
    return {
      positionX: 0,
      positionY: 0,
      alignment: 5,
      ...transform,
      width: Number(width) * Number(scaleX),
      height: Number(height) * Number(scaleY),
    };
  }

  #list(name: unknown): Data[] {
    return this.#items(name).map((item) => {
      const isContainer = this.groups.has(item.source) || this.scenes.has(item.source);
      return {
        sceneItemId: item.id,
        sourceName: item.source,
        sceneItemEnabled: item.enabled,
        sceneItemTransform: this.#transformOf(item),
        sourceType: `OBS_SOURCE_TYPE_${isContainer ? 'SCENE' : 'INPUT'}`,
        isGroup: isContainer ? this.groups.has(item.source) : null,
        ...this.#uuid('sourceUuid', item.source),
      };
    });
  }
}
