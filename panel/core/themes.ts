/** The themes that there are and which of them is in use, asked from the relay; and the files of themes for previews. */
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { ThemeChoices, ThemeMetadata } from '../../protocol/theme-metadata.ts';
import type { Panel } from './room.ts';
import { type Answer, useAnswer } from './use-answer.ts';

/** What a page without any choice is drawn in. */
export const standardTheme = 'apex';

/** The theme that an overlay is shown in now. */
export function themeOf(choices: ThemeChoices | null, overlay: string): string {
  return choices?.overlays[overlay] ?? choices?.theme ?? standardTheme;
}

export function useThemes(panel: Panel): Answer<readonly ThemeMetadata[]> {
  return useAnswer((signal) => panel.relay.get('/api/themes', { signal }), [panel]);
}

/** For those who may not know them, `problem`; asked anew once they may. */
export function useThemeChoices(panel: Panel): Answer<ThemeChoices> {
  const isLetIn = useComputed(() => typeof panel.status.value !== 'string').value;
  return useAnswer(
    (signal) => panel.relay.get('/api/settings', { signal, mayAskKey: false }),
    [panel, isLetIn],
  );
}

/** The whole theme as its file has it, for `Preview`; null while it is read, or when there is none of that name. */
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
