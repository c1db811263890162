/**
 * Lets the page around this one show a theme or layout that is not saved: the panel's editors draw with it. Takes such
 * messages only from the page that this one is framed by, and only of the relay's own origin; keeps nothing.
 */
import { problemText } from '../../../protocol/file-schema.ts';
import type { Theme } from '../../../protocol/theme-schema.ts';
import { reasonOf } from '../problems.ts';
import { loadFontsOf } from '../theme/theme-loader.ts';

export interface PreviewParts {
  /** Shows the theme until the page is loaded again. */
  readonly theme: (theme: Theme) => void;
  /** Shows the layout; absent: this page has none. @returns what is wrong with it, in sentences */
  readonly layout?: (layout: unknown) => Promise<readonly string[]>;
}

function isOfOwnParent({ origin, source }: MessageEvent): boolean {
  return parent !== window && source === parent && origin === location.origin;
}

/** Tells the page around this one. Of another origin it hears nothing. */
function post(message: object): void {
  if (parent !== window) parent.postMessage(message, location.origin);
}

/** The page has its first picture. */
export function announceReady(): void {
  post({ type: 'sequential-page-ready' });
}

async function showTheme(value: unknown, isNewest: () => boolean, show: PreviewParts['theme']) {
  const { checkTheme } = await import('../../../protocol/theme-schema.ts');
  const { theme, problems } = checkTheme(value);
  if (theme === null) return problems.map(problemText);
  const missing: string[] = [];
  await loadFontsOf(theme, (sentence) => missing.push(sentence));
  if (isNewest()) show(theme);
  return missing;
}

/** @returns ends it; may be called twice */
export function listenForPreviews({ theme: show, layout: arrange }: PreviewParts): () => void {
  let requests = 0;
  const showPreview = async ({
    theme,
    layout,
  }: {
    theme?: unknown;
    layout?: unknown;
  }): Promise<void> => {
    const number = ++requests;
    const problems: string[] = [];
    try {
      if (theme !== undefined) {
        problems.push(...(await showTheme(theme, () => number === requests, show)));
      }
      if (layout !== undefined && arrange !== undefined) problems.push(...(await arrange(layout)));
    } catch (error) {
      problems.push(reasonOf(error));
    }
    post({ type: 'sequential-preview-taken', problems });
  };
  const listen = (event: MessageEvent): void => {
    if (!isOfOwnParent(event)) return;
    const data: unknown = event.data;
    if (typeof data !== 'object' || data === null) return;
    if ((data as { type?: unknown }).type === 'sequential-preview') void showPreview(data);
  };
  addEventListener('message', listen);
  // What comes before the first picture is in it.
  post({ type: 'sequential-page-listens' });
  return () => removeEventListener('message', listen);
}
