/** The rule editor: event, conditions and actions on one side; the rule in words, a trial and what it did last on the other. */

import { useState } from 'preact/hooks';
import type { RuleSaved, RulesInFile } from '../../protocol/program-answers.ts';
import type { Firing, ObsNames, ObsStatus } from '../../protocol/relay-answers.ts';
import { Badge, Card, Question } from '../core/cards-and-dialogs.tsx';
import { Button, NumberField, SelectField, TextField } from '../core/controls.tsx';
import { useAttempt, useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { ActionFields } from './action-fields.tsx';
import { ConditionFields } from './condition-fields.tsx';
import {
  changeRule,
  conflictOf,
  isChanged,
  openRule,
  type RuleConflict,
  type RuleDraft,
  ruleDraft,
} from './rule-draft.ts';
import { cleanRule, eventChoices, missingIn, ruleSentence } from './rule-fields.ts';
import { RuleTitle } from './rule-title.tsx';
import { agoText, firingText, outcomeText, outcomeTone } from './rules.ts';

export interface RuleEditorProps {
  readonly panel: Panel;
  readonly draft: RuleDraft;
  readonly file: RulesInFile;
  readonly obs: ObsStatus | null;
  readonly history: readonly Firing[];
  onSaved(): void;
}

function Events({ on }: { readonly on: string | readonly string[] }) {
  const events = [on].flat();
  return (
    <div class="stack tight">
      {events.map((event, index) => (
        <div class={events.length > 1 ? 'with-end' : undefined} key={event}>
          <SelectField
            label={index === 0 ? 'Event' : 'Or this event'}
            value={event}
            choices={eventChoices.filter(({ value }) => value === event || !events.includes(value))}
            onInput={(value) =>
              changeRule({ on: events.map((one, i) => (i === index ? value : one)) })
            }
          />
          {events.length > 1 && (
            <Button
              kind="quiet"
              small
              label={`Remove the event ${event}`}
              onClick={() => changeRule({ on: events.filter((_, i) => i !== index) })}
            >
              Remove
            </Button>
          )}
        </div>
      ))}
      {events.length < eventChoices.length && (
        <div>
          <Button
            kind="quiet"
            small
            onClick={() => {
              const next = eventChoices.find(({ value }) => !events.includes(value));
              if (next !== undefined) changeRule({ on: [...events, next.value] });
            }}
          >
            Add another event
          </Button>
        </div>
      )}
    </div>
  );
}

interface TrialProps extends Pick<RuleEditorProps, 'panel' | 'draft' | 'obs'> {
  readonly isComplete: boolean;
}

function Trial({ panel, draft, obs, isComplete }: TrialProps) {
  const [attempt, isBusy] = useAttempt(panel);
  const [firing, setFiring] = useState<Firing | null>(null);
  const { rule, from } = draft;
  const tryRule = (): void => {
    setFiring(null);
    const path = `/api/rules/${encodeURIComponent(from ?? 'new')}/try`;
    void attempt(async () => {
      setFiring(await panel.relay.send<Firing>('POST', path, cleanRule(rule)));
    });
  };
  return (
    <>
      <div class="row">
        <Button isBusy={isBusy} disabled={!isComplete} onClick={tryRule}>
          Try it now
        </Button>
        <span class="muted small">
          {obs?.state === 'connected'
            ? 'Runs the actions in OBS now, without checking the conditions.'
            : 'OBS is not connected.'}
        </span>
      </div>
      <div role="status">
        {firing !== null && (
          <p>
            <Badge tone={outcomeTone(firing)}>{outcomeText(firing)}</Badge> {firingText(firing)}
          </p>
        )}
      </div>
    </>
  );
}

function LastFirings({ firings }: { readonly firings: readonly Firing[] }) {
  if (firings.length === 0) return <p class="muted small">It has not fired yet.</p>;
  return (
    <ul class="stack tight">
      {firings.slice(0, 5).map((firing) => (
        <li class="small" key={`${firing.at} ${firing.outcome}`}>
          <Badge tone={outcomeTone(firing)}>{outcomeText(firing)}</Badge>{' '}
          <span class="muted">{agoText(firing.at, Date.now())}</span> {firingText(firing)}
        </li>
      ))}
    </ul>
  );
}

/** Asks before changes are lost. */
function LeaveButton({ draft, onLeave }: { readonly draft: RuleDraft; onLeave(): void }) {
  const [isAsking, setAsking] = useState(false);
  if (!isChanged(draft)) return <Button onClick={onLeave}>Close</Button>;
  return (
    <>
      <Button onClick={() => setAsking(true)}>Discard</Button>
      {isAsking && (
        <Question
          title="Discard the changes?"
          act="Discard"
          kind="danger"
          no="Continue editing"
          onYes={onLeave}
          onNo={() => setAsking(false)}
        >
          <p>{draft.from === null ? 'The new rule will be lost.' : 'The rule stays as it was.'}</p>
        </Question>
      )}
    </>
  );
}

interface ConflictProps extends RuleConflict {
  readonly isBusy: boolean;
  onOverwrite(): void;
  onClose(): void;
}

/** Asks before a rule is saved over what another window or program has made of it. */
function Conflict({ there, canOverwrite, isBusy, onOverwrite, onClose }: ConflictProps) {
  const reopen = (): void => {
    onClose();
    openRule(there.name, there);
  };
  return (
    <Question
      title={`The rule “${there.name}” was changed elsewhere`}
      act={canOverwrite ? 'Overwrite' : 'Discard my changes'}
      kind="danger"
      isBusy={isBusy}
      onYes={canOverwrite ? onOverwrite : reopen}
      onNo={onClose}
    >
      <p>
        Another window or program saved this rule after you opened it.{' '}
        {canOverwrite
          ? 'Overwriting it removes those changes.'
          : 'It also changed an action that only the config file shows, so your changes cannot be saved.'}
      </p>
    </Question>
  );
}

export function RuleEditor({ panel, draft, file, obs, history, onSaved }: RuleEditorProps) {
  const names = useGet<ObsNames | null>(panel, '/api/obs/names', { everyMs: 5_000 }).value;
  const [attempt, isBusy] = useAttempt(panel);
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const [conflict, setConflict] = useState<RuleConflict | null>(null);
  const { from, rule } = draft;
  const others = file.rules.map(({ name }) => name).filter((name) => name !== from);
  const missing = missingIn(rule, others);
  const leave = (): void => {
    ruleDraft.value = null;
    panel.go(hashOf('obs'));
  };
  /** @param isAsked the user agreed to overwrite what somebody else has changed */
  const save = async (isAsked = false): Promise<void> => {
    await attempt(async () => {
      const { rules } = await panel.relay.get<RulesInFile>('/api/rules');
      const found = isAsked ? null : conflictOf(draft, rules);
      setConflict(found);
      if (found !== null) return;
      const clean = cleanRule(rule);
      const path = `/api/rules/${encodeURIComponent(from ?? clean.name)}`;
      const { problems } = await panel.relay.send<RuleSaved>('PUT', path, clean);
      setRefusals(problems);
      if (problems.length > 0) return;
      panel.notify(`The rule “${clean.name}” is saved in sequential.config.json and in use.`);
      onSaved();
      leave();
    });
  };
  return (
    <>
      {conflict !== null && (
        <Conflict
          {...conflict}
          isBusy={isBusy}
          onOverwrite={() => void save(true)}
          onClose={() => setConflict(null)}
        />
      )}
      <div class="room-head">
        <RuleTitle title={from === null ? 'New rule' : `Rule “${from}”`} />
        <div class="row">
          <LeaveButton draft={draft} onLeave={leave} />
          <Button
            kind="main"
            isBusy={isBusy}
            disabled={missing.length > 0}
            onClick={() => void save()}
          >
            Save
          </Button>
        </div>
      </div>
      <div class="rule-editor">
        <div class="stack">
          <Card title="When">
            <Events on={rule.on} />
          </Card>
          <Card title="Only if">
            <ConditionFields
              conditions={rule.when ?? {}}
              names={names}
              onInput={(when) => changeRule({ when })}
            />
          </Card>
          <Card title="Then">
            <ActionFields
              panel={panel}
              actions={rule.do}
              names={names}
              onInput={(actions) => changeRule({ do: actions })}
            />
          </Card>
        </div>
        <div class="stack">
          <Card title="The rule">
            <div class="stack">
              <p class="rule-sentence">{ruleSentence(rule)}</p>
              <TextField
                label="Name"
                value={rule.name}
                onInput={(name) => changeRule({ name })}
                hint="Shown in the list and in the log."
              />
              <NumberField
                label="Cooldown, seconds (optional)"
                hint="The rule does not fire again during this time."
                value={rule.cooldownSeconds || null}
                min={0}
                onInput={(seconds) => changeRule({ cooldownSeconds: seconds ?? 0 })}
              />
              {[...missing, ...refusals].map((sentence) => (
                <p class="small rule-problem" key={sentence}>
                  {sentence}
                </p>
              ))}
            </div>
          </Card>
          <Card title="Try it">
            <div class="stack">
              <Trial panel={panel} draft={draft} obs={obs} isComplete={missing.length === 0} />
              <LastFirings firings={history.filter((one) => one.rule === (from ?? rule.name))} />
            </div>
          </Card>
        </div>
      </div>
    </>
  );
}
