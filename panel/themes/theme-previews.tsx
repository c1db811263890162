/** Previews of several overlays in the edited theme. */
import { useEffect, useState } from 'preact/hooks';
import { SelectField } from '../core/controls.tsx';
import { inOrder, type PreviewOf } from '../core/overlay-links.ts';
import { OverlayPreview } from '../core/overlay-preview.tsx';
import { currentBackground } from '../core/preview.tsx';
import { BackgroundField, PlaysField } from '../core/preview-fields.tsx';
import { useOverlays } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { useThrottled } from '../core/throttled.ts';
import type { ThemeFile } from './draft.ts';
import { type ShownChoice, shownOverlays } from './shown-overlays.ts';

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
  const [choice, setChoice] = useState<ShownChoice>('most');
  const overlays = useOverlays(panel).value ?? [];
  const shown = shownOverlays(overlays, choice);
  return (
    <section class="theme-previews" aria-label="Preview">
      <div class="theme-previews-tools">
        <SelectField<ShownChoice>
          label="Overlays shown"
          value={choice}
          choices={[
            { value: 'most', title: 'Those that show most' },
            { value: 'all', title: `All ${overlays.length}` },
            ...inOrder(overlays).map(({ name, title }) => ({ value: name, title })),
          ]}
          onInput={setChoice}
        />
        <BackgroundField />
        <PlaysField of={of} onInput={setOf} />
      </div>
      <section
        class="theme-previews-overlays"
        data-background={currentBackground()}
        tabIndex={choice === 'all' ? 0 : undefined}
        aria-label="Overlays in this theme"
      >
        {shown.map(({ overlay, height, isWide }, i) => (
          <div key={overlay.name} data-wide={isWide}>
            <OverlayPreview
              {...{ overlay, of }}
              inUse={null}
              height={Math.round(height * factor)}
              theme={throttled}
              {...(i === 0 ? { onProblems } : {})}
            />
          </div>
        ))}
      </section>
    </section>
  );
}
