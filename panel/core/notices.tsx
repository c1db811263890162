/**
 * Short notices at the edge of the window. Screen readers read them aloud. A good one belongs to the last act: it goes after
 * some seconds, with the next act, and with the room.
 */

import { signal } from '@preact/signals';
import { messageOf } from '../../protocol/explained-error.ts';
import { ErrorHelp } from './help-link.tsx';
import { afterRoomChange, type Notice, type NoticeTone, withNotice } from './notice-list.ts';
import { RelayProblem } from './relay-api.ts';

const shownForMs: Readonly<Record<NoticeTone, number>> = { good: 6_000, bad: 12_000 };

const notices = signal<readonly Notice[]>([]);
let nextId = 1;

function dismiss(id: number): void {
  notices.value = notices.value.filter((one) => one.id !== id);
}

function add(notice: Omit<Notice, 'id'>): void {
  const id = nextId++;
  notices.value = withNotice(notices.value, { id, ...notice });
  setTimeout(() => dismiss(id), shownForMs[notice.tone]);
}

/** To be called when the user has gone to another room. */
export function roomChanged(): void {
  notices.value = afterRoomChange(notices.value);
}

export function notify(sentence: string, tone: NoticeTone = 'good'): void {
  add({ sentence, tone });
}

export function notifyProblem(problem: unknown): void {
  // The panel aborts requests on purpose.
  if (problem instanceof DOMException && problem.name === 'AbortError') return;
  if (problem instanceof RelayProblem) {
    add({ sentence: problem.text, tone: 'bad', code: problem.code });
  } else {
    add({ sentence: messageOf(problem), tone: 'bad' });
  }
}

export async function attempt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (problem) {
    notifyProblem(problem);
    return false;
  }
}

function List({ tone }: { readonly tone: NoticeTone }) {
  return (
    <div class="stack tight" role={tone === 'bad' ? 'alert' : 'status'}>
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

/** Rendered once, by the shell. */
export function NoticeRegion() {
  return (
    <div class="notice-region">
      <List tone="bad" />
      <List tone="good" />
    </div>
  );
}
