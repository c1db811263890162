/** Sentences at the edge of the window: said to everybody, those who listen included, and gone by themselves. */
import { signal } from '@preact/signals';
import { RelayProblem } from './relay-api.ts';
import type { SayTone } from './room.ts';

interface Notice {
  readonly id: number;
  readonly sentence: string;
  readonly tone: SayTone;
  /** Of the error that it reports, which `/docs` explains. */
  readonly code?: string;
}

const shownForMs: Readonly<Record<SayTone, number>> = { good: 6_000, bad: 12_000 };
/** Older ones go when there are more. */
const atOnce = 4;

const said = signal<readonly Said[]>([]);
let nextId = 1;

function take(id: number): void {
  said.value = said.value.filter((one) => one.id !== id);
}

export function say(sentence: string, tone: SayTone = 'good'): void {
  const id = nextId++;
  const others = said.value.filter((one) => one.sentence !== sentence);
  said.value = [...others, { id, sentence, tone }].slice(-atOnce);
  setTimeout(() => take(id), shownForMs[tone]);
}

export function sayProblem(problem: unknown): void {
  // What was aborted was meant to be.
  if (problem instanceof DOMException && problem.name === 'AbortError') return;
  say(problem instanceof RelayProblem ? problem.text : String(problem), 'bad');
}

function List({ tone }: { readonly tone: SayTone }) {
  return (
    <div class="said-list" role={tone === 'bad' ? 'alert' : 'status'}>
      {said.value
        .filter((one) => one.tone === tone)
        .map(({ id, sentence }) => (
          <div class="said" data-tone={tone} key={id}>
            <p>{sentence}</p>
            <button type="button" class="said-close" aria-label="Dismiss" onClick={() => take(id)}>
              ×
            </button>
          </div>
        ))}
    </div>
  );
}

/** Where the sentences appear; the shell holds it once. */
export function SayRegion() {
  return (
    <div class="said-region">
      <List tone="bad" />
      <List tone="good" />
    </div>
  );
}
