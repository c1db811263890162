/**
 * An overlay drawn by its own page in a frame, over a ground that looks like a game. Only what is on the screen runs.
 * It never touches what is inside the frame but by the one message that pages take.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';

export type Ground = 'dark' | 'bright' | 'chequer';

export const groundChoices: readonly { readonly value: Ground; readonly title: string }[] = [
  { value: 'dark', title: 'Evening' },
  { value: 'bright', title: 'Noon' },
  { value: 'chequer', title: 'Nothing' },
];

const storageKey = 'sequential.ground';

function keptGround(): Ground {
  const kept = localStorage.getItem(storageKey);
  return groundChoices.find(({ value }) => value === kept)?.value ?? 'dark';
}

const ground = signal<Ground>(keptGround());

/** What all previews lie on. */
export function groundNow(): Ground {
  return ground.value;
}

export function chooseGround(value: Ground): void {
  ground.value = value;
  localStorage.setItem(storageKey, value);
}

/** Pages begin a little before they come into sight. */
const earlyPx = 120;

/** @returns a ref for an element and whether it is on the screen now */
function useSeen<E extends Element>() {
  const element = useRef<E>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => setSeen(entries.at(-1)!.isIntersecting),
      { rootMargin: `${earlyPx}px` },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return [element, seen] as const;
}

export interface PreviewProps {
  /** Address of the page, see `previewUrl`. Another one loads the page anew. */
  readonly url: string;
  readonly title: string;
  /** Of the page as OBS would show it; the preview keeps its shape. */
  readonly size: { readonly width: number; readonly height: number };
  /** Largest height, CSS pixels. */
  readonly height: number;
  /** A theme to show in place of the one in use; a change of it is shown at once, without loading. */
  readonly theme?: object | null;
  /** A layout to show in place of the saved one. */
  readonly layout?: object | null;
  /** Sentences of the page about what it cannot show. */
  readonly onProblems?: (problems: readonly string[]) => void;
  /** Told once a second how the page does, as its `window.sequential.stats()` says; null: it does not run. */
  readonly onStats?: (stats: PreviewStats | null) => void;
}

/** What is read here of what a page tells of itself. */
export interface PreviewStats {
  readonly connected: boolean;
  /** Why the relay does not let the page in, in a sentence; null: it does. */
  readonly refusal: string | null;
  readonly ageMs: { readonly p50: number | null };
}

const statsEveryMs = 1_000;

/** The page did not come, because the relay was away: the browser shows words of its own, which nobody may read. */
function isForeign(frame: HTMLIFrameElement): boolean {
  return frame.contentDocument === null;
}

function statsOf(frame: HTMLIFrameElement | null): PreviewStats | null {
  if (frame === null || isForeign(frame)) return null;
  const page = frame.contentWindow as { sequential?: { stats(): PreviewStats } } | null;
  return page?.sequential?.stats() ?? null;
}

const retryEveryMs = 3_000;

/** @returns counts up when a page that did not come is to be asked for again */
function useTries(frame: { readonly current: HTMLIFrameElement | null }): number {
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (frame.current !== null && isForeign(frame.current)) setTries((count) => count + 1);
    }, retryEveryMs);
    return () => clearInterval(timer);
  }, [frame]);
  return tries;
}

/** @returns why the page in the frame is not let in; null: it is */
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

/** Keeps the page in the frame at the theme and layout; it says itself when it is ready for them. */
export function useUnsaved(props: Pick<PreviewProps, 'theme' | 'layout' | 'onProblems'>) {
  const frame = useRef<HTMLIFrameElement>(null);
  const newest = useRef(props);
  newest.current = props;
  const tell = useRef(() => {
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
      if (type === 'sequential-page-listens' || type === 'sequential-page-ready') tell.current();
      if (type === 'sequential-preview-taken' && Array.isArray(problems)) {
        newest.current.onProblems?.(problems.map(String));
      }
    };
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
  }, []);
  const { theme, layout } = props;
  useEffect(() => tell.current(), [theme, layout]);
  return frame;
}

export function Preview(props: PreviewProps) {
  const { url, title, size, height } = props;
  const [place, seen] = useSeen<HTMLDivElement>();
  const frame = useUnsaved(props);
  const refusal = useStats(props, frame);
  const tries = useTries(frame);
  const width = Math.round((size.width / size.height) * height);
  return (
    <div
      ref={place}
      class="preview"
      data-ground={ground.value}
      style={{ height: `${height + 24}px` }}
    >
      {seen && (
        // A frame of its own for each address: going to another one would be a step of the browser's way back.
        <iframe
          key={`${url} ${tries}`}
          ref={frame}
          src={url}
          title={`Preview of ${title}`}
          tabIndex={-1}
          width={width}
          style={{ aspectRatio: `${size.width} / ${size.height}` }}
        />
      )}
      {refusal !== null && <p class="preview-refusal">{refusal}</p>}
    </div>
  );
}
