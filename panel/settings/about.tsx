/** Which Sequential runs, and for how long. */
import { Card } from '../core/frames.tsx';
import type { SectionProps } from './section.ts';
import { runningFor } from './wording.ts';

export function About({ panel }: SectionProps) {
  const status = panel.status.value;
  if (typeof status === 'string') return <p class="muted pad">Loading …</p>;
  return (
    <Card title="This Sequential">
      <dl class="facts">
        <dt>Version</dt>
        <dd>{status.version}</dd>
        <dt>Running for</dt>
        <dd>{runningFor(status.uptimeMs)}</dd>
      </dl>
    </Card>
  );
}
