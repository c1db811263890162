/** The themes that there are and which of them is in use, asked from the relay; and the files of themes for previews. */
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { type Answer, useAnswer } from './answer.ts';
import type { Panel } from './room.ts';

/** As `GET /api/themes` lists a theme. */
export interface ThemeFacts {
  readonly name: string;
  readonly title: string;
  readonly author: string;
  readonly description: string;
  /** Address of a picture of it; null: it has none. */
  readonly preview: string | null;
  readonly builtIn: boolean;
  /** Why it cannot be used; null: nothing. */
  readonly problem: string | null;
  /** There is a problem, and the last good version is shown. */
  readonly lastGood?: true;
}

/** `GET /api/settings`: what was chosen for all overlays (null: what the address says), and for single ones. */
export interface ThemeChoices {
  readonly theme: string | null;
  readonly overlays: Readonly<Record<string, string>>;
}

/** What a page without any choice is drawn in. */
export const standardTheme = 'apex';

/** The theme that an overlay is shown in now. */
export function themeOf(choices: ThemeChoices | null, overlay: string): string {
  return choices?.overlays[overlay] ?? choices?.theme ?? standardTheme;
}

export function useThemes(panel: Panel): Answer<readonly ThemeFacts[]> {
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
