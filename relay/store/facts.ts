/** Facts of a session as they are kept. Pure. */
import type { SessionFacts } from '../../protocol/session.ts';

/** Whether these cannot be facts of the same stay: another driver, car or track. */
export function contradicts(stored: SessionFacts, said: SessionFacts): boolean {
  const differs = (a: string | undefined, b: string | undefined) => Boolean(a && b && a !== b);
  return (
    differs(stored.driverName, said.driverName) ||
    differs(stored.car, said.car) ||
    differs(stored.track, said.track) ||
    differs(stored.trackConfiguration, said.trackConfiguration)
  );
}

/** The facts that are not known yet or differ; null: there are none. */
export function newFacts(known: SessionFacts | null, said: SessionFacts): SessionFacts | null {
  const before = (known ?? {}) as Record<string, unknown>;
  const news = Object.entries(said).filter(
    ([name, value]) => value !== undefined && value !== before[name],
  );
  return news.length === 0 ? null : (Object.fromEntries(news) as SessionFacts);
}
