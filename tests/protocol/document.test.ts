/** PROTOCOL.md agrees with the code: channels, errors, close codes, limits, and an example byte by byte. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { carSources } from '../../protocol/cars.ts';
import { type Channel, channels } from '../../protocol/channels.ts';
import { closeCodes } from '../../protocol/close-codes.ts';
import { errorCodes } from '../../protocol/error-codes.ts';
import { raceEventNames } from '../../protocol/events.ts';
import { frameProblem } from '../../protocol/frame-check.ts';
import { decodeFrames, encodeFrames, formOf } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import { protocolVersion, publishSubprotocol, viewerSubprotocol } from '../../protocol/messages.ts';
import { gameStatuses } from '../../protocol/session.ts';

const file = new URL('../../protocol/PROTOCOL.md', import.meta.url);
const text = readFileSync(file, 'utf8');

/** Rows of the first table after a heading, as cells. */
function tableAfter(heading: string): string[][] {
  const rows: string[][] = [];
  const after = text.slice(text.indexOf(heading));
  for (const line of after.slice(after.indexOf('\n|') + 1).split('\n')) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  }
  return rows.slice(2);
}

/** A row of the table of channels, as cells. */
function channelRow(c: Channel): string[] {
  const type = c.size === 1 ? c.type : `${c.size} × ${c.type}`;
  const cells = [
    `\`${c.name}\`${c.required ? ' (required)' : ''}`,
    c.nullable ? `${type} or null` : type,
    c.unit,
    c.type === 'boolean' ? '' : c.min,
    c.type === 'boolean' ? '' : c.max,
    c.type === 'boolean' ? '' : c.step,
    c.blend,
  ];
  return cells.map(String);
}

describe('PROTOCOL.md', () => {
  test('has the table of channels as they are', () => {
    const asRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    const rows = tableAfter('<!-- channels -->').map(asRow);
    expect(rows).toEqual(channels.map((channel) => asRow(channelRow(channel))));
  });

  test('names the version, the subprotocols, every status, every event and every source of cars', () => {
    expect(/version (\d+)\./.exec(text)?.[1]).toBe(String(protocolVersion));
    for (const word of [viewerSubprotocol, publishSubprotocol, ...gameStatuses, 'agent-away']) {
      expect(text).toContain(`\`${word}\``);
    }
    for (const name of raceEventNames) expect(text).toContain(`\`${name}\``);
    const sources = /^`source` is its name: [\s\S]*?\.$/m.exec(text)![0];
    for (const name of carSources) expect(sources).toContain(`\`${name}\``);
  });

  test('lists every error code with its status, and no other', () => {
    const listed = tableAfter('## Errors').map(([code, status]) => [
      code!.replaceAll('`', ''),
      Number(status),
    ]);
    expect(Object.fromEntries(listed)).toEqual({ ...errorCodes });
  });

  test('lists every close code, and of others only that of WebSocket for messages too large', () => {
    const listed = tableAfter('## Close codes').map(([code]) => Number(code));
    const ours = Object.values(closeCodes).map(({ code }) => code);
    expect(listed.sort()).toEqual([...ours, 1009].sort());
  });

  test('names the bounds as they are', () => {
    for (const [bound, words] of [
      [limits.batchFramesMax, '1 to 1000 frames'],
      [limits.sessionIdCharsMax, '1 to 64 of'],
      [limits.ingestBytesMax / 1_048_576, '1 MiB'],
      [limits.runFallbackPackets, 'more than 3333'],
      [limits.publisherSilentMs / 1000, 'silent for 5 s'],
      [limits.sessionForgottenMs / 60_000, 'After 30 minutes more'],
      [limits.keptRunsMax, 'at most 64 runs'],
      [limits.stuckMs / 1000, 'behind for 10 s'],
      [limits.helloTimeoutMs / 1000, 'speaks first, within 30 s'],
      [limits.pingIntervalMs / 1000, '15 s'],
      [limits.viewerMessagesPerSecondMax, '50 messages a second'],
      [limits.viewerMessageBytesMax, '4096 bytes'],
      [limits.coalesceMs, 'collected for 50 ms'],
      [limits.wrongKeyHoldMsMin, '250 ms at first'],
      [limits.wrongKeyHoldMsMax / 1000, 'up to 4 s'],
      [limits.wrongKeysHeldMax, 'While 4 answers to one address are delayed'],
      [limits.connectionsPerAddressMax, 'at most 1000 viewer sockets'],
      [limits.publishersPerAddressMax, '100 publishers'],
      [limits.encodingsPerAddressMax, '24 encodings'],
      [limits.connectionsReserved, 'has 1000, 50 and 64'],
      [limits.viewerMessagesPerAddressMax, 'may send 2000 messages a second'],
      [limits.headersTimeoutMs / 1000, 'headers 5 s'],
      [limits.requestTimeoutMs / 1000, 'all of it 15 s'],
    ] as const) {
      expect(text).toContain(words);
      expect(words).toContain(String(bound));
    }
    expect([limits.sessionAwayMs, limits.unknownDepthMax]).toEqual([60_000, 8]);
  });

  test('has examples that are right', () => {
    const blocks = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1]!);
    const values = blocks.map((block) => JSON.parse(block) as unknown);
    expect(values.length).toBeGreaterThan(5);
    expect(frameProblem(values[0], 0)).toBeNull();
    const frames = values.at(-1) as never[];
    const form = formOf(['gas', 'gear', 'rpms', 'lastLapTime', 'inPitLane']);
    expect(form.channels.map((c) => c.name).join(', ')).toBe(
      /in the form `([^`]*)`/.exec(text)?.[1],
    );
    const hex = /```\n(06 05 03 [\s\S]*?)\n```/.exec(text)![1]!.replaceAll(' ', '');
    expect(Buffer.from(encodeFrames(form, 5, frames)).toString('hex')).toBe(hex);
    expect(decodeFrames(form, Buffer.from(hex, 'hex'))).toEqual({ lap: 5, frames });
    const explained = tableAfter('06 05 03')
      .flatMap(([bytes]) => [...bytes!.matchAll(/`([0-9a-f]+)`/g)].map((match) => match[1]))
      .join('');
    expect(explained).toBe(hex);
  });
});
