/** The board: figures at a glance, like the lines of a timing screen. Draws what `facts.ts` says. */
import type { Fact } from './facts.ts';

export function Board({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="board">
      {facts.map(({ name, value, unit, note, tone }) => (
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
