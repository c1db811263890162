/** Which choices of commentators an agent learns of. */
import { expect, test } from 'vitest';
import type { CarSourceName } from '../../../protocol/cars.ts';
import type { AgentFocus } from '../../../protocol/messages.ts';
import { newFocus } from '../../../relay/ingest/agent-focus.ts';

interface Given {
  source?: CarSourceName | null;
  carId?: number | null;
  cars?: readonly number[];
  sent?: Partial<AgentFocus>;
}

function focusOf({ source = 'app', carId = 3, cars = [0, 3, 5], sent }: Given) {
  const focus = { carId, isAuto: false, proposedId: null };
  const grid = { source, focus, positions: cars.map((id) => ({ id })) };
  const base = { type: 'focus', sessionID: 'A', run: 'r', carId: null } as const;
  return newFocus({
    session: { id: 'A', runNamed: (run) => (run === 'r' ? { grid } : null) },
    attachedRun: 'r',
    sentFocus: sent === undefined ? null : { ...base, ...sent },
  });
}

const chosen = (carId: number | null) => ({ type: 'focus', sessionID: 'A', run: 'r', carId });

test('an agent that knows nothing yet gets the choice, and that there is none', () => {
  expect(focusOf({})).toEqual(chosen(3));
  expect(focusOf({ carId: null })).toEqual(chosen(null));
});

test('it gets each choice once', () => {
  expect(focusOf({ sent: { carId: 3 } })).toBeNull();
  expect(focusOf({ sent: { carId: 5 } })).toEqual(chosen(3));
  expect(focusOf({ carId: null, sent: { carId: 3 } })).toEqual(chosen(null));
  expect(focusOf({ carId: null, sent: {} })).toBeNull();
});

test('what it was sent of another session or run does not count', () => {
  expect(focusOf({ sent: { carId: 3, run: 'before' } })).toEqual(chosen(3));
  expect(focusOf({ sent: { carId: 3, sessionID: 'B' } })).toEqual(chosen(3));
});

test('of cars that do not come from the app it learns nothing, because their ids are not those of the game', () => {
  for (const source of ['crewchief', 'server', 'agents', null] as const) {
    expect(focusOf({ source })).toBeNull();
  }
});

test('when the app has gone it learns once that no car is chosen', () => {
  expect(focusOf({ source: 'crewchief', sent: { carId: 3 } })).toEqual(chosen(null));
  expect(focusOf({ source: 'crewchief', sent: {} })).toBeNull();
});

test('the choice of the source before is not sent while the cars of the app have not moved', () => {
  expect(focusOf({ cars: [], sent: { carId: 3 } })).toEqual(chosen(null));
  expect(focusOf({ cars: [], sent: {} })).toBeNull();
});

test('without a session, or when its run is not shown, there is nothing to learn', () => {
  expect(newFocus({ session: null, attachedRun: '', sentFocus: null })).toBeNull();
  const session = { id: 'A', runNamed: () => null };
  expect(newFocus({ session, attachedRun: 'r', sentFocus: null })).toBeNull();
});
