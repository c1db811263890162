/** The rules with what they did last, and a button to try each. */
import { useState } from 'preact/hooks';
import { Button } from '../core/controls.tsx';
import { Badge, Card } from '../core/frames.tsx';
import type { ObsProblem } from '../core/obs.ts';
import type { Panel } from '../core/room.ts';
import {
  actionText,
  agoText,
  eventWords,
  type FiringNow,
  firingText,
  outcomeText,
  outcomeTone,
  type RuleNow,
  type TriggersNow,
} from './rules.ts';

interface RuleProps {
  readonly panel: Panel;
  readonly rule: RuleNow;
  readonly problems: readonly ObsProblem[];
  readonly now: number;
  onTried(): void;
}

function RuleLine({ panel, rule, problems, now, onTried }: RuleProps) {
  const [isBusy, setBusy] = useState(false);
  const { name, enabled, on, actions, lastFired } = rule;
  const attempt = async (): Promise<void> => {
    setBusy(true);
    try {
      const path = `/api/triggers/${encodeURIComponent(name)}/test`;
      const firing = await panel.relay.send<FiringNow>('POST', path);
      const words = firingText(firing);
      const isGood = firing.outcome === 'done';
      panel.notify(
        `“${name}”: ${isGood ? 'done' : outcomeText(firing)}.${words === '' ? '' : ` ${words}`}`,
        isGood ? 'good' : 'bad',
      );
      onTried();
    } catch (problem) {
      panel.notifyProblem(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li class="rule">
      <div class="row between">
        <h3>
          {name} {!enabled && <span class="muted small">switched off</span>}
        </h3>
        <Button small isBusy={isBusy} label={`Try it: ${name}`} onClick={() => void attempt()}>
          Try it
        </Button>
      </div>
      <p class="small">
        <span class="muted">On</span> {eventWords(on)}
        <span class="muted">:</span> {actionText(actions)}
      </p>
      <p class="muted small">
        {lastFired === null ? 'Not fired yet' : `Fired ${agoText(lastFired, now)}`}
      </p>
      {problems.map(({ sentence, severity }) => (
        <p
          class="small rule-problem"
          data-tone={severity === 'error' ? 'bad' : 'wait'}
          key={sentence}
        >
          {sentence}
        </p>
      ))}
    </li>
  );
}

export interface RulesProps {
  readonly panel: Panel;
  readonly triggers: TriggersNow;
  readonly problems: readonly ObsProblem[];
  readonly now: number;
  onTried(): void;
}

export function Rules({ panel, triggers, problems, now, onTried }: RulesProps) {
  const { rules } = triggers;
  return (
    <Card title="Rules">
      {triggers.problems.map((sentence) => (
        <p class="small rule-problem" data-tone="bad" key={sentence}>
          {sentence}
        </p>
      ))}
      {rules.length === 0 && (
        <p class="muted">
          None yet. Rules in <code>sequential.config.json</code> switch scenes, show banners, save
          replays and set chapters when something happens on track; the file is read again when it
          is saved.
        </p>
      )}
      <ul class="rules">
        {rules.map((rule) => (
          <RuleLine
            key={rule.name}
            panel={panel}
            rule={rule}
            problems={problems.filter((problem) => problem.rule === rule.name)}
            now={now}
            onTried={onTried}
          />
        ))}
      </ul>
    </Card>
  );
}

/** Of the reader’s own time zone, as racing shows it. */
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });

/** So many are shown; the relay keeps more. */
const shownFirings = 30;

export function Firings({ history }: { readonly history: readonly FiringNow[] }) {
  const shown = history.slice(0, shownFirings);
  return (
    <Card title="Last firings">
      {shown.length === 0 && <p class="muted">Nothing yet.</p>}
      {shown.length > 0 && (
        // Wide content scrolls inside its card; the keyboard has to reach it for that.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus (WCAG 2.1.1)
        <section class="scrolls" tabIndex={0} aria-label="Last firings">
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Rule</th>
                <th scope="col">Event</th>
                <th scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((firing) => (
                <tr key={`${firing.at} ${firing.rule} ${firing.outcome}`}>
                  <td class="time">{clock.format(firing.at)}</td>
                  <td>{firing.rule}</td>
                  <td>
                    {firing.event === null ? 'earlier run' : eventWords(firing.event.name)}
                    {firing.event?.lap === undefined ? '' : `, lap ${firing.event.lap}`}
                  </td>
                  <td>
                    <Badge tone={outcomeTone(firing)}>{outcomeText(firing)}</Badge>
                    {firingText(firing) !== '' && <p class="muted small">{firingText(firing)}</p>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}
