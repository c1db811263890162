/** The rules, each with a button to try it, and the list of what they did last. */

import type { Firing, ObsProblem, RuleStatus, RulesStatus } from '../../protocol/relay-answers.ts';
import { Badge, Card } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { useAttempt } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { actionText, agoText, eventWords, firingText, outcomeText, outcomeTone } from './rules.ts';

interface RuleProps {
  readonly panel: Panel;
  readonly rule: RuleStatus;
  readonly problems: readonly ObsProblem[];
  readonly now: number;
  onTried(): void;
}

function RuleLine({ panel, rule, problems, now, onTried }: RuleProps) {
  const [attempt, isBusy] = useAttempt(panel);
  const { name, enabled, on, actions, lastFired } = rule;
  const tryRule = async (): Promise<void> => {
    await attempt(async () => {
      const path = `/api/triggers/${encodeURIComponent(name)}/test`;
      const firing = await panel.relay.send<Firing>('POST', path);
      const words = firingText(firing);
      const isGood = firing.outcome === 'done';
      panel.notify(
        `“${name}”: ${isGood ? 'done' : outcomeText(firing)}.${words === '' ? '' : ` ${words}`}`,
        isGood ? 'good' : 'bad',
      );
      onTried();
    });
  };
  return (
    <li class="rule">
      <div class="row between">
        <h3>
          {name} {!enabled && <span class="muted small">switched off</span>}
        </h3>
        <Button small isBusy={isBusy} label={`Try it: ${name}`} onClick={() => void tryRule()}>
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
  readonly status: RulesStatus;
  readonly problems: readonly ObsProblem[];
  readonly now: number;
  onTried(): void;
}

export function Rules({ panel, status, problems, now, onTried }: RulesProps) {
  const { rules } = status;
  return (
    <Card title="Rules">
      {status.problems.map((sentence) => (
        <p class="small rule-problem" data-tone="bad" key={sentence}>
          {sentence}
        </p>
      ))}
      {rules.length === 0 && (
        <p class="muted">
          None yet. Rules in <code>sequential.config.json</code> switch scenes, show banners, save
          replays and set chapters when something happens on track. They apply as soon as you save
          the file.
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

/** In the browser's time zone, 24 hours. */
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });

/** The relay sends more. */
const firingsShown = 30;

export function Firings({ history }: { readonly history: readonly Firing[] }) {
  const shown = history.slice(0, firingsShown);
  return (
    <Card title="History">
      {shown.length === 0 && <p class="muted">Nothing yet.</p>}
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus (WCAG 2.1.1)
        <section class="scrolls" tabIndex={0} aria-label="History">
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
                    {firing.event === null ? 'before the restart' : eventWords(firing.event.name)}
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
