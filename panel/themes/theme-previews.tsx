/** Previews of several overlays in the edited theme. */
import { useEffect, useState } from 'preact/hooks';
import { type PreviewOf, previewUrl } from '../core/overlay-links.ts';
import { currentBackground, Preview } from '../core/preview.tsx';
import { BackgroundField, PlaysField } from '../core/preview-fields.tsx';
import { useOverlays } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { useThrottled } from '../core/throttled.ts';
import type { ThemeFile } from './draft.ts';

/** Overlays that show most of a theme in little space, with their heights, CSS pixels. */
const shown: readonly { readonly name: string; readonly height: number; readonly wide: boolean }[] =
  [
    { name: 'tachometer', height: 200, wide: true },
    { name: 'pedals', height: 126, wide: false },
    { name: 'gear', height: 126, wide: false },
    { name: 'delta', height: 76, wide: true },
    { name: 'shift-lights', height: 44, wide: true },
  ];

/** Previews are larger on large screens. */
const largeQuery = '(min-width: 1600px) and (min-height: 900px)';
const largeFactor = 1.45;

function useLarge(): boolean {
  const [isLarge, setLarge] = useState(() => matchMedia(largeQuery).matches);
  useEffect(() => {
    const list = matchMedia(largeQuery);
    const follow = (): void => setLarge(list.matches);
    list.addEventListener('change', follow);
    return () => list.removeEventListener('change', follow);
  }, []);
  return isLarge;
}

export interface ThemePreviewsProps {
  readonly panel: Panel;
  readonly file: ThemeFile;
  /** What the pages could not draw, in sentences. */
  onProblems(problems: readonly string[]): void;
}

export function ThemePreviews({ panel, file, onProblems }: ThemePreviewsProps) {
  const throttled = useThrottled(file);
  const factor = useLarge() ? largeFactor : 1;
  const [of, setOf] = useState<PreviewOf>('demo');
  const overlays = useOverlays(panel).value;
  return (
    <section class="theme-previews" aria-label="Preview">
      <div class="theme-previews-tools">
        <BackgroundField />
        <PlaysField of={of} onInput={setOf} />
      </div>
      <div class="theme-previews-overlays" data-background={currentBackground()}>
        {shown.map(({ name, height, wide }, i) => {
          const overlay = overlays?.find((one) => one.name === name);
          if (overlay === undefined) return null;
          return (
            <div key={name} data-wide={wide} data-overlay={name}>
              <Preview
                url={previewUrl(location.origin, name, {}, { of, theme: null })}
                title={overlay.title}
                size={overlay.size}
                height={Math.round(height * factor)}
                theme={throttled}
                {...(i === 0 ? { onProblems } : {})}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}
