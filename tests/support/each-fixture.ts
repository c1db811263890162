/** What a test has around it: opened before each test of a file, closed after it. */
import { afterEach, beforeEach } from 'vitest';

export interface Fixture {
  open(): Promise<void>;
  close(): Promise<void>;
}

/** A new one for each test of a file. */
export function eachFixture<T extends Fixture>(make: () => T): { readonly fixture: T } {
  const current = { fixture: make() };
  beforeEach(async () => {
    current.fixture = make();
    await current.fixture.open();
  });
  afterEach(() => current.fixture.close());
  return current;
}
