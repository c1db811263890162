/** Sentences at the edge of the window: notices to everybody, those who listen included, and gone by themselves. */
import { signal } from '@preact/signals';
import { RelayProblem } from './relay-api.ts';
import type { NoticeTone } from './room.ts';

interface Notice {
  readonly id: number;
  readonly sentence: string;
  readonly tone: NoticeTone;
  /** Of the error that it reports, which `/docs` explains. */
  readonly code?: string;
}

const shownForMs: Readonly<Record<NoticeTone, number>> = { good: 6_000, bad: 12_000 };
/** Older ones go when there are more. */
const atOnce = 4;

const notices = signal<readonly Notice[]>([]);
let nextId = 1;

function dismiss(id: number): void {
  notices.value = notices.value.filter((one) => one.id !== id);
}

export function notify(sentence: string, tone: NoticeTone = 'good'): void {
  const id = nextId++;
  const others = notices.value.filter((one) => one.sentence !== sentence);
  notices.value = [...others, { id, sentence, tone }].slice(-atOnce);
  setTimeout(() => dismiss(id), shownForMs[tone]);
}

export function notifyProblem(problem: unknown): void {
  // What was aborted was meant to be.
  if (problem instanceof DOMException && problem.name === 'AbortError') return;
  notify(problem instanceof RelayProblem ? problem.text : String(problem), 'bad');
}

function List({ tone }: { readonly tone: NoticeTone }) {
  return (
    <div class="notice-list" role={tone === 'bad' ? 'alert' : 'status'}>
      {notices.value
        .filter((one) => one.tone === tone)
        .map(({ id, sentence }) => (
          <div class="notice" data-tone={tone} key={id}>
            <p>{sentence}</p>
            <button
              type="button"
              class="notice-close"
              aria-label="Dismiss"
              onClick={() => dismiss(id)}
            >
              ×
            </button>
          </div>
        ))}
    </div>
  );
}

/** Where the sentences appear; the shell holds it once. */
export function NoticeRegion() {
  return (
    <div class="notice-region">
      <List tone="bad" />
      <List tone="good" />
    </div>
  );
}
