/** Hooks for the list of themes, the chosen themes, and theme files for previews. */
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { ThemeChoices, ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { type Answer, useAnswer, useGet } from './relay-hooks.ts';
import type { Panel } from './room.ts';

/** The theme of a page for which none is chosen. */
export const standardTheme = 'apex';

/** The theme in use for an overlay. */
export function themeOf(choices: ThemeChoices | null, overlay: string): string {
  return choices?.overlays[overlay] ?? choices?.theme ?? standardTheme;
}

export function useThemes(panel: Panel): Answer<readonly ThemeMetadata[]> {
  return useGet(panel, '/api/themes');
}

/** A browser without the token gets a `problem`. The request is repeated when the relay accepts the browser. */
export function useThemeChoices(panel: Panel): Answer<ThemeChoices> {
  const isAccepted = useComputed(() => typeof panel.status.value !== 'string').value;
  return useAnswer(
    (signal) => panel.relay.get('/api/settings', { signal, mayAskKey: false }),
    [panel, isAccepted],
  );
}

/** The content of a theme file, for `Preview`; null: it is loading, or does not exist. */
export function useThemeFile(panel: Panel, name: string | null): object | null {
  const [file, setFile] = useState<{ name: string; theme: object } | null>(null);
  useEffect(() => {
    if (name === null) return;
    const life = new AbortController();
    panel.relay
      .get<object>(`/themes/${name}.json`, { signal: life.signal, mayAskKey: false })
      .then((theme) => setFile({ name, theme }))
      .catch(() => {});
    return () => life.abort();
  }, [panel, name]);
  return file !== null && file.name === name ? file.theme : null;
}
