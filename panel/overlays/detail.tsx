/** One overlay: a large preview, its parameters as a form, its theme, and its ways into OBS. */
import { useComputed } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Button } from '../core/controls.tsx';
import { Card } from '../core/frames.tsx';
import { GroundField } from '../core/ground-field.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import { type OverlayValues, previewUrl } from '../core/overlay-links.ts';
import { ParameterForm } from '../core/parameter-fields.tsx';
import {
  fieldsOf,
  formOf,
  type OverlayForm,
  problemOf,
  valuesFrom,
} from '../core/parameter-form.ts';
import { Preview } from '../core/preview.tsx';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { previewOf } from '../core/status.ts';
import { themeOf, useThemeChoices, useThemeFile, useThemes } from '../core/themes.ts';
import { useObs } from '../core/use-obs.ts';
import { keepValues, parameterValues } from './choices.ts';
import { forObs } from './gallery.tsx';
import { ThemeBar, UseTheme } from './theme-bar.tsx';

/** Of the largest preview, CSS pixels. */
const previewHeight = 380;
/** Small overlays are not blown up beyond this. */
const mostTimes = 1.7;

/** Without what cannot be used, so that an address never carries it. */
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
  onTake(values: OverlayValues): void;
}

function InObs({ obs, overlay, form, onTake }: InObsProps) {
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
              label={`Take its parameters: ${name}`}
              onClick={() => onTake(valuesFrom(url, form))}
            >
              Take its parameters
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
  readonly looked: string | null;
  onLook(name: string | null): void;
}) {
  const { panel, overlay, looked, onLook } = props;
  const themes = useThemes(panel).value ?? [];
  const choices = useThemeChoices(panel);
  const inUse = themeOf(choices.value, overlay.name);
  const hasOwn = choices.value?.overlays[overlay.name] !== undefined;
  const use = async (theme: string | null): Promise<void> => {
    try {
      const path = `/api/settings/theme/${encodeURIComponent(overlay.name)}`;
      await panel.relay.send('PUT', path, { theme });
      onLook(null);
      choices.again();
      panel.notify(
        theme === null
          ? `${overlay.title} looks like all the others again.`
          : `${overlay.title} has this theme now, in OBS too.`,
      );
    } catch (problem) {
      panel.notifyProblem(problem);
    }
  };
  return (
    <Card title="Theme">
      <div class="stack">
        <ThemeBar
          themes={themes}
          inUse={inUse}
          previewed={looked ?? inUse}
          onPreview={(name) => onLook(name === inUse ? null : name)}
        />
        <div class="row">
          <UseTheme
            themes={themes}
            inUse={inUse}
            previewed={looked ?? inUse}
            what="for this overlay"
            onUse={(name) => void use(name)}
          />
          {hasOwn && <Button onClick={() => void use(null)}>As all the others</Button>}
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
  const [looked, setLooked] = useState<string | null>(null);
  const theme = useThemeFile(panel, looked);
  const page = forObs(overlay, values);
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
        <GroundField />
      </div>
      <div class="overlay-detail">
        <div class="stack">
          <div class="overlay-large">
            {of !== null && (
              <Preview
                url={previewUrl(location.origin, name, values, {
                  of,
                  theme: looked ?? themeOf(choices, name),
                })}
                title={title}
                size={size}
                height={Math.min(previewHeight, Math.round(size.height * mostTimes))}
                theme={theme}
              />
            )}
          </div>
          <Card title="Into OBS">
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
            onTake={(taken) => {
              set(taken);
              panel.notify('Change what you like, then add it under the same name.');
            }}
          />
          <ThemeCard panel={panel} overlay={overlay} looked={looked} onLook={setLooked} />
        </div>
        <Card
          title="Parameters"
          aside={
            Object.keys(typed).length > 0 && (
              <Button small kind="quiet" onClick={() => set({})}>
                Back to the defaults
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
