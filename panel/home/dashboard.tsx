/** The board: figures at a glance, like the lines of a timing screen. Draws what `figures.ts` says. */
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
