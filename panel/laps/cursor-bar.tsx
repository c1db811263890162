/** Controls for cursor, zoom and playback, for use without a mouse. */
import { useEffect } from 'preact/hooks';
import { Button } from '../core/controls.tsx';
import type { LapComparison } from './comparison.ts';
import { cursorText, distanceText, placeText } from './place-text.ts';
import { placeAt } from './playback.ts';
import { isPartOfLap } from './selection.ts';
import type { ViewState } from './view-state.ts';

export interface CursorBarProps {
  readonly comparison: LapComparison;
  readonly view: ViewState;
}

export function CursorBar({ comparison, view }: CursorBarProps) {
  usePlaying(comparison, view);
  const place = view.cursor.value ?? 0;
  const { from, to } = view.section.value;
  const { corners, lengthM } = comparison;
  const isWhole = !isPartOfLap({ from, to });
  const corner = (by: 1 | -1): void => {
    const at = view.cursor.value ?? (by > 0 ? -1 : 2);
    const next =
      by > 0
        ? corners.find(({ apex }) => apex > at + 1e-6)
        : [...corners].reverse().find(({ apex }) => apex < at - 1e-6);
    if (next !== undefined) view.go(next.apex);
  };
  const keys: Readonly<Record<string, () => void>> = {
    '+': () => view.zoom(0.5, place),
    '-': () => view.zoom(2, place),
    '0': () => view.whole(),
    n: () => corner(1),
    p: () => corner(-1),
  };
  const isPlaying = view.playing.value > 0;
  return (
    <div class="laps-bar">
      <Button
        small
        kind={isPlaying ? 'main' : 'plain'}
        label={isPlaying ? 'Stop' : 'Play the lap in real time'}
        onClick={() => {
          if (!isPlaying && (view.cursor.value ?? 1) >= 0.999) view.go(from);
          view.playing.value = isPlaying ? 0 : 1;
        }}
      >
        {isPlaying ? '■ Stop' : '▶ Play'}
      </Button>
      <div class="laps-place">
        <input
          type="range"
          class="laps-place-slider"
          min={0}
          max={1}
          step={0.001}
          value={place}
          aria-label="Place along the track"
          aria-valuetext={cursorText(comparison, place)}
          aria-describedby="laps-keys"
          onInput={(event) => {
            view.playing.value = 0;
            view.go(event.currentTarget.valueAsNumber);
          }}
          onKeyDown={(event) => {
            const key = keys[event.key];
            if (key === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
            event.preventDefault();
            key();
          }}
        />
        {/* Not an <output>, which screen readers would read at every picture of the playback. */}
        <span class="laps-place-text">
          {view.cursor.value === null
            ? 'Point at a chart to see values'
            : placeText(comparison, place)}
        </span>
      </div>
      <span id="laps-keys" class="hidden">
        Arrow keys move along the track. Plus and minus zoom, 0 shows the whole lap, n and p go to
        the next and the previous corner.
      </span>
      <div class="laps-bar-buttons">
        {corners.length > 0 && (
          <>
            <Button small label="Previous corner" onClick={() => corner(-1)}>
              ‹ Corner
            </Button>
            <Button small label="Next corner" onClick={() => corner(1)}>
              Corner ›
            </Button>
          </>
        )}
        <Button small label="Zoom in" onClick={() => view.zoom(0.5, place)}>
          +
        </Button>
        <Button small label="Zoom out" disabled={isWhole} onClick={() => view.zoom(2, place)}>
          −
        </Button>
        <Button small disabled={isWhole} onClick={() => view.whole()}>
          Whole lap
        </Button>
        {!isWhole && (
          <span class="muted small laps-part">
            {distanceText(from, lengthM)} – {distanceText(to, lengthM)}
          </span>
        )}
      </div>
    </div>
  );
}

/** While playing, moves the cursor with the time of the first lap, up to the end of the visible section. */
function usePlaying(comparison: LapComparison, view: ViewState): void {
  const speed = view.playing.value;
  useEffect(() => {
    if (speed === 0) return;
    const lap = comparison.laps[0]!.grid;
    const { from, to } = view.section.value;
    const start = view.cursor.value ?? from;
    const begin = start >= from && start < to - 0.0005 ? start : from;
    let ms = lap.timeMs[Math.round(begin * lap.steps)]!;
    if (Number.isNaN(ms)) ms = lap.timeMs.find((one) => !Number.isNaN(one)) ?? 0;
    let last = performance.now();
    let asked = requestAnimationFrame(function move(now) {
      ms += (now - last) * speed;
      last = now;
      const place = placeAt(lap, ms);
      if (place === null || place > to) {
        view.playing.value = 0;
        return;
      }
      view.cursor.value = place;
      asked = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(asked);
  }, [speed, comparison, view]);
}
