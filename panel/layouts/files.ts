/** Layouts as files of the user's disk. */
import type { CheckedLayout, Layout } from '../../protocol/layout.ts';
import { chooseFile, downloadText } from '../core/json-files.ts';
import type { RelayApi } from '../core/relay-api.ts';
import { readFile, textOf } from './draft.ts';

export function downloadLayout(layout: Layout): void {
  downloadText(`${layout.name}.json`, textOf(layout));
}

/**
 * Asks for a file and lets the relay complete it.
 * @returns null: none was chosen
 * @throws Error with a sentence, for a file that is no layout; RelayProblem
 */
export async function chooseLayout(relay: RelayApi): Promise<Layout | null> {
  const text = await chooseFile();
  if (text === null) return null;
  const { value } = readFile(text);
  const { layout, problems } = await relay.send<CheckedLayout>('POST', '/api/layouts/check', value);
  if (layout !== null) return layout;
  const [first] = problems;
  const what = first === undefined ? '' : `: ${first.path} ${first.reason}`;
  throw new Error(`This is no layout that can be shown${what}.`);
}
