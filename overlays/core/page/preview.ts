/**
 * Lets the framing page show an unsaved theme or layout; the panel's editors preview with it. Accepts messages only from
 * the parent frame and only from the relay's own origin. Stores nothing.
 */
import { messageOf } from '../../../protocol/explained-error.ts';
import { problemText } from '../../../protocol/file-schema.ts';
import type { Theme } from '../../../protocol/theme-schema.ts';
import { loadFontsOf } from '../theme/theme-loader.ts';

export interface PreviewParts {
  /** Shows the theme until the page reloads. */
  readonly theme: (theme: Theme) => void;
  /** Shows the layout; absent: this page shows a single overlay. @returns the layout's problems, in sentences */
  readonly layout?: (layout: unknown) => Promise<readonly string[]>;
}

function isOfOwnParent({ origin, source }: MessageEvent): boolean {
  return parent !== window && source === parent && origin === location.origin;
}

/** Posts to the framing page. A page of another origin does not receive it. */
function post(message: object): void {
  if (parent !== window) parent.postMessage(message, location.origin);
}

/** Announces that the first picture is drawn. */
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

/** @returns stops listening; may be called twice */
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
      problems.push(messageOf(error));
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
  // The first picture already shows what arrives before it.
  post({ type: 'sequential-page-listens' });
  return () => removeEventListener('message', listen);
}
