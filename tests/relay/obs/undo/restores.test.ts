/** `forSeconds`: when values come back, with overlapping rules and an OBS that goes away. */
import { describe, expect, test } from 'vitest';
import { until } from '../../../support/until.ts';
import { eachRulesFixture, pause } from '../rules-fixture.ts';

const on = eachRulesFixture();

describe('forSeconds', () => {
  test('a banner is shown and hidden again', async () => {
    on.fixture.rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.1 }] });
    on.fixture.lap();
    await until('it is shown', () => on.fixture.bannerShown);
    await until('it is hidden', () => !on.fixture.bannerShown);
  });

  test('a banner that was shown before stays shown', async () => {
    on.fixture.fake.scenes.get('Race')![0]!.enabled = true;
    on.fixture.rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.05 }] });
    on.fixture.lap();
    await on.fixture.fired(1);
    await pause(120);
    expect(on.fixture.bannerShown).toBe(true);
  });

  test('scene, text and filter come back', async () => {
    on.fixture.rules({
      do: [
        { scene: 'Replay', forSeconds: 0.5 },
        { text: 'LastLap', value: 'x', forSeconds: 0.5 },
        {
          filter: 'Blur',
          of: 'LastLap',
          enabled: true,
          settings: { opacity: 0.7, brightness: 0.5 },
          forSeconds: 0.5,
        },
      ],
    });
    on.fixture.lap();
    await on.fixture.fired(1);
    expect([on.fixture.fake.program, on.fixture.text, on.fixture.blur.enabled]).toEqual([
      'Replay',
      'x',
      true,
    ]);
    await until(
      'all is back',
      () => on.fixture.fake.program === 'Race' && on.fixture.text === 'before',
    );
    await until('the filter too', () => !on.fixture.blur.enabled);
    // A setting that was never touched goes back to its default.
    expect(on.fixture.blur.settings).toEqual({ opacity: 0.2, brightness: 0 });
  });

  test('a scene that somebody changed meanwhile is left alone, which is reported', async () => {
    on.fixture.rules({ do: [{ scene: 'Replay', forSeconds: 0.1 }] });
    on.fixture.lap();
    await on.fixture.fired(1);
    on.fixture.fake.switchScene('Pits');
    const [, restore] = await on.fixture.fired(2);
    expect(restore).toMatchObject({
      outcome: 'restore',
      sentence: 'Left the scene as it is: it was changed meanwhile.',
    });
    expect(on.fixture.fake.program).toBe('Pits');
  });

  test('the newest of two rules shows, then the other, then the earlier value', async () => {
    on.fixture.rules(
      { do: [{ scene: 'Replay', forSeconds: 0.8 }] },
      { on: 'collision', do: [{ scene: 'Pits', forSeconds: 0.3 }] },
    );
    on.fixture.lap();
    await until('the first shows', () => on.fixture.fake.program === 'Replay');
    on.fixture.happen('collision');
    await until('the second shows', () => on.fixture.fake.program === 'Pits');
    await until('the first shows again', () => on.fixture.fake.program === 'Replay');
    await until('what was there shows', () => on.fixture.fake.program === 'Race');
    expect(
      on.fixture.fake.askedFor('SetCurrentProgramScene').map(({ data }) => data.sceneName),
    ).toEqual(['Replay', 'Pits', 'Replay', 'Race']);
  });

  test('the same rule again restarts its time', async () => {
    on.fixture.rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.6 }] });
    on.fixture.lap();
    await until('it is shown', () => on.fixture.bannerShown);
    const since = performance.now();
    await pause(200);
    on.fixture.lap();
    await until('it is hidden', () => !on.fixture.bannerShown);
    expect(performance.now() - since).toBeGreaterThan(700);
  });

  test('a permanent change ends the timed values at its place', async () => {
    on.fixture.rules(
      { do: [{ scene: 'Replay', forSeconds: 0.4 }] },
      { on: 'pit-entered', do: [{ scene: 'Pits' }] },
    );
    on.fixture.lap();
    await until('the timed one shows', () => on.fixture.fake.program === 'Replay');
    on.fixture.happen('pit-entered');
    await until('the final one shows', () => on.fixture.fake.program === 'Pits');
    await pause(600);
    expect(on.fixture.fake.program).toBe('Pits');
    expect(await on.fixture.fired(2)).toHaveLength(2);
  });

  test('a scene renamed meanwhile comes back under its new name', async () => {
    on.fixture.rules({ do: [{ scene: 'Replay', forSeconds: 0.15 }] });
    on.fixture.lap();
    await until('it shows', () => on.fixture.fake.program === 'Replay');
    on.fixture.fake.renameScene('Race', 'Grand Prix');
    await until('it is back', () => on.fixture.fake.program === 'Grand Prix');
  });

  test('a change that cannot be undone is reported', async () => {
    on.fixture.rules({ do: [{ scene: 'Replay', forSeconds: 0.1 }] });
    on.fixture.lap();
    await on.fixture.fired(1);
    on.fixture.fake.scenes.delete('Race');
    const [, restore] = await on.fixture.fired(2);
    expect(restore).toMatchObject({ outcome: 'restore' });
    expect(restore!.sentence).toContain('Could not put back the scene');
  });

  test('a change that ends while OBS is away is undone when it is back', async () => {
    on.fixture.rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.1 }] });
    on.fixture.lap();
    await until('it is shown', () => on.fixture.bannerShown);
    await on.fixture.fake.stop(1006);
    await pause(200);
    expect(on.fixture.bannerShown).toBe(true);
    await on.fixture.fake.start();
    await until('it is hidden', () => !on.fixture.bannerShown);
  });

  test('a late change by a frozen OBS is undone too', async () => {
    on.fixture.rules({ do: [{ show: 'Banner', in: 'Race', forSeconds: 0.5 }] });
    on.fixture.fake.slow.set('SetSceneItemEnabled', 1_300);
    on.fixture.lap();
    expect((await on.fixture.fired(1))[0]!.sentence).toContain('did not answer');
    // The fake, as OBS, does it when it wakes up.
    await until('it is shown', () => on.fixture.bannerShown);
    on.fixture.fake.slow.clear();
    await until('it is hidden', () => !on.fixture.bannerShown);
  });
});
