/** All themes side by side, and which of them OBS shows. */
import { useEffect } from 'preact/hooks';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { ThemeChoices, ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Button } from '../core/controls.tsx';
import { ofThemes, UnsavedNote } from '../core/editing.tsx';
import { GroundField } from '../core/ground-field.tsx';
import { RoomTitle } from '../core/help-link.tsx';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { useAnswer } from '../core/use-answer.ts';
import { editing, importAddress } from './edit-session.ts';
import { chooseTheme } from './files.ts';
import { ThemeCard } from './theme-card.tsx';
import { UseCard } from './use-card.tsx';

/** What shows most of a theme. */
const shownWith = 'tachometer';

export interface ThemeGalleryProps {
  readonly panel: Panel;
  readonly themes: readonly ThemeMetadata[];
  readonly choices: ThemeChoices;
  /** Themes or choices are others now. */
  onChanged(): void;
}

interface Deleted {
  readonly wasChosen: { readonly all: boolean; readonly overlays: readonly string[] };
}

export function Gallery({ panel, themes, choices, onChanged }: ThemeGalleryProps) {
  useEffect(() => {
    // The file may be another one when it is opened again.
    if (!editing.isUnsaved.value) editing.drop();
  }, []);
  const overlays = useAnswer<readonly OverlayMetadata[]>(
    (signal) => panel.relay.get('/api/overlays', { signal }),
    [panel],
  ).value;
  const titleOf = (overlay: string): string =>
    overlays?.find(({ name }) => name === overlay)?.title ?? overlay;
  const titleOfTheme = (theme: string): string =>
    themes.find(({ name }) => name === theme)?.title ?? theme;

  const use = async (theme: string | null, overlay: string | null): Promise<void> => {
    const path = overlay === null ? '' : `/${overlay}`;
    try {
      await panel.relay.send('PUT', `/api/settings/theme${path}`, { theme });
      const what = overlay === null ? 'All overlays' : titleOf(overlay);
      const shows = theme === null ? 'their own theme again' : titleOfTheme(theme);
      panel.notify(`${what}: ${shows}. OBS shows it now.`);
      onChanged();
    } catch (problem) {
      panel.notifyProblem(problem);
    }
  };
  const remove = async ({ name, title }: ThemeMetadata): Promise<void> => {
    try {
      const { wasChosen } = await panel.relay.send<Deleted>('DELETE', `/api/themes/${name}`);
      if (editing.work.value?.saves === name) editing.drop();
      const places = [
        ...(wasChosen.all ? ['all overlays'] : []),
        ...wasChosen.overlays.map(titleOf),
      ];
      const back = places.length === 0 ? '' : ` Taken back for: ${places.join(', ')}.`;
      panel.notify(`${title} is deleted.${back}`);
      onChanged();
    } catch (problem) {
      panel.notifyProblem(problem);
    }
  };
  const bringIn = async (): Promise<void> => {
    try {
      const file = await chooseTheme();
      if (file === null) return;
      editing.begin({ address: importAddress, saves: null, from: file.title, saved: null }, file);
      panel.go(hashOf('themes', importAddress));
    } catch (problem) {
      panel.notify(problem instanceof Error ? problem.message : String(problem), 'bad');
    }
  };
  const overlay = overlays?.find(({ name }) => name === shownWith) ?? overlays?.[0];
  return (
    <>
      <div class="room-head">
        <div>
          <RoomTitle title="Themes" help="themes" />
          <p class="muted">One look for everything that OBS shows. A choice is shown at once.</p>
        </div>
        <div class="row">
          {themes.some(({ preview }) => preview === null) && <GroundField />}
          <Button onClick={() => void bringIn()}>Import a file …</Button>
        </div>
      </div>
      <UnsavedNote kind={ofThemes} editing={editing} />
      <div class="theme-gallery">
        <UseCard
          panel={panel}
          themes={themes}
          choices={choices}
          onUse={(theme, overlay) => void use(theme, overlay)}
        />
        <ul class="theme-cards">
          {[...themes]
            .sort((a, b) => Number(a.builtIn) - Number(b.builtIn))
            .map((theme) => (
              <ThemeCard
                key={theme.name}
                panel={panel}
                theme={theme}
                overlay={overlay}
                isForAll={choices.theme === theme.name}
                isFor={Object.keys(choices.overlays)
                  .filter((name) => choices.overlays[name] === theme.name)
                  .map(titleOf)}
                onUse={() => void use(theme.name, null)}
                onDelete={() => void remove(theme)}
              />
            ))}
        </ul>
      </div>
    </>
  );
}
