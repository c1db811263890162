/** The dashboard of `deploy/grafana`: it asks for figures that a relay has, in sentences that Prometheus understands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/root.ts';
import { frames } from '../support/frames.ts';
import { startTestRelay } from '../support/test-relay.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string }[];
}

const dashboard = JSON.parse(
  readFileSync(join(root, 'deploy/grafana/sequential.json'), 'utf8'),
) as { readonly panels: readonly Panel[] };
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** Grafana puts a time in place of its own word. */
function asPromQl(expression: string): string {
  return expression.replaceAll('$__rate_interval', '1m');
}

describe('the dashboard', () => {
  test('asks in PromQL', () => {
    expect(expressions.length).toBeGreaterThan(30);
    for (const expression of expressions) {
      const faults: string[] = [];
      parser.parse(asPromQl(expression)).iterate({
        enter: ({ type, from }) => {
          if (type.isError) faults.push(`${expression}: at ${from}`);
        },
      });
      expect(faults).toEqual([]);
    }
    expect(parser.parse('sum(rate(a[1m])').toString()).toContain('⚠');
  });

  test('asks only for figures that a relay with a session has', async () => {
    const relay = await startTestRelay();
    await relay.watch('A');
    await relay.post('A', 1, frames(0, 20));
    await relay.post('A', 1, 'no JSON');
    const { text } = await relay.request('/metrics', {
      headers: { Authorization: `Bearer ${relay.relay.panelToken}` },
    });
    const names = new Set([...text.matchAll(/^(sequential_\w+)/gm)].map(([, name]) => name));
    const asked = new Set(expressions.flatMap((one) => one.match(/sequential_\w+/g) ?? []));
    expect([...asked].filter((name) => !names.has(name))).toEqual([]);
    // And the other way: a figure that no panel shows should have a reason.
    const shown = new Set([...asked].map((name) => name.replace(/_bucket$/, '')));
    const unseen = [...names].map((name) => name!.replace(/_(bucket|sum|count)$/, ''));
    expect([...new Set(unseen)].filter((name) => !shown.has(name)).sort()).toEqual([
      'sequential_batches_taken_total',
      'sequential_session_cars',
      'sequential_session_frames_taken',
      'sequential_sessions_contested',
    ]);
  });

  test('has panels that explain themselves and do not overlap', () => {
    for (const { title, description } of panels) {
      expect(`${title}: ${description ?? ''}`).toMatch(/: .{10,}\.$/);
    }
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

test('names of sessions are figures only for those who may read what is private', async () => {
  const relay = await startTestRelay();
  await relay.post('SECRET', 1, frames(0, 20));
  const all = await relay.ask('/metrics');
  expect(all.text).toContain('sequential_frames_taken_total 20');
  expect(all.text).not.toContain('SECRET');
  const admin = { headers: { Authorization: `Bearer ${relay.relay.panelToken}` } };
  const { text } = await relay.ask('/metrics', admin);
  expect(text).toContain('sequential_session_frames_taken{session="SECRET"} 20');
});

test('a frame that an agent measured counts in the histograms', async () => {
  const relay = await startTestRelay();
  const agent = await relay.agent();
  const run = { sessionID: 'A', run: 'r' };
  agent.send({ type: 'session', ...run, facts: {} });
  agent.send({ type: 'clock', ...run, originMs: Date.now() - 1_000 });
  agent.send({ type: 'batch', ...run, seq: 1, lap: 1, data: frames(0, 1, 6, { t: 900, lap: 1 }) });
  await agent.next('received');
  const { text } = await relay.ask('/metrics');
  expect(text).toMatch(/^sequential_frame_age_seconds_count 1$/m);
  expect(text).toMatch(/^sequential_batch_handling_seconds_bucket\{le="\+Inf"\} 1$/m);
});
