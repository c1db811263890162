/** Tables of inputs and outputs, as tests. */
import { expect, test } from 'vitest';

/**
 * One test a row: what a function makes of an input.
 * @param title of each test; `%s` is replaced by the input, then by the output
 */
export function eachMakes<Input, Output>(
  title: string,
  make: (input: Input) => Output,
  rows: readonly (readonly [Input, Output])[],
): void {
  test.each([...rows])(title, (input, output) => {
    expect(make(input as Input)).toEqual(output);
  });
}
