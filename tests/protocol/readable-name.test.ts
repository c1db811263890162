/** Readable names of the game's ids. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prettyLayout, prettyName, prettyTrack } from '../../protocol/readable-name.ts';
import { eachMakes } from '../support/each-makes.ts';

describe('a name made from an id of the game', () => {
  eachMakes('reads %s as %s', prettyName, [
    ['ks_nordschleife', 'Nordschleife'],
    ['spa', 'Spa'],
    ['ks_constructor', 'Constructor'],
    ['ks_red_bull_ring', 'Red Bull Ring'],
    ['ks_laguna_seca', 'Laguna Seca'],
    ['ks_brands_hatch', 'Brands Hatch'],
    ['ks_porsche_911_gt3_r_2016', 'Porsche 911 GT3 R 2016'],
    ['ks_mercedes_amg_gt3', 'Mercedes AMG GT3'],
    ['bmw_z4_gt3', 'BMW Z4 GT3'],
    ['ks_mazda_mx5_cup', 'Mazda MX-5 Cup'],
    ['ks_mclaren_p1', 'McLaren P1'],
    ['sq_kestrel_gt', 'Kestrel GT'],
    ['lotus_exos_125', 'Lotus Exos 125'],
    ['tatuusfa1', 'Tatuusfa1'],
    ['rss_formula_hybrid_2018', 'RSS Formula Hybrid 2018'],
    ['abarth500', 'Abarth500'],
  ]);

  test('keeps a readable name', () => {
    expect(prettyName('Circuit de la Sarthe')).toBe('Circuit de la Sarthe');
    expect(prettyName('McLaren MP4-12C')).toBe('McLaren MP4-12C');
  });

  test('loses no letter and no digit, whatever the id', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9_]{0,32}$/), (id) => {
        const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
        expect(plain(id).endsWith(plain(prettyName(id)))).toBe(true);
        expect(prettyName(id)).not.toMatch(/_|^\s|\s$|\s\s/);
      }),
    );
  });
});

describe('a track with its layout', () => {
  test('names both, and the layout without the word for it', () => {
    expect(prettyTrack('ks_silverstone', 'international')).toBe('Silverstone · International');
    expect(prettyTrack('ks_red_bull_ring', 'layout_national')).toBe('Red Bull Ring · National');
    expect(prettyLayout('layout_gp')).toBe('GP');
  });

  test('names the track alone where there is no layout or it says the same', () => {
    expect(prettyTrack('imola')).toBe('Imola');
    expect(prettyTrack('imola', '')).toBe('Imola');
    expect(prettyTrack('ks_nordschleife', 'nordschleife')).toBe('Nordschleife');
  });

  test('says nothing of the path that a server puts before it', () => {
    expect(prettyTrack('csp/2144/../E/../monza_2023')).toBe('Monza 2023');
  });
});
