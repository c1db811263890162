/** The comparison in numbers: a table of key figures and a table of corners. */
import { kmhToMph } from '../../protocol/units.ts';
import { Button } from '../core/controls.tsx';
import type { ChartSpeedUnits, CornerRow, LapComparison } from './comparison.ts';
import { Swatch } from './legend.tsx';
import { distanceText, shareText } from './place-text.ts';
import { preferences } from './preferences.ts';
import type { ViewState } from './view-state.ts';
import { deltaText, lapTime, number, unknown } from './wording.ts';

interface TablesProps {
  readonly comparison: LapComparison;
  readonly view: ViewState;
}

function speedText(kmh: number, units: ChartSpeedUnits): string {
  return number(units === 'mph' ? kmhToMph(kmh) : kmh);
}

export function FigureTables({ comparison, view }: TablesProps) {
  return (
    <div class="laps-tables">
      {comparison.corners.length > 0 && <CornerTable comparison={comparison} view={view} />}
      <LapFiguresTable comparison={comparison} />
    </div>
  );
}

/** The head of a table with a column for each lap. */
function LapHeads({ title, comparison }: { title: string; comparison: LapComparison }) {
  return (
    <thead>
      <tr>
        <th scope="col">{title}</th>
        {comparison.laps.map((lap) => (
          <th key={lap.key} scope="col" class="figure">
            <span class="laps-head">
              <Swatch place={lap.place} /> {lap.title}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function LapFiguresTable({ comparison }: { readonly comparison: LapComparison }) {
  const { units } = preferences.value;
  const { laps, figures } = comparison;
  const first = figures[0]!;
  const sectorCount = Math.max(0, ...laps.map(({ sectorsMs }) => sectorsMs?.length ?? 0));
  const unit = units === 'mph' ? 'mph' : 'km/h';
  const rows: { title: string; cells: readonly string[] }[] = [
    {
      title: 'Lap time',
      cells: laps.map(({ lapMs }, n) => withDelta(lapMs, n === 0 ? null : laps[0]!.lapMs)),
    },
    ...Array.from({ length: sectorCount }, (_, i) => ({
      title: `Sector ${i + 1}`,
      cells: laps.map(({ sectorsMs }, n) =>
        withDelta(sectorsMs?.[i] ?? null, n === 0 ? null : (laps[0]!.sectorsMs?.[i] ?? null)),
      ),
    })),
    { title: `Top speed, ${unit}`, cells: figures.map(({ topKmh }) => speedText(topKmh, units)) },
    {
      title: `Lowest speed, ${unit}`,
      cells: figures.map(({ slowestKmh }) => speedText(slowestKmh, units)),
    },
    {
      title: 'Full throttle, share of time',
      cells: figures.map(({ fullThrottle }) => shareText(fullThrottle, first.fullThrottle)),
    },
    {
      title: 'Braking, share of time',
      cells: figures.map(({ braking }) => shareText(braking, first.braking)),
    },
    {
      title: 'Coasting, share of time',
      cells: figures.map(({ coasting }) => shareText(coasting, first.coasting)),
    },
    { title: 'Gear changes', cells: figures.map(({ shifts }) => number(shifts)) },
    { title: 'Fuel, litres', cells: laps.map(({ fuelL }) => number(fuelL, 2)) },
  ];
  return (
    <section class="card laps-figures" aria-labelledby="laps-figures-title">
      <h2 id="laps-figures-title">Key figures</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and nothing else in it takes the focus */}
      <section class="laps-scroll" aria-label="Key figures, table" tabIndex={0}>
        <table>
          <LapHeads title="Figure" comparison={comparison} />
          <tbody>
            {rows.map(({ title, cells }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                {cells.map((cell, n) => (
                  <td class="figure" key={laps[n]!.key}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function withDelta(ms: number | null, reference: number | null): string {
  if (ms === null || reference === null) return lapTime(ms);
  return `${lapTime(ms)} (${deltaText(ms - reference)})`;
}

function CornerTable({ comparison, view }: TablesProps) {
  const { units } = preferences.value;
  const { laps, cornerRows, lengthM } = comparison;
  const worst = worstRow(cornerRows);
  const unit = units === 'mph' ? 'mph' : 'km/h';
  return (
    <section class="card laps-corners" aria-labelledby="laps-corners-title">
      <header class="card-head">
        <h2 id="laps-corners-title">Corner by corner</h2>
        <p class="muted small">
          A corner reaches from the fastest place before it to the fastest after it. Lowest speed in{' '}
          {unit}
          {laps.length > 1 && '; time, braking and full throttle compared with the first lap'}.
        </p>
      </header>
      <div class="laps-scroll">
        <table>
          <LapHeads title="Corner" comparison={comparison} />
          <tbody>
            {cornerRows.map((row) => (
              <tr key={row.corner.number} data-worst={row === worst || undefined}>
                <th scope="row">
                  <Button
                    small
                    kind="quiet"
                    label={`Show corner ${row.corner.number}, at ${distanceText(row.corner.apex, lengthM)}`}
                    onClick={() => showCorner(row, view)}
                  >
                    {row.corner.number}
                  </Button>
                </th>
                {row.laps.map((figures, n) => (
                  <td class="figure" key={laps[n]!.key}>
                    <CornerCell row={row} n={n} lengthM={lengthM} units={units} />
                    {figures === undefined && unknown}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function CornerCell(props: {
  readonly row: CornerRow;
  readonly n: number;
  readonly lengthM: number | null;
  readonly units: ChartSpeedUnits;
}) {
  const { row, n, lengthM, units } = props;
  const figures = row.laps[n]!;
  const first = row.laps[0]!;
  const speed = <span class="laps-corner-speed">{speedText(figures.slowestKmh, units)}</span>;
  if (n === 0) return speed;
  const tone = Math.abs(figures.lostMs) < 5 ? undefined : figures.lostMs < 0 ? 'gain' : 'loss';
  const words = [
    shiftText('brakes', figures.brakesAt, first.brakesAt, lengthM),
    shiftText('full throttle', figures.fullAt, first.fullAt, lengthM),
  ].filter((word) => word !== null);
  return (
    <>
      <span class="laps-corner-main">
        {speed}
        <span class="laps-delta" data-tone={tone}>
          {deltaText(figures.lostMs)}
        </span>
      </span>
      {words.length > 0 && <span class="muted small laps-corner-words">{words.join(', ')}</span>}
    </>
  );
}

/** `brakes 8 m later`; null: no difference. */
function shiftText(
  what: string,
  at: number,
  reference: number,
  lengthM: number | null,
): string | null {
  if (lengthM === null || Number.isNaN(at) || Number.isNaN(reference)) return null;
  const metres = Math.round((at - reference) * lengthM);
  if (metres === 0) return null;
  return `${what} ${Math.abs(metres)} m ${metres < 0 ? 'earlier' : 'later'}`;
}

/** The corner where a lap loses most against the first lap; null: none loses noticeably. */
function worstRow(rows: readonly CornerRow[]): CornerRow | null {
  const lost = ({ laps }: CornerRow) =>
    Math.max(...laps.map(({ lostMs }) => (Number.isNaN(lostMs) ? 0 : lostMs)));
  const worst = [...rows].sort((a, b) => lost(b) - lost(a))[0];
  return worst !== undefined && lost(worst) > 20 ? worst : null;
}

function showCorner({ corner }: CornerRow, view: ViewState): void {
  const { from, apex, to } = corner;
  view.show(from, to);
  view.go(apex);
  document.querySelector('.laps-charts')?.scrollIntoView({ block: 'nearest' });
}
