/** The streamer's accent colour, in place of the one of each theme. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ColourField, Switch } from '../core/controls.tsx';

export interface AccentFieldProps {
  /** `#rrggbb`; undefined: each theme's own. */
  readonly accent: string | undefined;
  /** @param accent null: each theme's own */
  onAccent(accent: string | null): void;
}

/** What the switch begins with: the accent of Apex. */
const firstAccent = '#27c4ff';

/** A picker tells every colour that the pointer passes; OBS shows the one it stays at, ms. */
const restMs = 250;

export function AccentField({ accent, onAccent }: AccentFieldProps) {
  return (
    <div class="stack">
      <Switch
        label="Accent colour of your own"
        hint="Every theme uses it, on scales and marks. Colours with a meaning stay: pedals, time gained and lost, the red line."
        checked={accent !== undefined}
        onInput={(isOwn) => onAccent(isOwn ? firstAccent : null)}
      />
      {accent !== undefined && <Picker accent={accent} onAccent={onAccent} />}
    </div>
  );
}

function Picker({ accent, onAccent }: { accent: string; onAccent(accent: string): void }) {
  const [text, setText] = useState(accent);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setText(accent), [accent]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const isColour = (one: string) => /^#[0-9a-f]{6}$/i.test(one);
  return (
    <ColourField
      label="Accent colour"
      value={text}
      problem={isColour(text) ? undefined : 'Enter a colour like #1e90ff.'}
      onInput={(next) => {
        setText(next);
        clearTimeout(timer.current);
        if (isColour(next)) timer.current = setTimeout(() => onAccent(next), restMs);
      }}
    />
  );
}
