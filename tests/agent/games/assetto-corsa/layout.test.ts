/** The page layouts as data: where each field lies, and that a wrong layout cannot start. */
import { describe, expect, it } from 'vitest';
import {
  graphicsPage,
  layoutProblem,
  linuxPagePath,
  type PageLayout,
  pageNames,
  pages,
  physicsPage,
  staticPage,
  windowsPageName,
} from '../../../../agent/games/assetto-corsa/layout.ts';

describe('the page layouts', () => {
  it('ascend without overlap and end where the page ends', () => {
    for (const name of pageNames) expect(layoutProblem(pages[name])).toBeNull();
  });

  it('put the fields where a Windows compiler puts them', () => {
    const { fields: physics } = physicsPage;
    expect(physics.rpms.offset).toBe(20);
    expect(physics.accG.offset).toBe(44);
    expect(physics.brakeTemp.offset).toBe(348);
    expect(physics.clutch.offset).toBe(364);
    expect(physics.tyreContactPoint).toEqual({ offset: 420, type: 'float32', count: 12 });
    expect(physics.brakeBias.offset).toBe(564);
    expect(physics.currentMaxRpm.offset).toBe(588);
    const { fields: graphics } = graphicsPage;
    expect(graphics.completedLaps.offset).toBe(132);
    expect(graphics.tyreCompound.offset).toBe(176);
    expect(graphics.normalizedCarPosition.offset).toBe(248);
    expect(graphics.isInPitLane.offset).toBe(276);
    const { fields } = staticPage;
    expect(fields.carModel.offset).toBe(68);
    expect(fields.sectorCount.offset).toBe(400);
    expect(fields.maxRpm.offset).toBe(412);
    expect(fields.trackSplineLength.offset).toBe(520);
    expect(fields.trackConfiguration.count).toBe(33);
    expect(fields.ersMaxJ.offset).toBe(592);
    expect(fields.carSkin.offset).toBe(604);
  });

  it('are refused when a field overlaps, leaves a gap or the page ends elsewhere', () => {
    const number = { type: 'int32', count: 1 } as const;
    const page = (sizeBytes: number, offset: number): PageLayout => ({
      name: 'physics',
      sizeBytes,
      fields: { first: { ...number, offset: 0 }, second: { ...number, offset } },
    });
    expect(layoutProblem(page(8, 4))).toBeNull();
    expect(layoutProblem(page(8, 2))).toBe('physics.second is at 2 instead of 4');
    expect(layoutProblem(page(12, 8))).toBe('physics.second is at 8 instead of 4');
    expect(layoutProblem(page(12, 4))).toBe('physics ends at 8 instead of 12 bytes');
  });

  it('name the pages as the game and the Proton bridges do', () => {
    expect(windowsPageName('physics')).toBe('Local\\acpmf_physics');
    expect(linuxPagePath('graphics')).toBe('/dev/shm/acpmf_graphics');
    expect(linuxPagePath('static', 'test_1')).toBe('/dev/shm/test_1_static');
  });
});
