/**
 * Compares the rules with the connected OBS before the race and reports what would fail, with the nearest existing name.
 * Pure.
 */
import { nearest } from '../../../protocol/nearest.ts';
import {
  type Action,
  type ActionKind,
  type ActionOf,
  actionKind,
  type Rule,
} from '../rules/rule-schema.ts';
import type { ObsInventory } from './obs-inventory.ts';
import { type FoundItem, search, times } from './scene-items.ts';

export interface Problem {
  rule: string;
  action: ActionKind | 'when';
  /** `warning`: can be fixed without changing the rule, for instance by starting the replay buffer. */
  severity: 'error' | 'warning';
  sentence: string;
}

type ItemAction = Pick<ActionOf<'show'>, 'in' | 'copy'>;

type Finding = Omit<Problem, 'rule' | 'action'>;

const error = (sentence: string): Finding => ({ severity: 'error', sentence });
const warning = (sentence: string): Finding => ({ severity: 'warning', sentence });

/** `OBS has no scene "Rase"; the nearest is "Race".` */
function absent(what: string, name: string, known: readonly string[]): Finding {
  if (known.length === 0) return error(`${what} "${name}", nor any other.`);
  return error(`${what} "${name}"; the nearest is "${nearest(name, known)}".`);
}

function sceneFindings(name: string, inventory: ObsInventory): Finding[] {
  return inventory.scenes.includes(name)
    ? []
    : [absent('OBS has no scene', name, inventory.scenes)];
}

/** Searches as the action does in the race. */
function find(container: string, source: string, inventory: ObsInventory): FoundItem[] {
  const searching = search(container, source);
  let step = searching.next();
  while (!step.done) {
    const items = inventory.items.get(step.value) ?? [];
    step = searching.next(
      items.map((one, i) => ({ source: one, item: i + 1, isContainer: inventory.items.has(one) })),
    );
  }
  return step.value;
}

function itemFindings(source: string, action: ItemAction, inventory: ObsInventory): Finding[] {
  const { in: container, copy } = action;
  const holders = [...inventory.items].flatMap(([name, items]) =>
    items.includes(source) ? name : [],
  );
  if (container === undefined) {
    const anywhere = [...new Set([...inventory.items.values()].flat())];
    if (holders.length === 0) return [absent('No scene has a source', source, anywhere)];
    const all = inventory.scenes.map((scene) =>
      copyFindings(scene, find(scene, source, inventory), copy),
    );
    return all.find((findings) => findings.length > 0) ?? [];
  }
  const items = inventory.items.get(container);
  if (items === undefined) {
    return [
      absent('OBS has no scene or group', container, [...inventory.scenes, ...inventory.groups]),
    ];
  }
  const found = find(container, source, inventory);
  if (found.length > 0) return copyFindings(container, found, copy);
  if (holders.length === 0) return [absent(`"${container}" has no source`, source, items)];
  const where = holders.map((name) => `"${name}"`).join(' and ');
  const advice = `write "in": "${holders[0]}"`;
  return [error(`"${container}" has no source "${source}"; it is in ${where}: ${advice}.`)];
}

/** Reports a source that occurs more than once, unless the rule names one of the copies. */
function copyFindings(
  container: string,
  found: readonly FoundItem[],
  copy: ItemAction['copy'],
): Finding[] {
  if (found.length === 0 || copy === 'all') return [];
  const { source } = found[0]!;
  const often = `"${container}" has "${source}"`;
  if (copy !== undefined) {
    return copy <= found.length ? [] : [error(`${often} only ${times(found.length)}.`)];
  }
  if (found.length === 1) return [];
  const places = [...new Set(found.map(({ scene }) => `"${scene}"`))];
  const one = `"copy": 1 for the topmost alone`;
  const which =
    places.length === 1 ? one : `"in": ${places.join(' or ')} for those in there, ${one}`;
  const advice = `write ${which}, or "copy": "all" when all are meant`;
  return [warning(`${often} ${times(found.length)}, and the rule acts on all: ${advice}.`)];
}

function inputFindings(name: string, inventory: ObsInventory): Finding[] {
  if (inventory.inputs.has(name)) return [];
  return [absent('OBS has no source', name, [...inventory.inputs.keys()])];
}

function textFindings(name: string, inventory: ObsInventory): Finding[] {
  const kind = inventory.inputs.get(name);
  // text_ft2_source_v2 on Linux and macOS, text_gdiplus_v3 on Windows; plug-ins add others.
  if (kind === undefined || kind.includes('text')) return inputFindings(name, inventory);
  return [warning(`"${name}" is not a text source (${kind}); writing to it may do nothing.`)];
}

function replayFindings(inventory: ObsInventory): Finding[] {
  switch (inventory.replayBuffer) {
    case 'running':
      return [];
    case 'stopped':
      return [warning('The replay buffer is not running: start it in OBS before the race.')];
    case 'off':
      return [
        error('The replay buffer is off: switch it on in OBS (Settings, Output, Replay Buffer).'),
      ];
  }
}

/** Containers that hold chapters: Hybrid MP4 from OBS 30.2, Hybrid MOV from 32.0. */
const chapterFormats = ['hybrid_mp4', 'hybrid_mov'];

function chapterFindings(inventory: ObsInventory): Finding[] {
  if (!inventory.requests.has('CreateRecordChapter')) {
    return [error(`OBS ${inventory.obsVersion} has no chapters; they came with OBS 30.2.`)];
  }
  const { recordFormat } = inventory;
  if (recordFormat === null || chapterFormats.includes(recordFormat)) return [];
  return [
    error(
      `Recordings in ${recordFormat} hold no chapters: choose Hybrid MP4 in OBS (Settings, Output, Recording Format).`,
    ),
  ];
}

function splitFindings(inventory: ObsInventory): Finding[] {
  const can =
    inventory.requests.has('SplitRecordFile') || inventory.hotkeys.includes('OBSBasic.SplitFile');
  if (!can) return [error(`OBS ${inventory.obsVersion} cannot split recordings.`)];
  if (inventory.splitting !== false) return [];
  return [
    error(
      'Splitting is off: switch on automatic file splitting in OBS (Settings, Output, Recording, advanced mode).',
    ),
  ];
}

function filterFindings(source: string, filter: string, inventory: ObsInventory): Finding[] {
  const filters = inventory.filters.get(source);
  if (filters === undefined) {
    const known = [...inventory.inputs.keys(), ...inventory.scenes];
    return [absent('OBS has no source or scene', source, known)];
  }
  return filters.includes(filter) ? [] : [absent(`"${source}" has no filter`, filter, filters)];
}

function findings(action: Action, inventory: ObsInventory): Finding[] {
  if ('scene' in action) return sceneFindings(action.scene, inventory);
  if ('show' in action) return itemFindings(action.show, action, inventory);
  if ('hide' in action) return itemFindings(action.hide, action, inventory);
  if ('text' in action) return textFindings(action.text, inventory);
  if ('saveReplay' in action) return replayFindings(inventory);
  if ('chapter' in action) return chapterFindings(inventory);
  if ('splitRecording' in action) return splitFindings(inventory);
  if ('filter' in action) return filterFindings(action.of, action.filter, inventory);
  if ('media' in action) return inputFindings(action.media, inventory);
  if ('hotkey' in action && !inventory.hotkeys.includes(action.hotkey)) {
    return [absent('OBS has no hotkey', action.hotkey, inventory.hotkeys)];
  }
  return [];
}

/** Everything that would fail, in the order of the rules. Disabled rules are left out. */
export function preflight(rules: readonly Rule[], inventory: ObsInventory): Problem[] {
  const problems: Problem[] = [];
  for (const rule of rules) {
    if (!rule.enabled) continue;
    const scenes = rule.when?.scene ?? [];
    for (const scene of Array.isArray(scenes) ? scenes : [scenes]) {
      for (const found of sceneFindings(scene, inventory)) {
        problems.push({ rule: rule.name, action: 'when', ...found });
      }
    }
    for (const action of rule.do) {
      for (const found of findings(action, inventory)) {
        problems.push({ rule: rule.name, action: actionKind(action)!, ...found });
      }
    }
  }
  return problems;
}

/** Whether any rule has an action in OBS. */
export function needsObs(rules: readonly Rule[]): boolean {
  return rules.some((rule) => rule.enabled && rule.do.some((action) => !('http' in action)));
}
