/** A commentator's choice of a car reaches the agent whose app sees the cars, for the camera of its game. */
import { expect, test } from 'vitest';
import type { AgentFocus } from '../../protocol/messages.ts';
import { CarsAgent, key } from '../support/cars-agent.ts';
import type { TestSocket } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

function focusOf(socket: TestSocket): AgentFocus['carId'][] {
  return socket.heard.flatMap((one) =>
    !Buffer.isBuffer(one) && one.type === 'focus' ? [(one as unknown as AgentFocus).carId] : [],
  );
}

async function choosing(source: 'app' | 'crewchief') {
  const agent = await new CarsAgent().start();
  const { relay } = agent;
  await agent.cars(200_000, { source });
  const choose = (body: object) =>
    relay.send('PUT', '/api/sessions/RACE/focus', body, {
      Authorization: `Bearer ${relay.relay.panelToken}`,
    });
  return { agent, choose };
}

test('the agent whose app sees the cars learns of each choice at once, and of the newest after a new connection', async () => {
  const { agent, choose } = await choosing('app');
  expect((await choose({ carId: 3 })).status).toBe(200);
  await agent.frame();
  expect(focusOf(agent.socket).at(-1)).toBe(3);
  await choose({ carId: null });
  await choose({ carId: 5 });
  await agent.frame();
  expect(focusOf(agent.socket).slice(-3)).toEqual([3, null, 5]);
  agent.socket.ws.close();
  agent.socket = await agent.relay.agent();
  agent.socket.send({ type: 'status', ...key, status: 'driving' });
  await until('the focus', () => focusOf(agent.socket).length > 0);
  expect(focusOf(agent.socket)).toEqual([5]);
});

test('an agent whose cars come from another source learns nothing', async () => {
  const { agent, choose } = await choosing('crewchief');
  expect((await choose({ carId: 3 })).status).toBe(200);
  await agent.frame();
  expect(focusOf(agent.socket)).toEqual([]);
});

test('the race room is told whether the camera follows, as the agent reported it last', async () => {
  const { agent } = await choosing('crewchief');
  const camera = async () =>
    ((await agent.relay.ask('/api/sessions/RACE/cars')).json as { camera?: string }).camera;
  expect(await camera()).toBeUndefined();
  await agent.cars(200_100, { source: 'app', camera: 'off' });
  expect(await camera()).toBe('off');
  await agent.cars(200_200, { source: 'app', camera: 'follows' });
  expect(await camera()).toBe('follows');
  await agent.cars(200_300, { source: 'app', camera: 'rubbish' });
  expect(await camera()).toBeUndefined();
});
