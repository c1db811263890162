import { describe, expect, test } from 'vitest';
import {
  asksForPits,
  isWanted,
  parseShow,
  type Situation,
  situationOf,
  Visibility,
} from '../../../../overlays/core/page/show-rule.ts';
import { gameStatuses } from '../../../../protocol/session.ts';

const situations: Situation[] = ['track', 'pits', 'paused', 'replay', 'menu', 'away'];

describe('show rules', () => {
  test.each([
    ['driving', ['track', 'pits']],
    ['track', ['track']],
    ['pits', ['pits']],
    ['paused', ['paused']],
    ['driving,replay', ['track', 'pits', 'replay']],
    ['track, Menu', ['track', 'menu']],
    ['always', situations],
  ])('show=%s shows while %j', (text, wanted) => {
    const show = parseShow(text)!;
    expect(situations.filter((situation) => isWanted(show, situation))).toEqual(wanted);
  });

  test.each(['', 'drivin', 'driving,', 'driving;pits'])('show=%j is rejected', (text) => {
    expect(parseShow(text)).toBeNull();
  });

  test('pit channels are requested only by rules that separate pits and track', () => {
    expect(asksForPits(parseShow('track')!)).toBe(true);
    expect(asksForPits(parseShow('pits,paused')!)).toBe(true);
    expect(asksForPits(parseShow('driving')!)).toBe(false);
    expect(asksForPits(parseShow('always,pits')!)).toBe(false);
    expect(asksForPits(parseShow('track,pits')!)).toBe(false);
  });

  test('every status has its situation', () => {
    const found = [...gameStatuses, 'agent-away', 'no-session', 'no-relay'] as const;
    expect(Object.fromEntries(found.map((status) => [status, situationOf(status, true)]))).toEqual({
      waiting: 'menu',
      loading: 'menu',
      menu: 'menu',
      driving: 'pits',
      paused: 'paused',
      replay: 'replay',
      ended: 'menu',
      'agent-away': 'away',
      'no-session': 'away',
      'no-relay': 'away',
    });
    expect(situationOf('driving', false)).toBe('track');
  });
});

describe('showing and hiding', () => {
  test('is hidden at first, appears at once, disappears a little later', () => {
    const visibility = new Visibility(['driving']);
    expect(visibility.update('menu', 0)).toBeNull();
    expect(visibility.shown).toBe(false);
    visibility.update('track', 100);
    expect(visibility.shown).toBe(true);
    const hideAt = visibility.update('menu', 200)!;
    expect(hideAt).toBe(900);
    expect(visibility.shown).toBe(true);
    visibility.update('menu', hideAt);
    expect(visibility.shown).toBe(false);
  });

  test('a short change does not show, and the next one starts the delay again', () => {
    const visibility = new Visibility(['driving']);
    visibility.update('track', 0);
    visibility.update('paused', 100);
    visibility.update('track', 600);
    visibility.update('paused', 900);
    visibility.update('paused', 1500);
    expect(visibility.shown).toBe(true);
    visibility.update('paused', 1600);
    expect(visibility.shown).toBe(false);
  });

  test('an agent or a relay that returns within three seconds hides nothing', () => {
    const visibility = new Visibility(['driving']);
    visibility.update('track', 0);
    expect(visibility.update('away', 1000)).toBe(4000);
    visibility.update('away', 3900);
    expect(visibility.shown).toBe(true);
    visibility.update('away', 4000);
    expect(visibility.shown).toBe(false);
  });
});
