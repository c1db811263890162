/**
 * A page that shows a layout: fetches it from the relay, again after each change, and lets the framing page show an
 * unsaved one. When a layout cannot be fetched, the page reports it, keeps what it shows, and asks again when the relay is back.
 */
import { messageOf } from '../../../protocol/explained-error.ts';
import {
  type CheckedLayout,
  type Layout,
  layoutPageName,
  layoutPreviewName,
} from '../../../protocol/layout.ts';
import type { OverlayAbout } from '../about.ts';
import { fetchFromRelay } from '../net/shown-key.ts';
import type { PageParameters } from './address-parameters.ts';
import { type Arrangement, emptyArrangement, ofLayout } from './arrangement.ts';
import type { OverlayPage, PageOptions } from './page.ts';
import { announceReady, listenForPreviews } from './preview.ts';

export interface LayoutPageParts {
  readonly name: string;
  readonly parameters: PageParameters;
  readonly abouts: ReadonlyMap<string, OverlayAbout>;
  readonly pageOf: (
    shown: Pick<PageOptions, 'name' | 'layout' | 'parameters' | 'onLayoutChanged'>,
    arrangement: Arrangement,
  ) => OverlayPage;
  readonly report: (sentence: string) => void;
}

const layoutsAddress = '/api/layouts';

/** Opens the page. Resolves when its pictures are drawn. */
export async function showLayout(parts: LayoutPageParts): Promise<void> {
  const { name, parameters, abouts, pageOf, report } = parts;
  let isPreviewing = name === layoutPreviewName;
  let asked = 0;
  const arrangementOf = (layout: Layout) => ofLayout(layout, abouts, parameters, report);

  const fetched = async (): Promise<Layout | null> => {
    try {
      return (await answer(`${layoutsAddress}/${name}`)) as Layout;
    } catch (error) {
      report(`The layout ${name} cannot be had from the relay: ${messageOf(error)}`);
      return null;
    }
  };
  const reload = async (): Promise<void> => {
    if (isPreviewing) return;
    const number = ++asked;
    const layout = await fetched();
    if (layout === null || isPreviewing || number !== asked) return;
    setTitle(layout);
    await page.show(arrangementOf(layout));
  };

  const first = isPreviewing ? null : await fetched();
  if (first !== null) setTitle(first);
  const page = pageOf(
    { name: layoutPageName, layout: name, parameters, onLayoutChanged: () => void reload() },
    first === null ? emptyArrangement : arrangementOf(first),
  );
  listenForPreviews({
    theme: (theme) => page.preview(theme),
    layout: async (value) => {
      isPreviewing = true;
      const number = ++asked;
      const { layout, problems } = await checked(value);
      if (layout !== null && number === asked) await page.show(arrangementOf(layout));
      return problems.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`));
    },
  });
  await page.open();
  announceReady();
}

function setTitle({ title }: Layout): void {
  document.title = `${title} · Sequential`;
}

/** The relay checks and completes the layout as it does when one is saved. */
async function checked(value: unknown): Promise<CheckedLayout> {
  const sent = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(value),
  };
  return (await answer(`${layoutsAddress}/check`, sent)) as CheckedLayout;
}

/** @throws Error with the relay's message */
async function answer(address: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetchFromRelay(address, { cache: 'no-store', ...init });
  const value = (await response.json().catch(() => null)) as {
    error?: { message?: unknown };
  } | null;
  if (response.ok && value !== null) return value;
  const { message } = value?.error ?? {};
  throw new Error(typeof message === 'string' ? message : `it answered ${response.status}`);
}
