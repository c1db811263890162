/** One overlay: a large preview, the form of its parameters, its theme, and its buttons for OBS. */
import { useComputed } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import type { OverlayValues } from '../core/overlay-links.ts';
import { OverlayPreview } from '../core/overlay-preview.tsx';
import { ParameterForm } from '../core/parameter-fields.tsx';
import {
  fieldsOf,
  formOf,
  type OverlayForm,
  problemOf,
  valuesFrom,
} from '../core/parameter-form.ts';
import { BackgroundField } from '../core/preview-fields.tsx';
import { useObs } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { previewOf } from '../core/status.ts';
import { themeOf, useThemeChoices, useThemeFile, useThemes } from '../core/themes.ts';
import { keepValues, parameterValues } from './choices.ts';
import { pageForObs } from './gallery.tsx';
import { ThemeBar, titleIn, UseTheme } from './theme-bar.tsx';

/** CSS pixels */
const largestHeight = 380;
/** Small overlays are enlarged by at most this factor. */
const largestScale = 1.7;

/** Without invalid values, which must not get into an address. */
function usable(form: OverlayForm, values: OverlayValues): OverlayValues {
  return Object.fromEntries(
    fieldsOf(form).flatMap((field) => {
      const value = values[field.name];
      return value === undefined || problemOf(field, value) !== null ? [] : [[field.name, value]];
    }),
  );
}

interface InObsProps {
  readonly obs: ObsStatus | null;
  readonly overlay: OverlayMetadata;
  readonly form: OverlayForm;
  onUse(values: OverlayValues): void;
}

function InObs({ obs, overlay, form, onUse }: InObsProps) {
  const sources = obs?.sources.filter((source) => source.overlay === overlay.name) ?? [];
  if (sources.length === 0) return null;
  return (
    <Card title="In OBS">
      <ul class="stack tight">
        {sources.map(({ name, scenes, url }) => (
          <li class="row between" key={name}>
            <span>
              {name} <span class="muted small">{scenes.join(', ') || 'in no scene'}</span>
            </span>
            <Button
              small
              label={`Use its parameters: ${name}`}
              onClick={() => onUse(valuesFrom(url, form))}
            >
              Use its parameters
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ThemeCard(props: {
  readonly panel: Panel;
  readonly overlay: OverlayMetadata;
  readonly previewed: string | null;
  onPreview(name: string | null): void;
}) {
  const { panel, overlay, previewed, onPreview } = props;
  const themes = useThemes(panel).value ?? [];
  const choices = useThemeChoices(panel);
  const inUse = themeOf(choices.value, overlay.name);
  const hasOwn = choices.value?.overlays[overlay.name] !== undefined;
  const use = async (theme: string | null): Promise<void> => {
    await panel.attempt(async () => {
      const path = `/api/settings/theme/${encodeURIComponent(overlay.name)}`;
      await panel.relay.send('PUT', path, { theme });
      onPreview(null);
      choices.again();
      panel.notify(
        theme === null
          ? `${overlay.title} uses the theme of all overlays again.`
          : `${overlay.title} now uses the theme ${titleIn(themes, theme)}, in OBS too.`,
      );
    });
  };
  return (
    <Card title="Theme">
      <div class="stack">
        <ThemeBar
          themes={themes}
          inUse={inUse}
          previewed={previewed ?? inUse}
          onPreview={(name) => onPreview(name === inUse ? null : name)}
        />
        <div class="row">
          <UseTheme
            themes={themes}
            inUse={inUse}
            previewed={previewed ?? inUse}
            what="for this overlay"
            onUse={(name) => void use(name)}
          />
          {hasOwn && <Button onClick={() => void use(null)}>Use the theme of all overlays</Button>}
        </div>
      </div>
    </Card>
  );
}

export function Detail({
  panel,
  overlay,
}: {
  readonly panel: Panel;
  readonly overlay: OverlayMetadata;
}) {
  const { name, title, description, size } = overlay;
  const form = formOf(overlay);
  const typed = parameterValues.value[name] ?? {};
  const values = usable(form, typed);
  const obs = useObs(panel).value;
  const of = useComputed(() => previewOf(panel.status.value)).value;
  const choices = useThemeChoices(panel).value;
  const [previewed, setPreviewed] = useState<string | null>(null);
  const inUse = themeOf(choices, name);
  const theme = useThemeFile(panel, previewed ?? inUse);
  const page = pageForObs(overlay, values);
  const set = (next: OverlayValues): void => keepValues(name, next);
  return (
    <>
      <div class="room-head">
        <div>
          <p class="small">
            <a href={hashOf('overlays')}>← All overlays</a>
          </p>
          <h1>{title}</h1>
          <p class="muted">{description}</p>
        </div>
        <BackgroundField />
      </div>
      <div class="overlay-detail">
        <div class="stack">
          <div class="overlay-large">
            <OverlayPreview
              {...{ overlay, values, of, inUse, theme }}
              height={Math.min(largestHeight, Math.round(size.height * largestScale))}
            />
          </div>
          <Card title="Add to OBS">
            <div class="stack">
              <code class="overlay-address">{page.url}</code>
              <div class="row">
                <AddToObs panel={panel} page={page} obs={obs} kind="main" />
                <DragLink panel={panel} page={page} />
                <CopyButton panel={panel} page={page} />
                <span class="muted small">
                  {size.width} × {size.height}
                </span>
              </div>
            </div>
          </Card>
          <InObs
            obs={obs}
            overlay={overlay}
            form={form}
            onUse={(used) => {
              set(used);
              panel.notify('Change the parameters, then add the overlay under the same name.');
            }}
          />
          <ThemeCard
            panel={panel}
            overlay={overlay}
            previewed={previewed}
            onPreview={setPreviewed}
          />
        </div>
        <Card
          title="Parameters"
          aside={
            Object.keys(typed).length > 0 && (
              <Button small kind="quiet" onClick={() => set({})}>
                Reset to defaults
              </Button>
            )
          }
        >
          <ParameterForm form={form} values={typed} onInput={set} />
        </Card>
      </div>
    </>
  );
}
