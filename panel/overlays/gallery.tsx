/** The list of overlays, each with a preview in the chosen theme and its buttons for OBS. */
import { useComputed } from '@preact/signals';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import type { ThemeChoices } from '../../protocol/theme-metadata.ts';
import { Badge } from '../core/cards-and-dialogs.tsx';
import { RoomTitle } from '../core/help-link.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import {
  inOrder,
  type OverlayValues,
  type PageForObs,
  sourceDragUrl,
  sourceUrl,
} from '../core/overlay-links.ts';
import { OverlayPreview } from '../core/overlay-preview.tsx';
import { BackgroundField } from '../core/preview-fields.tsx';
import { useObs } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { previewOf } from '../core/status.ts';
import {
  standardTheme,
  themeOf,
  useThemeChoices,
  useThemeFile,
  useThemes,
} from '../core/themes.ts';
import { parameterValues, previewedTheme } from './choices.ts';
import { ThemeBar, titleIn, UseTheme } from './theme-bar.tsx';

/** CSS pixels */
const previewHeight = 190;

export function pageForObs(overlay: OverlayMetadata, values: OverlayValues): PageForObs {
  const { name, title, size } = overlay;
  return {
    title,
    size,
    url: sourceUrl(location.origin, name, values),
    dragUrl: sourceDragUrl(location.origin, overlay, values),
    source: { overlay: name, parameters: values },
  };
}

interface CardProps {
  readonly panel: Panel;
  readonly overlay: OverlayMetadata;
  readonly values: OverlayValues;
  readonly of: 'live' | 'demo' | null;
  /** In use for this overlay. */
  readonly themeName: string;
  /** Content of the previewed theme; null: the theme in use is shown. */
  readonly theme: object | null;
  readonly obs: ObsStatus | null;
  readonly own: boolean;
}

function OverlayCard({ panel, overlay, values, of, themeName, theme, obs, own }: CardProps) {
  const { name, title, description, size } = overlay;
  const page = pageForObs(overlay, values);
  const inObs = obs?.sources.filter((source) => source.overlay === name).length ?? 0;
  const about = hashOf('overlays', name);
  return (
    <li class="overlay-card">
      <div class="overlay-preview">
        <OverlayPreview
          {...{ overlay, values, of, theme }}
          inUse={themeName}
          height={previewHeight}
        />
      </div>
      <div class="overlay-about">
        <div class="row between">
          <h2>
            <a href={about}>{title}</a>
          </h2>
          {inObs > 0 && <Badge tone="good">in OBS</Badge>}
        </div>
        <p class="muted small">{description}</p>
        <p class="muted small overlay-details">
          <span>
            {size.width} × {size.height}
          </span>
          {own && <span>own theme: {themeName}</span>}
        </p>
        <div class="row overlay-buttons">
          <DragLink panel={panel} page={page} small />
          <AddToObs panel={panel} page={page} obs={obs} small />
          <CopyButton panel={panel} page={page} small />
        </div>
      </div>
    </li>
  );
}

function useThemesHere(panel: Panel) {
  const themes = useThemes(panel);
  const choices = useThemeChoices(panel);
  const inUse = choices.value?.theme ?? standardTheme;
  const previewed = previewedTheme.value ?? inUse;
  const use = async (name: string): Promise<void> => {
    await panel.attempt(async () => {
      await panel.relay.send<ThemeChoices>('PUT', '/api/settings/theme', { theme: name });
      previewedTheme.value = null;
      choices.again();
      panel.notify(
        `All overlays now use the theme ${titleIn(themes.value ?? [], name)}, in OBS too.`,
      );
    });
  };
  return { themes: themes.value ?? [], choices: choices.value, inUse, previewed, use };
}

export function Gallery(props: {
  readonly panel: Panel;
  readonly overlays: readonly OverlayMetadata[];
}) {
  const { panel, overlays } = props;
  const { themes, choices, inUse, previewed, use } = useThemesHere(panel);
  const obs = useObs(panel).value;
  const of = useComputed(() => previewOf(panel.status.value)).value;
  const isPreviewing = previewed !== inUse;
  const theme = useThemeFile(panel, isPreviewing ? previewed : null);
  return (
    <>
      <div class="room-head">
        <div>
          <RoomTitle title="Overlays" help="overlays" />
          <p class="muted">
            {of === 'live'
              ? 'The previews show the live session.'
              : 'The previews show a demo lap.'}{' '}
            Drag an overlay into the OBS window, press Add to OBS, or copy its address into a
            browser source.
          </p>
        </div>
        <BackgroundField />
      </div>
      <div class="theme-row">
        <ThemeBar
          themes={themes}
          inUse={inUse}
          previewed={previewed}
          onPreview={(name) => {
            previewedTheme.value = name === inUse ? null : name;
          }}
        />
        <UseTheme
          themes={themes}
          inUse={inUse}
          previewed={previewed}
          what="for all overlays"
          onUse={(name) => void use(name)}
        />
      </div>
      <ul class="overlay-cards">
        {inOrder(overlays).map((overlay) => (
          <OverlayCard
            key={overlay.name}
            panel={panel}
            overlay={overlay}
            values={parameterValues.value[overlay.name] ?? {}}
            of={of}
            themeName={isPreviewing ? previewed : themeOf(choices, overlay.name)}
            theme={theme}
            obs={obs}
            own={!isPreviewing && choices?.overlays[overlay.name] !== undefined}
          />
        ))}
      </ul>
    </>
  );
}
