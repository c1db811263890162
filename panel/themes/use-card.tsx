/** The choice of themes: one for all overlays, or another one for single overlays. A choice applies immediately. */
import type { ThemeChoices, ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { SelectField } from '../core/controls.tsx';
import { inOrder } from '../core/overlay-links.ts';
import { useOverlays } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { standardTheme } from '../core/themes.ts';
import { AccentField } from './accent-field.tsx';

export interface UseCardProps {
  readonly panel: Panel;
  readonly themes: readonly ThemeMetadata[];
  readonly choices: ThemeChoices;
  /** @param overlay null: for all */
  onUse(theme: string | null, overlay: string | null): void;
  /** @param accent null: each theme's own */
  onAccent(accent: string | null): void;
}

export function UseCard({ panel, themes, choices, onUse, onAccent }: UseCardProps) {
  const overlays = useOverlays(panel).value;
  const usable = themes
    .filter(({ problem, lastGood }) => problem === null || lastGood === true)
    .map(({ name, title }) => ({ value: name, title }));
  const standard = themes.find(({ name }) => name === standardTheme)?.title ?? standardTheme;
  const own = Object.keys(choices.overlays).length;
  return (
    <Card title="What OBS shows">
      <div class="stack">
        <SelectField
          label="All overlays"
          value={choices.theme ?? ''}
          choices={[{ value: '', title: `Default (${standard})` }, ...usable]}
          onInput={(theme) => onUse(theme === '' ? null : theme, null)}
          {...(own > 0 ? { hint: 'A choice here also resets the themes of single overlays.' } : {})}
        />
        <AccentField accent={choices.accent} onAccent={onAccent} />
        <details class="theme-single" open={own > 0}>
          <summary>
            Other themes for single overlays{own > 0 && <span class="muted"> ({own})</span>}
          </summary>
          <div class="theme-single-list">
            {inOrder(overlays ?? []).map(({ name, title }) => (
              <SelectField
                key={name}
                label={title}
                value={choices.overlays[name] ?? ''}
                choices={[{ value: '', title: 'Theme of all overlays' }, ...usable]}
                onInput={(theme) => onUse(theme === '' ? null : theme, name)}
              />
            ))}
          </div>
        </details>
      </div>
    </Card>
  );
}
