/**
 * Draws a bar: its length is the speed (400 km/h fill it), its colour shows the gear, its height the car's maxRpm
 * (8000 fill it). Records the calls of the core for the tests.
 */
import { Sprite, Texture } from 'pixi.js';
import type { OverlayDefinition } from '../../../../../overlays/core/overlay.ts';
import { about } from './about.ts';

/** Colour of each gear from neutral on. */
export const gearColours = [0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0x00ffff, 0xff00ff] as const;

export interface ProbeRecord {
  created: number;
  destroyed: number;
  updates: number;
  resets: number;
  passed: number;
  backwards: number;
  theme: string;
  accent: string;
  size: string;
  status: string;
  /** The theme's fonts were there when the newest picture was built. */
  hasFonts: boolean;
  /** They were there for each picture. */
  hadFonts: boolean;
  events: string[];
}

declare global {
  /** Of the probe with one bar, as a page has it that shows one overlay. */
  var probe: ProbeRecord;
  /** By number of bars, to distinguish several on one page. */
  var probes: Record<number, ProbeRecord>;
}

const empty: ProbeRecord = {
  created: 0,
  destroyed: 0,
  updates: 0,
  resets: 0,
  passed: 0,
  backwards: 0,
  theme: '',
  accent: '',
  size: '',
  status: '',
  hasFonts: false,
  hadFonts: true,
  events: [],
};

export const overlay: OverlayDefinition = {
  ...about,
  create({ stage, width, height, theme, sessionInfo, parameters, resolution }) {
    globalThis.probe ??= { ...empty, events: [] };
    globalThis.probes ??= { 1: globalThis.probe };
    const bars = Number(parameters.bars);
    globalThis.probes[bars] ??= { ...empty, events: [] };
    const probe = globalThis.probes[bars];
    if (parameters.fail === 'create') throw new Error('the probe fails on purpose');
    probe.created++;
    probe.theme = theme.name;
    probe.accent = theme.palette.accent;
    const families = new Set([...document.fonts].map((font) => font.family.replaceAll('"', '')));
    probe.hasFonts = families.has(theme.fonts.numbers.family);
    probe.hadFonts &&= probe.hasFonts;
    probe.size = `${width}x${height}@${resolution}`;
    const bar = new Sprite(Texture.WHITE);
    bar.height = height * Math.min((sessionInfo.maxRpm ?? 8000) / 8000, 1);
    stage.addChild(bar);
    let drawn = '';
    let lastT = Number.NEGATIVE_INFINITY;
    return {
      update(sample) {
        if (parameters.fail === 'update') throw new Error('the probe fails on purpose');
        probe.updates++;
        probe.passed += sample.passed.length;
        probe.status = sample.status;
        for (const event of sample.events) probe.events.push(event.name);
        if (sample.reset) {
          probe.resets++;
          lastT = Number.NEGATIVE_INFINITY;
        }
        if (sample.t !== null) {
          if (sample.t < lastT) probe.backwards++;
          lastT = sample.t;
        }
        const { speedKmh = 0, gear = 0 } = sample.state;
        bar.width = Math.max((width * speedKmh) / 400, 0.001);
        bar.tint = gearColours[gear] ?? 0xffffff;
        const now = `${bar.width} ${bar.tint}`;
        const draw = now !== drawn;
        drawn = now;
        return { draw, animating: false };
      },
      destroy() {
        probe.destroyed++;
      },
    };
  },
};
