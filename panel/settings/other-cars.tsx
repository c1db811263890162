/** The section Other cars: which source of them is in use, what each adds, and the app in the game. */
import type { GameAppAnswer } from '../../protocol/program-answers.ts';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import { Badge, Card, ColumnHeads } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { HelpLink, NotLoaded } from '../core/help-link.tsx';
import { polled, useAttempt, useGet } from '../core/relay-hooks.ts';
import { hashOf } from '../core/route.ts';
import { liveSession } from '../core/status.ts';
import { carSourceRows, gameAppSentence, gameServerSentence, isInUse } from './car-sources.ts';
import type { SectionProps } from './section.ts';

export function OtherCars({ panel }: SectionProps) {
  return (
    <>
      <Sources panel={panel} />
      <GameApp panel={panel} />
      <DedicatedServer panel={panel} />
    </>
  );
}

function Sources({ panel }: SectionProps) {
  const { value } = useGet<RelayStatus>(panel, '/api/status', polled);
  const cars = (value && liveSession(value)?.cars) ?? null;
  const isServer = value?.gameServer?.state === 'following';
  const used = [...(cars === null ? [] : [cars.source]), ...(isServer ? ['server' as const] : [])];
  return (
    <Card
      title="Where other cars come from"
      aside={<HelpLink page="other-cars" about="other cars" />}
    >
      <div class="stack">
        <p>
          {cars === null
            ? 'There are no other cars now. They appear when somebody drives and one of these sources is there.'
            : `${cars.count} cars are known now.`}
        </p>
        <table class="car-sources">
          <ColumnHeads titles={['Source', 'What it adds', 'Now']} />
          <tbody>
            {carSourceRows.map((row) => (
              <tr key={row.title}>
                <th scope="row">{row.title}</th>
                <td>{row.adds}</td>
                <td>{isInUse(row, used) ? <Badge tone="good">in use</Badge> : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="muted small">
          The best source that is there is used. Sequential changes over by itself.
        </p>
      </div>
    </Card>
  );
}

function GameApp({ panel }: SectionProps) {
  const app = useGet<GameAppAnswer>(panel, '/api/game-app');
  const [attempt, isBusy] = useAttempt(panel);
  if (app.value === null) {
    return <NotLoaded title="Whether the app is in the game could not be read" answer={app} />;
  }
  const { game, state } = app.value;
  const send = async (method: 'POST' | 'DELETE'): Promise<void> => {
    await attempt(async () => {
      await panel.relay.send(method, '/api/game-app');
      panel.notify(method === 'POST' ? 'The app is in the game.' : 'The app is removed.');
    });
    app.again();
  };
  return (
    <Card
      title="App in the game"
      aside={state === 'current' && <Badge tone="good">installed</Badge>}
    >
      <div class="stack">
        <p>{gameAppSentence(app.value)}</p>
        {game === null ? (
          <p class="muted small">
            Name its folder: <code>sequential install-app --game FOLDER</code>
          </p>
        ) : (
          <>
            <p class="folder-path">
              <code>{game}</code>
            </p>
            <div class="row">
              {state !== 'current' && (
                <Button kind="main" isBusy={isBusy} onClick={() => void send('POST')}>
                  {state === 'absent' ? 'Install the app' : 'Install it again'}
                </Button>
              )}
              {state !== 'absent' && (
                <Button disabled={isBusy} onClick={() => void send('DELETE')}>
                  Remove the app
                </Button>
              )}
            </div>
            <p class="muted small">
              It is a folder named Sequential in the game’s apps. Nothing else in the game is
              touched.
            </p>
          </>
        )}
      </div>
    </Card>
  );
}

function DedicatedServer({ panel }: SectionProps) {
  const status = useGet<RelayStatus>(panel, '/api/status', polled);
  if (status.value === null) return null;
  const { gameServer } = status.value;
  const isFollowing = gameServer?.state === 'following';
  return (
    <Card title="Dedicated server" aside={isFollowing && <Badge tone="good">connected</Badge>}>
      <p>
        {gameServer === undefined ? 'No server is followed.' : gameServerSentence(gameServer)}{' '}
        <a href={hashOf('settings', 'program')}>Its address is set under Program.</a>
      </p>
    </Card>
  );
}
