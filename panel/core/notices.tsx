/** Short notices at the edge of the window. Screen readers read them aloud; they disappear after some seconds. */
import { signal } from '@preact/signals';
import { ErrorHelp } from './help-link.tsx';
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
/** More than this push out the oldest. */
const atOnce = 4;

const notices = signal<readonly Notice[]>([]);
let nextId = 1;

function dismiss(id: number): void {
  notices.value = notices.value.filter((one) => one.id !== id);
}

function add(notice: Omit<Notice, 'id'>): void {
  const id = nextId++;
  const others = notices.value.filter(({ sentence }) => sentence !== notice.sentence);
  notices.value = [...others, { id, ...notice }].slice(-atOnce);
  setTimeout(() => dismiss(id), shownForMs[notice.tone]);
}

export function notify(sentence: string, tone: NoticeTone = 'good'): void {
  add({ sentence, tone });
}

export function notifyProblem(problem: unknown): void {
  // Aborting is intended.
  if (problem instanceof DOMException && problem.name === 'AbortError') return;
  if (problem instanceof RelayProblem) {
    add({ sentence: problem.text, tone: 'bad', code: problem.code });
  } else {
    add({ sentence: String(problem), tone: 'bad' });
  }
}

function List({ tone }: { readonly tone: NoticeTone }) {
  return (
    <div class="notice-list" role={tone === 'bad' ? 'alert' : 'status'}>
      {notices.value
        .filter((one) => one.tone === tone)
        .map(({ id, sentence, code }) => (
          <div class="notice" data-tone={tone} key={id}>
            <p>
              {sentence} {code !== undefined && <ErrorHelp code={code} />}
            </p>
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

/** Where notices appear. The shell holds it once. */
export function NoticeRegion() {
  return (
    <div class="notice-region">
      <List tone="bad" />
      <List tone="good" />
    </div>
  );
}
