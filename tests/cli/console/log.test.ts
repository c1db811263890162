/** Log lines: sentences for people, JSON for programs. */
import { expect, test } from 'vitest';
import { createLog, humanLine } from '../../../cli/console/log.ts';

function lines(format: 'text' | 'json', colour = false) {
  const written: string[] = [];
  const log = createLog({ format, level: 'info', colour, write: (text) => written.push(text) });
  return { log: log('relay'), written };
}

test('a line for people has time, part and sentence, and no fields when all is well', () => {
  const { log, written } = lines('text');
  log.info({ viewers: 2 }, 'Two pages watch.');
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^\d\d:\d\d:\d\d {2}relay {3}Two pages watch\.\n$/);
});

test('fields are shown when something is wrong, errors by their message', () => {
  const { log, written } = lines('text');
  log.warn({ tries: 3, err: new Error('refused') }, 'The relay is away.');
  expect(written[0]).toContain('Careful: The relay is away. (tries=3 err=refused)');
});

test('JSON lines carry part, sentence and fields', () => {
  const { log, written } = lines('json');
  log.error({ code: 'x' }, 'Broken.');
  expect(JSON.parse(written[0]!)).toMatchObject({ part: 'relay', msg: 'Broken.', code: 'x' });
});

test('lines below the level are not written, and colours are optional', () => {
  const plain = lines('text');
  plain.log.debug({}, 'Nobody sees this.');
  expect(plain.written).toEqual([]);
  const coloured = lines('text', true);
  coloured.log.warn({}, 'Careful now.');
  expect(coloured.written[0]).toContain('\u001B[33m');
});

test.each(['text', 'json'] as const)(
  'lines are dropped while nobody reads, and counted in the form of the others: %s',
  (format) => {
    const written: string[] = [];
    let isFull = false;
    const log = createLog({
      format,
      level: 'info',
      colour: false,
      write: (text) => written.push(text),
      isFull: () => isFull,
    })('relay');
    log.info({}, 'One.');
    isFull = true;
    log.info({}, 'Two.');
    log.info({}, 'Three.');
    isFull = false;
    log.info({}, 'Four.');
    log.info({}, 'Five.');
    expect(written.map((line) => /One|Two|Three|Four|Five|left out/.exec(line)?.[0])).toEqual([
      'One',
      'left out',
      'Four',
      'Five',
    ]);
    if (format === 'json') expect(JSON.parse(written[1]!)).toMatchObject({ lines: 2, part: 'log' });
    else
      expect(written[1]).toMatch(/ log .*Lines were left out while nobody read them\. \(lines=2\)/);
  },
);

test('a line that is not JSON passes unchanged', () => {
  expect(humanLine('plain words\n', false)).toBe('plain words\n');
});
