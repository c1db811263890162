/** The figures at a glance from `dashboard-figures.ts`, drawn like the lines of a timing screen. */
import type { DashboardFigure } from './dashboard-figures.ts';

export function Dashboard({ figures }: { readonly figures: readonly DashboardFigure[] }) {
  return (
    <dl class="board">
      {figures.map(({ name, value, unit, note, tone }) => (
        <div key={name} data-tone={tone}>
          <dt>{name}</dt>
          <dd title={value}>
            {value}
            {unit !== undefined && <span class="board-unit"> {unit}</span>}
          </dd>
          {note !== undefined && <dd class="board-note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
