/** The rules, each with a button to try it, and the list of what they did last. */

import type { EditedRule, RuleSaved, RulesInFile } from '../../protocol/program-answers.ts';
import type {
  Firing,
  ObsProblem,
  ObsStatus,
  RuleStatus,
  RulesStatus,
} from '../../protocol/relay-answers.ts';
import { Badge, Card, ColumnHeads } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { DeleteButton } from '../core/gallery-card.tsx';
import { useAttempt } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { useOpenRule } from './open-rule.tsx';
import { isChanged, ruleDraft } from './rule-draft.ts';
import { cleanRule, ruleSentence } from './rule-fields.ts';
import { actionText, agoText, eventWords, firingText, outcomeText, outcomeTone } from './rules.ts';

interface RuleProps {
  readonly panel: Panel;
  readonly rule: RuleStatus;
  /** As the file has it; undefined: it is not in the file any more. */
  readonly edited: EditedRule | undefined;
  readonly problems: readonly ObsProblem[];
  readonly now: number;
  onChange(): void;
}

/** The buttons that change a rule in the file. */
function RuleButtons({ panel, edited, onChange }: RuleProps & { readonly edited: EditedRule }) {
  const [attempt, isBusy] = useAttempt(panel);
  const [openRule, question] = useOpenRule(panel);
  const { name } = edited;
  const path = `/api/rules/${encodeURIComponent(name)}`;
  const isOn = edited.enabled !== false;
  /** @param done what is said once sequential.config.json has changed */
  const change = (work: () => Promise<RuleSaved>, done: string): Promise<boolean> =>
    attempt(async () => {
      const { problems } = await work();
      if (problems.length > 0) panel.notify(problems.join(' '), 'bad');
      else panel.notify(done);
      onChange();
    });
  return (
    <>
      {question}
      <Button small label={`Edit: ${name}`} onClick={() => openRule({ from: name, rule: edited })}>
        Edit
      </Button>
      <Button
        small
        kind="quiet"
        isBusy={isBusy}
        label={`Switch ${isOn ? 'off' : 'on'}: ${name}`}
        onClick={() =>
          void change(
            () => panel.relay.send('PUT', path, cleanRule({ ...edited, enabled: !isOn })),
            `The rule “${name}” is switched ${isOn ? 'off' : 'on'} in sequential.config.json.`,
          )
        }
      >
        Switch {isOn ? 'off' : 'on'}
      </Button>
      <DeleteButton
        title={name}
        onDelete={async () => {
          await change(
            () => panel.relay.send('DELETE', path),
            `The rule “${name}” is deleted from sequential.config.json.`,
          );
        }}
      >
        <p>This removes the rule from sequential.config.json.</p>
      </DeleteButton>
    </>
  );
}

function RuleLine(props: RuleProps) {
  const { panel, rule, edited, problems, now, onChange } = props;
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
      onChange();
    });
  };
  return (
    <li class="rule">
      <h3>
        {name} {!enabled && <span class="muted small">switched off</span>}
      </h3>
      <p class="small">
        {edited === undefined ? `${eventWords(on)}: ${actionText(actions)}` : ruleSentence(edited)}
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
      <div class="row">
        <Button small isBusy={isBusy} label={`Try it: ${name}`} onClick={() => void tryRule()}>
          Try it
        </Button>
        {edited !== undefined && <RuleButtons {...props} edited={edited} />}
      </div>
    </li>
  );
}

export interface RulesProps {
  readonly panel: Panel;
  readonly status: RulesStatus;
  /** null: not known, or this relay reads no config file. */
  readonly file: RulesInFile | null;
  readonly obs: ObsStatus;
  readonly now: number;
  onChange(): void;
}

export function Rules({ panel, status, file, obs, now, onChange }: RulesProps) {
  const { rules } = status;
  const draft = ruleDraft.value;
  const canAdd = file !== null && file.problem === null;
  return (
    <Card
      title="Rules"
      aside={
        canAdd && (
          <a class="button" data-size="small" data-kind="main" href={hashOf('obs', 'recipes')}>
            New rule
          </a>
        )
      }
    >
      {draft !== null && (draft.from === null || isChanged(draft)) && (
        <p class="rule-problem small">
          {draft.from === null ? 'A new rule' : `The rule “${draft.from}”`} is not saved yet.{' '}
          <a href={hashOf('obs', 'rule')}>Continue editing</a>
        </p>
      )}
      {status.problems.map((sentence) => (
        <p class="small rule-problem" data-tone="bad" key={sentence}>
          {sentence}
        </p>
      ))}
      {file !== null && file.problem !== null && (
        <p class="small rule-problem" data-tone="bad">
          sequential.config.json cannot be used, so rules cannot be changed. {file.problem}
        </p>
      )}
      {rules.length === 0 && (
        <p class="muted">
          None yet. Rules switch scenes, show banners, save replays and set chapters when something
          happens on track.
        </p>
      )}
      <ul class="rules">
        {rules.map((rule) => (
          <RuleLine
            key={rule.name}
            panel={panel}
            rule={rule}
            edited={canAdd ? file.rules.find(({ name }) => name === rule.name) : undefined}
            problems={obs.problems.filter((problem) => problem.rule === rule.name)}
            now={now}
            onChange={onChange}
          />
        ))}
      </ul>
      {file !== null && (
        <p class="muted small">
          Rules are kept in <code>sequential.config.json</code>, where you can also write them
          yourself.
        </p>
      )}
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
        <section class="scrolls" tabIndex={0} aria-label="History, table">
          <table>
            <ColumnHeads titles={['Time', 'Rule', 'Event', 'Outcome']} />
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
