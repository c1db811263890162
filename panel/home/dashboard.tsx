/** Draws the figures of `dashboard-figures.ts`. */
import type { DashboardFigure } from './dashboard-figures.ts';

export function Dashboard({ figures }: { readonly figures: readonly DashboardFigure[] }) {
  return (
    <dl class="dashboard">
      {figures.map(({ name, value, unit, note, tone }) => (
        <div key={name} data-tone={tone}>
          <dt>{name}</dt>
          <dd title={value}>
            {value}
            {unit !== undefined && <span class="dashboard-unit"> {unit}</span>}
          </dd>
          {note !== undefined && <dd class="dashboard-note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
