/** The section Program: which Sequential runs, and every setting of the config file as a form. */
import { useEffect, useState } from 'preact/hooks';
import type { ConfigAnswer, ConfigSaved, SettingGroup } from '../../protocol/program-answers.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { Button, Form } from '../core/controls.tsx';
import { NotLoaded } from '../core/help-link.tsx';
import { useAttempt, useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { type ConfigDraft, changedSince, changesOf } from './config-draft.ts';
import { configDraft, hasConfigChanges } from './config-work.ts';
import { LogoField } from './logo-field.tsx';
import { OlderFolders } from './older-folders.tsx';
import { Restart, RestartCard } from './restart.tsx';
import type { SectionProps } from './section.ts';
import { SettingField } from './setting-field.tsx';
import { plural, runningFor } from './wording.ts';

const groups: readonly {
  readonly name: SettingGroup;
  readonly title: string;
  readonly note?: string;
}[] = [
  { name: 'driver', title: 'Driver', note: 'Who you are on the overlays, in every theme.' },
  { name: 'driving', title: 'Reading the game' },
  { name: 'laps', title: 'Laps' },
  { name: 'access', title: 'Access and addresses' },
  {
    name: 'server',
    title: 'Dedicated server',
    note: 'For leagues: show a whole race of your Assetto Corsa server.',
  },
  {
    name: 'obs',
    title: 'OBS in the file',
    note: 'What is set in the room OBS takes precedence.',
  },
  { name: 'log', title: 'Log' },
];

export function Program({ panel }: SectionProps) {
  const config = useGet<ConfigAnswer>(panel, '/api/config');
  if (config.value === null) {
    return <NotLoaded title="The settings could not be read" answer={config} />;
  }
  return (
    <>
      <OlderFolders panel={panel} />
      <ConfigForm panel={panel} config={config.value} again={config.again} />
    </>
  );
}

interface ConfigFormProps {
  readonly panel: Panel;
  readonly config: ConfigAnswer;
  again(): void;
}

function ConfigForm({ panel, config, again }: ConfigFormProps) {
  const draft = configDraft.value;
  const setDraft = (changed: (before: ConfigDraft) => ConfigDraft): void => {
    configDraft.value = changed(configDraft.value);
  };
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [attempt, isBusy] = useAttempt(panel);
  const changes = changesOf(config.settings, draft);
  const count = Object.keys(changes).length;
  useEffect(() => {
    hasConfigChanges.value = count > 0;
  }, [count]);
  const discard = (): void => {
    setDraft(() => ({}));
    setProblems({});
  };
  const save = async (replaceBroken = false): Promise<void> => {
    if (count === 0 && !replaceBroken) return;
    await attempt(async () => {
      const body = { changes, replaceBroken };
      const answer = await panel.relay.send<ConfigSaved>('PUT', '/api/config', body);
      if (answer.isSaved) {
        setDraft((now) => changedSince(draft, now));
        setProblems({});
        panel.notify('Saved.');
        again();
      } else {
        setProblems(Object.fromEntries(answer.problems.map((one) => [one.name, one.sentence])));
        const [first] = answer.problems;
        if (first !== undefined)
          document.getElementById(`setting-${first.name}`)?.scrollIntoView({ block: 'center' });
        panel.notify('Nothing was saved, because a value is not valid.', 'bad');
      }
    });
  };
  return (
    <Form onSubmit={() => void save()}>
      <RestartCard panel={panel} config={config} onRestarted={again} />
      <p class="muted">
        An empty field means the default. Changes take effect after a restart, those of OBS at once.
      </p>
      {config.isBroken && (
        <BrokenFile
          file={config.file}
          problem={config.problem ?? ''}
          onReplace={() => void save(true)}
        />
      )}
      {!config.isBroken && config.problem !== null && (
        <p class="setting-note" data-tone="bad">
          The next start would refuse the config file. {config.problem}
        </p>
      )}
      {groups.map(({ name, title, note }) => {
        const settings = config.settings.filter(({ group }) => group === name);
        return (
          <Card key={name} title={title}>
            {note !== undefined && <p class="muted small setting-group-note">{note}</p>}
            <div class="setting-list">
              {settings.map((setting) => (
                <SettingField
                  key={setting.name}
                  setting={setting}
                  draft={draft[setting.name]}
                  problem={problems[setting.name]}
                  onInput={(text) => {
                    setDraft((before) => ({ ...before, [setting.name]: text }));
                    setProblems(({ [setting.name]: _, ...others }) => others);
                  }}
                  onForget={() => setDraft(({ [setting.name]: _, ...others }) => others)}
                />
              ))}
              {name === 'driver' && <LogoField panel={panel} />}
            </div>
          </Card>
        );
      })}
      <About panel={panel} config={config} onRestarted={again} />
      {count > 0 && (
        <div class="save-bar">
          <span role="status">{plural(count, 'change')}</span>
          <div class="row">
            <Button kind="quiet" onClick={discard}>
              Discard
            </Button>
            <Button kind="main" type="submit" isBusy={isBusy}>
              Save
            </Button>
          </div>
        </div>
      )}
    </Form>
  );
}

function BrokenFile(props: { readonly file: string; readonly problem: string; onReplace(): void }) {
  return (
    <div class="setting-note" data-tone="bad">
      <p>
        <b>The config file cannot be used, so nothing can be saved.</b> {props.problem}
      </p>
      <p>
        Mend <code>{props.file}</code> in an editor. A new file starts from the defaults; the old
        one is kept beside it.
      </p>
      <Button onClick={props.onReplace}>Begin a new file</Button>
    </div>
  );
}

function About(props: Omit<ConfigFormProps, 'again'> & { onRestarted(): void }) {
  const { panel, config } = props;
  const status = panel.status.value;
  // The button stays while a restart is under way: it waits for the answer of the new program.
  return (
    <Card title="This Sequential">
      <dl class="facts">
        {typeof status !== 'string' && (
          <>
            <dt>Version</dt>
            <dd>{status.version}</dd>
            <dt>Running for</dt>
            <dd>{runningFor(status.uptimeMs)}</dd>
          </>
        )}
        <dt>Config file</dt>
        <dd>
          <code>{config.file}</code>
        </dd>
      </dl>
      <div class="row">
        <Restart panel={panel} onRestarted={props.onRestarted} />
      </div>
    </Card>
  );
}
