/** The list of themes, and the choice of the themes that OBS shows. */
import type { ThemeChoices, ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Button } from '../core/controls.tsx';
import { newAddress } from '../core/edit-session.ts';
import { useCloseUnchanged } from '../core/editor-hooks.ts';
import { ofThemes, UnsavedNote } from '../core/editor-parts.tsx';
import { ownFirst } from '../core/gallery-card.tsx';
import { RoomTitle } from '../core/help-link.tsx';
import { chooseFile } from '../core/json-files.ts';
import { BackgroundField } from '../core/preview-fields.tsx';
import { useOverlays } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { standardTheme } from '../core/themes.ts';
import { readFile } from './draft.ts';
import { editing } from './edit-session.ts';
import { ThemeCard } from './theme-card.tsx';
import { UseCard } from './use-card.tsx';

/** The overlay that shows most of a theme. */
const shownWith = 'tachometer';

export interface ThemeGalleryProps {
  readonly panel: Panel;
  readonly themes: readonly ThemeMetadata[];
  readonly choices: ThemeChoices;
  /** Themes or choices have changed. */
  onChanged(): void;
}

/** The answer to `DELETE /api/themes/{name}`. */
interface DeletedTheme {
  readonly wasChosen: { readonly all: boolean; readonly overlays: readonly string[] };
}

export function Gallery({ panel, themes, choices, onChanged }: ThemeGalleryProps) {
  useCloseUnchanged(editing);
  const overlays = useOverlays(panel).value;
  const titleOf = (overlay: string): string =>
    overlays?.find(({ name }) => name === overlay)?.title ?? overlay;
  const titleOfTheme = (theme: string): string =>
    themes.find(({ name }) => name === theme)?.title ?? theme;

  const use = async (theme: string | null, overlay: string | null): Promise<void> => {
    const path = overlay === null ? '' : `/${overlay}`;
    await panel.attempt(async () => {
      await panel.relay.send('PUT', `/api/settings/theme${path}`, { theme });
      const what = overlay === null ? 'All overlays now use' : `${titleOf(overlay)} now uses`;
      const shown = theme === null ? 'the theme of all overlays' : titleOfTheme(theme);
      panel.notify(`${what} ${shown}, in OBS too.`);
      onChanged();
    });
  };
  const useAccent = async (accent: string | null): Promise<void> => {
    await panel.attempt(async () => {
      await panel.relay.send('PUT', '/api/settings/accent', { accent });
      onChanged();
    });
  };
  const remove = async ({ name, title }: ThemeMetadata): Promise<void> => {
    await panel.attempt(async () => {
      const { wasChosen } = await panel.relay.send<DeletedTheme>('DELETE', `/api/themes/${name}`);
      if (editing.work.value?.saves === name) editing.drop();
      const places = [
        ...(wasChosen.all ? ['all overlays'] : []),
        ...wasChosen.overlays.map(titleOf),
      ];
      const back =
        places.length === 0 ? '' : ` These use the previous theme again: ${places.join(', ')}.`;
      panel.notify(`${title} is deleted, with its file themes/${name}.json.${back}`);
      onChanged();
    });
  };
  const importFile = async (): Promise<void> => {
    await panel.attempt(async () => {
      const text = await chooseFile();
      if (text === null) return;
      const file = readFile(text);
      editing.openNew(file, file.title);
      panel.go(hashOf('themes', newAddress));
    });
  };
  const overlay = overlays?.find(({ name }) => name === shownWith) ?? overlays?.[0];
  return (
    <>
      <div class="room-head">
        <div>
          <RoomTitle title="Themes" help="themes" />
          <p class="muted">
            One theme for everything that OBS shows. A choice applies immediately.
          </p>
        </div>
        <div class="row">
          {themes.some(({ preview }) => preview === null) && <BackgroundField />}
          <Button onClick={() => void importFile()}>Import a file …</Button>
        </div>
      </div>
      <UnsavedNote kind={ofThemes} editing={editing} />
      <div class="theme-gallery">
        <UseCard
          panel={panel}
          themes={themes}
          choices={choices}
          onUse={(theme, overlay) => void use(theme, overlay)}
          onAccent={(accent) => void useAccent(accent)}
        />
        <ul class="picture-cards theme-cards">
          {ownFirst(themes).map((theme) => (
            <ThemeCard
              key={theme.name}
              {...{ panel, theme, overlay }}
              isForAll={(choices.theme ?? standardTheme) === theme.name}
              isFor={Object.keys(choices.overlays)
                .filter((name) => choices.overlays[name] === theme.name)
                .map(titleOf)}
              onUse={() => void use(theme.name, null)}
              onDelete={() => remove(theme)}
            />
          ))}
        </ul>
      </div>
    </>
  );
}
