/** Buttons that preview a theme, and the button that uses it in OBS. */
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Button } from '../core/controls.tsx';

/** The title of a theme; its name where the list does not have it. */
export function titleIn(themes: readonly ThemeMetadata[], name: string): string {
  return themes.find((theme) => theme.name === name)?.title ?? name;
}

export interface ThemeBarProps {
  readonly themes: readonly ThemeMetadata[];
  /** The theme that OBS shows. */
  readonly inUse: string;
  readonly previewed: string;
  onPreview(name: string): void;
}

export function ThemeBar({ themes, inUse, previewed, onPreview }: ThemeBarProps) {
  return (
    <fieldset class="theme-bar">
      <legend class="hidden">Theme of the previews</legend>
      {themes
        .filter(({ problem }) => problem === null)
        .map(({ name, title, builtIn }) => (
          <button
            key={name}
            type="button"
            class="theme-chip"
            aria-pressed={name === previewed}
            onClick={() => onPreview(name)}
          >
            {title}
            {name === inUse && <span class="theme-mark">in use</span>}
            {!builtIn && name !== inUse && <span class="theme-mark">yours</span>}
          </button>
        ))}
    </fieldset>
  );
}

export interface UseThemeProps {
  readonly themes: readonly ThemeMetadata[];
  readonly inUse: string;
  readonly previewed: string;
  /** For instance `for all overlays`. */
  readonly what: string;
  onUse(name: string): void;
}

/** Empty while the previewed theme is in use. */
export function UseTheme({ themes, inUse, previewed, what, onUse }: UseThemeProps) {
  if (inUse === previewed) return null;
  const title = titleIn(themes, previewed);
  return (
    <Button kind="main" onClick={() => onUse(previewed)}>
      Use {title} {what}
    </Button>
  );
}
