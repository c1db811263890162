/**
 * A preview: the overlay's own page in an iframe, over a background that looks like a game. Only visible previews run.
 * The panel controls the page by one message and never by its elements.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { keptItem } from './kept-item.ts';

export type PreviewBackground = 'dark' | 'bright' | 'chequer';

export const backgroundChoices: readonly {
  readonly value: PreviewBackground;
  readonly title: string;
}[] = [
  { value: 'dark', title: 'Dark' },
  { value: 'bright', title: 'Bright' },
  { value: 'chequer', title: 'Transparent' },
];

const kept = keptItem(() => localStorage, 'sequential.ground');

function storedBackground(): PreviewBackground {
  const stored = kept.read();
  return backgroundChoices.find(({ value }) => value === stored)?.value ?? 'dark';
}

const background = signal<PreviewBackground>(storedBackground());

/** Of all previews. */
export function currentBackground(): PreviewBackground {
  return background.value;
}

export function chooseBackground(value: PreviewBackground): void {
  background.value = value;
  kept.write(value);
}

/** Pages load when they are this close to the visible area, CSS pixels. */
const preloadPx = 120;

/** @returns a ref for an element, and whether the element is visible */
function useVisible<E extends Element>() {
  const element = useRef<E>(null);
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => setVisible(entries.at(-1)!.isIntersecting),
      { rootMargin: `${preloadPx}px` },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return [element, isVisible] as const;
}

export interface PreviewProps {
  /** Address of the page, see `previewUrl`. A new address loads a new page, once it has stood still. */
  readonly url: string;
  readonly title: string;
  /** Of the page in OBS. The preview has the same aspect ratio. A new size comes with a new address. */
  readonly size: { readonly width: number; readonly height: number };
  /** CSS pixels */
  readonly height: number;
  /** Shown instead of the theme in use. A change does not load the page again. */
  readonly theme?: object | null;
  /** Shown instead of the saved layout. */
  readonly layout?: object | null;
  /** What the page cannot show, in sentences. */
  readonly onProblems?: (problems: readonly string[]) => void;
  /** Called once a second with the result of the page's `window.sequential.stats()`; null: the page does not run. */
  readonly onStats?: (stats: PreviewStats | null) => void;
}

/** The part of a page's statistics that the panel reads. */
export interface PreviewStats {
  readonly connected: boolean;
  /** Why the relay refuses the page, in a sentence; null: it accepts the page. */
  readonly refusal: string | null;
  readonly ageMs: { readonly p50: number | null };
}

const statsEveryMs = 1_000;

/** The page did not load, because the relay did not answer. The browser shows its own error page, which scripts cannot read. */
function isErrorPage(frame: HTMLIFrameElement): boolean {
  return frame.contentDocument === null;
}

function statsOf(frame: HTMLIFrameElement | null): PreviewStats | null {
  if (frame === null || isErrorPage(frame)) return null;
  const page = frame.contentWindow as { sequential?: { stats(): PreviewStats } } | null;
  return page?.sequential?.stats() ?? null;
}

const retryEveryMs = 3_000;

/** @returns a number that grows each time a page that did not load is to be loaded again */
function useAttempts(frame: { readonly current: HTMLIFrameElement | null }): number {
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (frame.current !== null && isErrorPage(frame.current)) setAttempts((count) => count + 1);
    }, retryEveryMs);
    return () => clearInterval(timer);
  }, [frame]);
  return attempts;
}

/** @returns why the relay refuses the page; null: it accepts the page */
function useStats(
  props: PreviewProps,
  frame: { readonly current: HTMLIFrameElement | null },
): string | null {
  const newest = useRef(props);
  newest.current = props;
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      const stats = statsOf(frame.current);
      setRefusal(stats?.refusal ?? null);
      newest.current.onStats?.(stats);
    }, statsEveryMs);
    return () => clearInterval(timer);
  }, [frame]);
  return refusal;
}

/** Sends the theme and layout to the page in the iframe: when the page reports that it is ready, and on each change. */
export function useUnsavedContent(props: Pick<PreviewProps, 'theme' | 'layout' | 'onProblems'>) {
  const frame = useRef<HTMLIFrameElement>(null);
  const newest = useRef(props);
  newest.current = props;
  const send = useRef(() => {
    const { theme, layout } = newest.current;
    if (!theme && !layout) return;
    const message = {
      type: 'sequential-preview',
      ...(theme ? { theme } : {}),
      ...(layout ? { layout } : {}),
    };
    frame.current?.contentWindow?.postMessage(message, location.origin);
  });
  useEffect(() => {
    const listen = ({ source, origin, data }: MessageEvent): void => {
      if (origin !== location.origin || source !== frame.current?.contentWindow) return;
      const { type, problems } = (data ?? {}) as { type?: unknown; problems?: unknown };
      if (type === 'sequential-page-listens' || type === 'sequential-page-ready') send.current();
      if (type === 'sequential-preview-taken' && Array.isArray(problems)) {
        newest.current.onProblems?.(problems.map(String));
      }
    };
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
  }, []);
  const { theme, layout } = props;
  useEffect(() => send.current(), [theme, layout]);
  return frame;
}

/** A page loads once its address has not changed for so long, ms: loading takes longer than typing a letter. */
const steadyAfterMs = 250;

/** @returns the first value at once, later ones when they have stood still */
function useSteady<T extends object>(value: T, key: string): T {
  const [steady, setSteady] = useState({ value, key });
  useEffect(() => {
    if (key === steady.key) return undefined;
    const timer = setTimeout(() => setSteady({ value, key }), steadyAfterMs);
    return () => clearTimeout(timer);
  }, [key, steady.key]);
  return steady.value;
}

export function Preview(props: PreviewProps) {
  const { height } = props;
  const { url, title, size } = useSteady(props, props.url);
  const [place, isVisible] = useVisible<HTMLDivElement>();
  const frame = useUnsavedContent(props);
  const refusal = useStats(props, frame);
  const attempts = useAttempts(frame);
  const width = Math.round((size.width / size.height) * height);
  return (
    <div
      ref={place}
      class="preview"
      data-background={background.value}
      style={{ height: `${height + 24}px`, '--shape': String(size.width / size.height) }}
    >
      {isVisible && (
        // A new iframe for each address: navigating within one would add entries to the browser's history.
        <iframe
          key={`${url} ${attempts}`}
          ref={frame}
          src={url}
          title={`Preview of ${title}`}
          tabIndex={-1}
          width={width}
        />
      )}
      {refusal !== null && <p class="preview-refusal">{refusal}</p>}
    </div>
  );
}
