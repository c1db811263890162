/** A quiet line about a newer release, for the home room. It shows nothing else: checks are off unless the user wants them. */
import type { UpdateStatus } from '../../protocol/update-status.ts';
import { useGet } from './relay-hooks.ts';
import type { Panel } from './room.ts';
import { hashOf } from './route.ts';

const pollMs = 600_000;

export function UpdateNote({ panel }: { readonly panel: Panel }) {
  const { value } = useGet<UpdateStatus>(panel, '/api/updates', {
    mayAskKey: false,
    everyMs: pollMs,
  });
  const state = value?.state;
  if (state?.kind !== 'available' && state?.kind !== 'ready') return null;
  return (
    <p class="muted small">
      Sequential {state.release.version} is available.{' '}
      <a href={hashOf('settings', 'updates')}>See what is new</a>
    </p>
  );
}
