/** All parsers that face the network or a stranger's file, each with the inputs that it gets. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../../agent/demo/random.ts';
import { readRelayMessage } from '../../agent/publish/message-codec.ts';
import { configProblems } from '../../cli/settings/config-check.ts';
import { changedConfig, configText } from '../../cli/settings/config-edit.ts';
import { completeRule, shownRules, withRule } from '../../cli/settings/rule-edit.ts';
import { readEnvelope, readManifest } from '../../cli/updates/release-manifest.ts';
import { CodecError } from '../../protocol/byte-stream.ts';
import { decodeCars } from '../../protocol/cars-codec.ts';
import { readEntryList } from '../../protocol/entry-list.ts';
import { decodeFrames } from '../../protocol/frame-codec.ts';
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import { readText } from '../../protocol/text-file.ts';
import { checkTheme } from '../../protocol/theme-schema.ts';
import { isObject } from '../../protocol/value-checks.ts';
import { RelayError } from '../../relay/errors.ts';
import { checkedFrames, parseJson } from '../../relay/ingest/batch-check.ts';
import { GameServer } from '../../relay/ingest/game-server/game-server.ts';
import { LiveRace } from '../../relay/ingest/game-server/live-race.ts';
import { readServerPacket } from '../../relay/ingest/game-server/packet-reader.ts';
import { chainedCommand } from '../../relay/ingest/game-server/plugin-chain.ts';
import { readRules, ruleProblems } from '../../relay/obs/rules/rule-schema.ts';
import { checkLayout } from '../../relay/pages/layouts/layout-schema.ts';
import { readSessionFile } from '../../relay/storage/session-file.ts';
import { StoreProblem } from '../../relay/storage/store-problem.ts';
import { readMessage } from '../../relay/transport/messages.ts';
import { accessTargets } from './access-targets.ts';
import { backupTargets } from './backup-targets.ts';
import { BareRelay } from './bare-relay.ts';
import { openHttp } from './http-target.ts';
import { changeText, mutateBytes, mutateJson, mutateJsonText, pick } from './mutations.ts';
import { obsTargets } from './obs-targets.ts';
import * as samples from './samples.ts';
import { allowing, type FuzzParser, type FuzzTarget, pure } from './target.ts';

const allFrames = samples.framesBytes.flat();
const overlays = ['tachometer', 'pedals', 'standings', 'track-map'].map((name) => ({
  name,
  size: { width: 400, height: 200 },
}));

/** The text of a JSON file, as an upload or the disk brings it: sometimes in another encoding, sometimes broken. */
function fileBytes(random: Random, files: readonly unknown[]): Uint8Array {
  const text = mutateJsonText(random, pick(random, files));
  const bytes = Buffer.from(text, random.chance(0.03) ? 'utf16le' : 'utf8');
  return random.chance(0.05) ? mutateBytes(random, bytes, [bytes]) : bytes;
}

/** @returns undefined: no JSON */
function jsonOf(bytes: Uint8Array): unknown {
  const file = readText(bytes);
  if (file.kind !== 'text') return undefined;
  const json = readJson(file.text);
  return json.ok ? json.value : undefined;
}

function textBuffer(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** A message of an agent, perhaps changed. */
function agentInput(random: Random): { data: Buffer; isBinary: boolean } {
  const roll = random.next();
  if (roll < 0.1) {
    const bytes = mutateBytes(random, pick(random, samples.carsBytes), samples.carsBytes);
    return { data: Buffer.from(bytes), isBinary: true };
  }
  const isBatch = random.chance(0.4);
  const valid = isBatch ? samples.nextBatch() : pick(random, samples.agentMessages)();
  if (roll < 0.4) return { data: textBuffer(valid), isBinary: false };
  return { data: Buffer.from(mutateJsonText(random, valid)), isBinary: random.chance(0.01) };
}

function openAgents(): FuzzParser {
  const relay = new BareRelay();
  return {
    next(random) {
      const isLeaving = random.chance(0.02);
      const { data, isBinary } = agentInput(random);
      return () => {
        if (isLeaving) relay.agentLeaves();
        relay.agentMessage(data, isBinary);
        relay.step();
      };
    },
    close: () => relay.close(),
  };
}

function openViewers(): FuzzParser {
  const relay = new BareRelay();
  const hello = textBuffer(samples.viewerHello);
  return {
    next(random) {
      const roll = random.next();
      const batch = roll < 0.1 ? textBuffer(samples.nextBatch()) : null;
      const message =
        roll < 0.3
          ? hello
          : Buffer.from(mutateJsonText(random, pick(random, samples.viewerMessages)));
      const isBinary = random.chance(0.02);
      const isLeaving = random.chance(0.1);
      return () => {
        if (isLeaving) relay.viewerLeaves();
        if (batch === null) relay.viewerMessage(message, isBinary);
        else relay.agentMessage(batch, false);
        relay.step();
      };
    },
    close: () => relay.close(),
  };
}

function openIngest(): FuzzParser {
  const relay = new BareRelay();
  let first = 0;
  return {
    next(random) {
      first = (first + 12) % 100_000;
      const batch = samples.batchOf(first, 2);
      const body = random.chance(0.2) ? JSON.stringify(batch) : mutateJsonText(random, batch);
      const sometimes = (text: string) => (random.chance(0.1) ? changeText(random, text) : text);
      const url = sometimes('/ingest?session_id=RACE&lap=1');
      const headers = {
        'content-type': sometimes('application/json; charset=utf-8'),
        'content-encoding': sometimes('identity'),
        'content-length': sometimes(String(Buffer.byteLength(body))),
      };
      return () => {
        const status = relay.post(url, headers, Buffer.from(body));
        relay.step();
        if (status >= 500) throw new Error(`A body was answered with ${status}.`);
      };
    },
    close: () => relay.close(),
  };
}

function openGameServer(): FuzzParser {
  const relay = new BareRelay();
  let runs = 0;
  const game = new GameServer({
    send: () => {},
    receiver: new LiveRace(relay),
    runName: () => `run-${++runs}`,
    notice: () => {},
  });
  return {
    next(random) {
      const valid = pick(random, samples.serverPackets);
      const bytes = random.chance(0.3) ? valid : mutateBytes(random, valid, samples.serverPackets);
      return () => {
        const packet = readServerPacket(bytes);
        if (packet !== null) game.receive(packet, relay.now());
        game.tick(relay.now());
        game.status();
        relay.step();
      };
    },
    close: () => relay.close(),
  };
}

function openSessionFiles(): FuzzParser {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-fuzz-'));
  const file = join(folder, 'fuzzed.session');
  return {
    next(random) {
      const end = { end: true, chunks: 2, frames: 6, sha256: '0' };
      const lines = [...samples.sessionLines, end].map((line) =>
        random.chance(0.4) ? mutateJsonText(random, line) : JSON.stringify(line),
      );
      if (random.chance(0.1)) lines.splice(Math.floor(random.next() * lines.length), 1);
      const bytes = Buffer.from(`${lines.join('\n')}\n`);
      writeFileSync(file, random.chance(0.1) ? mutateBytes(random, bytes, [bytes]) : bytes);
      return async () => {
        await readSessionFile(file).catch((error: unknown) => {
          if (!(error instanceof StoreProblem)) throw error;
        });
      };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function readSettings(random: Random): () => void {
  const config = mutateJson(random, samples.config);
  const changes = mutateJson(random, samples.config);
  return () => {
    if (!isObject(changes)) return;
    const before = isObject(config) ? config : null;
    if (configProblems({ config: before, changes, outside: [], hasMadeKey: false }).length > 0)
      return;
    configText(changedConfig(before, changes), null);
  };
}

function readTriggers(random: Random): () => void {
  const triggers = mutateJson(random, samples.rules);
  const changed = mutateJson(random, samples.rules[1]);
  return () => {
    ruleProblems(triggers);
    shownRules(triggers);
    const rule = completeRule(triggers, 'best', changed);
    readRules({ triggers: withRule(triggers, 'best', rule) });
  };
}

const announcement = {
  ...{ version: '1.2.3', date: '2026-01-01', notes: '## New', page: 'https://example.org/' },
  files: { installed: { url: 'https://example.org/s.exe', size: 1_000, sha256: 'a'.repeat(64) } },
};

/** Fills a body of the largest size with the same again and again. */
function filled(part: string, length: number): string {
  return part.repeat(Math.floor(length / part.length));
}

/** @param count rounded down */
function numbered(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join(',');
}

/** Bodies as large as the relay takes them, whose values could cost more than their bytes; some have nearly too many. */
const largeBodies: readonly ((length: number) => string)[] = [
  (length) => filled('[', length),
  (length) => filled('[', length / 2) + filled(']', length / 2),
  (length) => filled('{"a":', length),
  (length) => `[${filled('{},', length - 3)}1]`,
  (length) => `[${filled('1e308,', length - 3)}1]`,
  (length) => `[${filled('-1.2345e308,', length - 3)}1]`,
  (length) => `[${filled('{"abcdefgh":1.5e300},', length - 3)}1]`,
  (length) => `["${filled('\\ud800', length - 4)}"]`,
  (length) => `"${filled('x', length - 2)}"`,
  (length) => `1${filled('0', length - 1)}`,
  () => JSON.stringify(samples.batchOf(6, limits.batchFramesMax)),
  (length) => `[{${filled('"a":1,', length - 10)}"b":1}]`,
  (length) => `[{${filled('"abcdef":1.5,', length - 10)}"b":1}]`,
  (length) => `[{${numbered(length / 20, (i) => `"key${i}":null`)}}]`,
  (length) => `[{${numbered(length / 12, (i) => `"${i.toString(36)}":0`)}}]`,
  (length) => `[${numbered(length / 12, (i) => `"key${i}"`)}]`,
  (length) => `[{${numbered(8_100, (i) => `"key${i}":1.5`)}},"${filled('x', length / 2)}"]`,
];

export const targets: readonly FuzzTarget[] = [
  pure('frames', (random) => {
    const bytes = Buffer.from(mutateJsonText(random, samples.batchOf(6, 3)));
    return () => allowing(RelayError, () => checkedFrames(parseJson(bytes)));
  }),
  pure('large-bodies', (random) => {
    const body = pick(
      random,
      largeBodies,
    )(limits.ingestBytesMax - 30 - Math.floor(random.next() * 100));
    const message = Buffer.from(`{"type":"batch","data":${body}}`);
    const bytes = Buffer.from(body);
    return random.chance(0.5)
      ? () => void readMessage(message)
      : () => allowing(RelayError, () => checkedFrames(parseJson(bytes)));
  }),
  { name: 'agents', open: openAgents },
  { name: 'viewers', open: openViewers },
  { name: 'ingest', open: openIngest },
  { name: 'game-server', open: openGameServer },
  pure('plugin-commands', (random) => {
    const valid = pick(random, samples.serverPackets);
    const bytes = mutateBytes(random, valid, samples.serverPackets);
    return () => void chainedCommand(bytes);
  }),
  pure('frame-codec', (random) => {
    const index = Math.floor(random.next() * samples.forms.length);
    const bytes = mutateBytes(random, pick(random, samples.framesBytes[index]!), allFrames);
    return () => allowing(CodecError, () => decodeFrames(samples.forms[index]!, bytes));
  }),
  pure('cars-codec', (random) => {
    const bytes = mutateBytes(random, pick(random, samples.carsBytes), samples.carsBytes);
    return () => allowing(CodecError, () => decodeCars(bytes));
  }),
  pure('message-codec', (random) => {
    const text = mutateJsonText(random, pick(random, samples.relayMessages));
    return () => void readRelayMessage(text);
  }),
  { name: 'session-files', open: openSessionFiles },
  pure('themes', (random) => {
    const bytes = fileBytes(random, samples.themeFiles);
    return () => void checkTheme(jsonOf(bytes));
  }),
  pure('layouts', (random) => {
    const bytes = fileBytes(random, samples.layoutFiles);
    return () => void checkLayout('broadcast', jsonOf(bytes), { overlays, themes: ['apex'] });
  }),
  pure('entry-lists', (random) => {
    const list = mutateJson(random, samples.entryList);
    return () => void readEntryList(list);
  }),
  pure('rules', readTriggers),
  pure('settings', readSettings),
  pure('announcements', (random) => {
    const manifest = mutateJsonText(random, announcement);
    const envelope = mutateJsonText(random, { manifest: '{}', signature: 'a' });
    return () => {
      readManifest(manifest);
      readEnvelope(envelope);
    };
  }),
  ...accessTargets,
  ...backupTargets,
  ...obsTargets,
  { name: 'http', open: openHttp },
];
