/** The check before the race of rules that would fail in it. */
import { describe, expect, test } from 'vitest';
import { readInventory } from '../../../../relay/obs/inventory/obs-inventory.ts';
import { needsObs, preflight } from '../../../../relay/obs/inventory/preflight.ts';
import { type Rule, readRules } from '../../../../relay/obs/rules/rule-schema.ts';
import { eachObs } from '../connected-obs.ts';

const tried = eachObs((fake) => {
  fake.scenes.set('Replay', []);
  fake.addItem('Race', 'LapBanner', false);
  fake.addItem('Race', 'Box');
  fake.groups.set('Box', []);
  fake.addItem('Box', 'Flag');
  fake.groups.set('Box 2', []);
  fake.addItem('Race', 'Box 2');
  fake.addItem('Box', 'Ad');
  fake.addItem('Box 2', 'Ad');
  fake.addItem('Pits', 'Twin');
  fake.addItem('Pits', 'Twin');
  fake.inputs.set('LastLap', {
    kind: 'text_gdiplus_v3',
    settings: {},
    filters: { Blur: { enabled: true, kind: 'blur', settings: {} } },
  });
  fake.inputs.set('Player', { kind: 'ffmpeg_source', settings: {} });
});

function ruleOf(action: object, more: object = {}): Rule[] {
  const read = readRules({ triggers: [{ name: 'r', on: 'paused', do: [action], ...more }] });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.rules;
}

async function sentences(rules: Rule[]): Promise<string[]> {
  if (tried.obs.state.name !== 'connected') await tried.connect();
  return preflight(rules, await readInventory(tried.obs, rules)).map(({ sentence }) => sentence);
}

describe('nothing is reported about', () => {
  const right: object[] = [
    { scene: 'Race' },
    { show: 'LapBanner', in: 'Race' },
    { hide: 'Flag', in: 'Box' },
    { hide: 'Flag', in: 'Race' },
    { hide: 'Flag' },
    { show: 'Twin', in: 'Pits', copy: 'all' },
    { show: 'Twin', in: 'Pits', copy: 2 },
    { show: 'LapBanner' },
    { text: 'LastLap', value: 'x' },
    { saveReplay: true },
    { chapter: 'x' },
    { startRecording: true },
    { stopRecording: true },
    { hotkey: 'ReplayBuffer.Save' },
    { filter: 'Blur', of: 'LastLap' },
    { media: 'Player' },
    { vendor: 'Anything', request: 'x' },
    { http: 'https://example.org/' },
  ];
  test.each(right)('%j', async (action) => {
    expect(await sentences(ruleOf(action))).toEqual([]);
  });

  test('a disabled rule', async () => {
    expect(await sentences(ruleOf({ scene: 'Ghost' }, { enabled: false }))).toEqual([]);
  });
});

describe('failures are predicted', () => {
  const wrong: [object, string][] = [
    [{ scene: 'Rase' }, 'OBS has no scene "Rase"; the nearest is "Race".'],
    [{ show: 'Banner', in: 'Race' }, '"Race" has no source "Banner"; the nearest is "LapBanner".'],
    [{ show: 'Banner', in: 'Rac' }, 'OBS has no scene or group "Rac"; the nearest is "Race".'],
    [
      { show: 'Flag', in: 'Pits' },
      '"Pits" has no source "Flag"; it is in "Box": write "in": "Box".',
    ],
    [
      { show: 'Twin', in: 'Pits' },
      '"Pits" has "Twin" 2 times, and the rule acts on all: write "copy": 1 for the topmost alone, or "copy": "all" when all are meant.',
    ],
    [
      { show: 'Twin' },
      '"Pits" has "Twin" 2 times, and the rule acts on all: write "copy": 1 for the topmost alone, or "copy": "all" when all are meant.',
    ],
    [
      { show: 'Ad', in: 'Race' },
      '"Race" has "Ad" 2 times, and the rule acts on all: write "in": "Box 2" or "Box" for those in there, "copy": 1 for the topmost alone, or "copy": "all" when all are meant.',
    ],
    [{ show: 'Twin', in: 'Pits', copy: 3 }, '"Pits" has "Twin" only 2 times.'],
    [{ hide: 'Banner' }, 'No scene has a source "Banner"; the nearest is "LapBanner".'],
    [{ show: 'x', in: 'Replay' }, '"Replay" has no source "x", nor any other.'],
    [{ text: 'LastLapp', value: 'x' }, 'OBS has no source "LastLapp"; the nearest is "LastLap".'],
    [
      { text: 'Player', value: 'x' },
      '"Player" is not a text source (ffmpeg_source); writing to it may do nothing.',
    ],
    [{ media: 'Playr' }, 'OBS has no source "Playr"; the nearest is "Player".'],
    [{ filter: 'Blurr', of: 'LastLap' }, '"LastLap" has no filter "Blurr"; the nearest is "Blur".'],
    [{ hotkey: 'Save' }, 'OBS has no hotkey "Save"; the nearest is "ReplayBuffer.Save".'],
  ];
  test.each(wrong)('%j', async (action, sentence) => {
    expect(await sentences(ruleOf(action))).toEqual([sentence]);
  });

  test('a scene in a condition', async () => {
    const rules = ruleOf({ scene: 'Race' }, { when: { scene: ['Race', 'Pit'] } });
    expect(await sentences(rules)).toEqual(['OBS has no scene "Pit"; the nearest is "Pits".']);
  });

  test('a replay buffer that is stopped or off', async () => {
    tried.fake.replayBuffer = 'stopped';
    expect((await sentences(ruleOf({ saveReplay: true })))[0]).toContain('not running');
    tried.fake.replayBuffer = 'off';
    expect((await sentences(ruleOf({ saveReplay: true })))[0]).toContain('switch it on in OBS');
  });

  test('a container that holds no chapters, in both output modes', async () => {
    tried.fake.profile = { 'Output/Mode': 'Simple', 'SimpleOutput/RecFormat2': 'mkv' };
    expect((await sentences(ruleOf({ chapter: 'x' })))[0]).toContain('Recordings in mkv hold no');
    tried.fake.profile = {
      'Output/Mode': 'Advanced',
      'SimpleOutput/RecFormat2': 'mkv',
      'AdvOut/RecFormat2': 'hybrid_mov',
    };
    expect(await sentences(ruleOf({ chapter: 'x' }))).toEqual([]);
  });

  test('an OBS without chapters', async () => {
    tried.fake.knows.clear();
    tried.fake.obsVersion = '29.0.2';
    expect(await sentences(ruleOf({ chapter: 'x' }))).toEqual([
      'OBS 29.0.2 has no chapters; they came with OBS 30.2.',
    ]);
  });

  test('splitting that is off or missing', async () => {
    tried.fake.profile = { 'Output/Mode': 'Advanced', 'AdvOut/RecSplitFile': 'false' };
    expect((await sentences(ruleOf({ splitRecording: true })))[0]).toContain('Splitting is off');
    tried.fake.profile['AdvOut/RecSplitFile'] = 'true';
    expect(await sentences(ruleOf({ splitRecording: true }))).toEqual([]);
    tried.fake.knows.clear();
    tried.fake.hotkeys = [];
    expect((await sentences(ruleOf({ splitRecording: true })))[0]).toContain('cannot split');
  });
});

test('scenes are listed as OBS shows them, from the top', async () => {
  await sentences([]);
  expect((await readInventory(tried.obs, [])).scenes).toEqual(['Replay', 'Race', 'Pits']);
});

test('rules that only call addresses need no OBS', () => {
  expect(needsObs(ruleOf({ http: 'https://example.org/' }))).toBe(false);
  expect(needsObs(ruleOf({ scene: 'Race' }))).toBe(true);
  expect(needsObs(ruleOf({ scene: 'Race' }, { enabled: false }))).toBe(false);
});
