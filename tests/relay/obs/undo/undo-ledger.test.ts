/** The ledger: every change is undone, or the reason why not is reported. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dropAll,
  dropExpired,
  sameValue,
  withEnd,
} from '../../../../relay/obs/undo/timed-values.ts';
import {
  dueMs,
  entryAt,
  fromSaved,
  isOurs,
  isUnanswered,
  reduce,
  savedUndosSchema,
  stackWith,
  toSaved,
  type UndoEntry,
  type UndoLedger,
} from '../../../../relay/obs/undo/undo-ledger.ts';

const place = { kind: 'scene' } as const;

function entry(id: number, more: Partial<UndoEntry> = {}): UndoEntry {
  const obs = 'localhost:4455';
  const stack = { original: 'Race', values: [{ rule: 'r', value: 'Replay', untilMs: 10 }] };
  const identity = { uuids: { Race: 'u1' }, scenes: ['Race', 'Replay'] };
  const phase = { name: 'planned' } as const;
  const now = { phase, valueBefore: undefined, isFromEarlierRun: false };
  return { id, obs, collection: 'rig', place, identity, stack, ...now, ...more };
}

describe('an entry', () => {
  test('is planned, applied, restoring, and removed', () => {
    let ledger = reduce([], { type: 'planned', entry: entry(1) });
    expect(ledger[0]!.phase).toEqual({ name: 'planned' });
    ledger = reduce(ledger, { type: 'requested', id: 1, stack: ledger[0]!.stack, outcome: 'done' });
    expect(ledger[0]!.phase).toEqual({ name: 'applied' });
    expect(dueMs(ledger[0]!)).toBe(10);
    ledger = reduce(ledger, { type: 'due', id: 1, nowMs: 12 });
    expect(ledger[0]!.phase).toEqual({
      name: 'restoring',
      tries: 0,
      nextMs: 12,
      isUnanswered: false,
    });
    ledger = reduce(ledger, { type: 'retry', id: 1, tries: 1, nextMs: 20 });
    expect(dueMs(ledger[0]!)).toBe(20);
    expect(reduce(ledger, { type: 'ended', id: 1 })).toEqual([]);
  });

  test('whose place an earlier run had changed gives back what was there before that', () => {
    const own = entry(2, {
      stack: { original: 'Replay', values: [{ rule: 'r', value: 'Pits', untilMs: 50 }] },
      identity: { uuids: { Replay: 'u2', Pits: 'u3' }, scenes: ['Race', 'Replay', 'Pits'] },
    });
    const [found] = reduce([own], { type: 'found-below', id: 2, below: entry(1) });
    expect(found).toEqual({
      ...own,
      stack: { ...own.stack, original: 'Race' },
      identity: { ...own.identity, uuids: { Race: 'u1', Replay: 'u2', Pits: 'u3' } },
    });
    // Somebody chose another scene between the two runs: it comes back.
    const byHand = { ...own, stack: { ...own.stack, original: 'Break' } };
    expect(reduce([byHand], { type: 'found-below', id: 2, below: entry(1) })).toEqual([byHand]);
  });

  test('without an answer to its change waits for it', () => {
    let ledger = reduce([entry(1)], { type: 'due', id: 1, nowMs: 12 });
    expect(isUnanswered(ledger[0]!)).toBe(true);
    ledger = reduce(ledger, { type: 'waiting', id: 1 });
    expect(dueMs(ledger[0]!)).toBe(Number.POSITIVE_INFINITY);
    ledger = reduce(ledger, { type: 'answered', id: 1, nowMs: 50 });
    expect(isUnanswered(ledger[0]!)).toBe(false);
    expect(dueMs(ledger[0]!)).toBe(50);
  });

  test('that OBS refused leaves the entry before it', () => {
    const before = entry(1);
    const ledger = reduce([before], { type: 'planned', entry: entry(2) });
    expect(ledger.map(({ id }) => id)).toEqual([2]);
    expect(reduce(ledger, { type: 'refused', id: 2, before })).toEqual([before]);
    expect(reduce(ledger, { type: 'refused', id: 2, before: null })).toEqual([]);
  });

  test('of another collection or OBS is separate', () => {
    const ledger: UndoLedger = [
      entry(1),
      entry(2, { collection: 'other' }),
      entry(3, { obs: 'x:1' }),
    ];
    expect(entryAt(ledger, 'localhost:4455', 'other', place)?.id).toBe(2);
    expect(entryAt(ledger, 'x:1', 'rig', place)?.id).toBe(3);
    expect(entryAt(ledger, 'x:1', 'other', place)).toBeUndefined();
  });

  test('follows new names, also when two were swapped', () => {
    const names = new Map([
      ['Race', 'Replay'],
      ['Replay', 'Race'],
    ]);
    const [one] = reduce([entry(1)], { type: 'renamed', id: 1, names });
    expect(one!.stack.original).toBe('Replay');
    expect(one!.stack.values[0]!.value).toBe('Race');
    expect(one!.identity.uuids).toEqual({ Replay: 'u1' });
  });

  test('is saved and read back the same, with its time over', () => {
    const text = JSON.stringify([toSaved(entry(1))]);
    const [read] = savedUndosSchema.parse(JSON.parse(text));
    const back = fromSaved(read!, 7);
    expect(back).toMatchObject({ id: 7, place, collection: 'rig', isFromEarlierRun: true });
    expect(dueMs(back)).toBe(Number.NEGATIVE_INFINITY);
    expect(dropExpired(back.stack, 0).change).toEqual({ expects: 'Replay', value: 'Race' });
  });
});

describe('any sequence of events', () => {
  type Step =
    | {
        do: 'put';
        rule: string;
        value: string;
        forMs: number;
        obs: 'does' | 'never' | 'silent' | 'lost';
      }
    | { do: 'wait'; ms: number }
    /** Between the plan and OBS, or at any other moment; the disk has the last plan. */
    | { do: 'kill' };

  const steps = fc.array(
    fc.oneof(
      fc.record({
        do: fc.constant('put' as const),
        rule: fc.constantFrom('a', 'b', 'c'),
        value: fc.constantFrom('Replay', 'Pits', 'Grid'),
        forMs: fc.integer({ min: 1, max: 50 }),
        obs: fc.constantFrom(
          'does' as const,
          'never' as const,
          'silent' as const,
          // The connection ends before OBS has done it.
          'lost' as const,
        ),
      }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60 }) }),
      fc.constant({ do: 'kill' as const }),
    ),
    { maxLength: 20 },
  );

  /** A place that nobody else touches, and a program that is killed now and then. */
  class World {
    shown = 'Race';
    nowMs = 0;
    ledger: UndoLedger = [];
    disk = '[]';
    #id = 1;

    put(step: Extract<Step, { do: 'put' }>): void {
      const { rule, value, forMs } = step;
      const before = this.ledger[0] ?? null;
      const untilMs = Number.POSITIVE_INFINITY;
      const stack = stackWith(before, this.shown, { rule, value, untilMs });
      const id = this.#id++;
      this.ledger = reduce(this.ledger, {
        type: 'planned',
        entry: entry(id, { stack, valueBefore: this.shown }),
      });
      this.#save();
      if (step.obs === 'does' || step.obs === 'silent') this.shown = value;
      const timed = withEnd(stack, rule, this.nowMs + forMs);
      const outcome = step.obs === 'does' ? 'done' : 'unknown';
      this.ledger =
        step.obs === 'never'
          ? reduce(this.ledger, { type: 'refused', id, before })
          : reduce(this.ledger, { type: 'requested', id, stack: timed, outcome });
    }

    kill(): void {
      const list = savedUndosSchema.parse(JSON.parse(this.disk));
      this.ledger = list.map((one) => fromSaved(one, this.#id++));
      this.restore(false);
    }

    restore(all: boolean): void {
      for (const one of this.ledger) {
        if (!all && dueMs(one) > this.nowMs) continue;
        const { stack, change } = all ? dropAll(one.stack) : dropExpired(one.stack, this.nowMs);
        if (change !== null && !sameValue(this.shown, change.value)) {
          if (!isOurs(one, this.shown))
            throw new Error(`${this.shown} is nothing that was put there`);
          this.shown = String(change.value);
        }
        this.ledger =
          stack === undefined
            ? reduce(this.ledger, { type: 'ended', id: one.id })
            : reduce(this.ledger, { type: 'lowered', id: one.id, stack });
      }
      this.#save();
    }

    #save(): void {
      this.disk = JSON.stringify(this.ledger.map(toSaved));
    }
  }

  test('ends with the earlier value', () => {
    void fc.assert(
      fc.property(steps, (list) => {
        const world = new World();
        for (const step of list) {
          if (step.do === 'put') world.put(step);
          else if (step.do === 'kill') world.kill();
          else {
            world.nowMs += step.ms;
            world.restore(false);
          }
        }
        world.restore(true);
        expect(world.shown).toBe('Race');
        expect(world.ledger).toEqual([]);
        expect(world.disk).toBe('[]');
      }),
      { numRuns: 500 },
    );
  });
});
