/** Chooses at random which failures a simulation has, and when. Each simulation has only some kinds. */
import type { SimulatedAgent } from './agent.ts';
import type { World } from './world.ts';

type Act = (world: World) => void;

function anyAgent({ agents, chance }: World): SimulatedAgent {
  return chance.oneOf(agents);
}

/** Ends a failure that lasts. */
function later(world: World, minMs: number, maxMs: number, act: () => void): void {
  const { time, chance } = world;
  time.in(chance.between(minMs, maxMs), time.world, 'trouble ends', act);
}

/** Closes the game of an agent and starts it again seconds later. */
function restartGame(world: World): void {
  const { game, name } = anyAgent(world);
  game.close();
  later(world, 200, 4_000, () => {
    if (game.isRunning) return;
    game.start(name);
    game.become('driving');
  });
}

const wire = (world: World, act: (one: World['network']['wires'][number]) => void): void => {
  const open = world.network.wires.filter((one) => !one.isOver && one.state === 'open');
  if (open.length > 0) act(world.chance.oneOf(open));
};

const troubles = {
  cuts: (world) => wire(world, (one) => one.cut()),
  halfOpen: (world) => wire(world, (one) => one.halve()),
  stalls: (world) =>
    wire(world, (one) => {
      one.stall();
      later(world, 200, 8_000, () => one.goOn());
    }),
  /** A message is damaged in transit: the relay closes the agent while more of its messages are in flight. */
  garbled: (world) => {
    const agents = world.network.wires.filter(
      (one) => one.path === '/publish' && one.client.readyState === 1 && one.state === 'open',
    );
    if (agents.length === 0) return;
    const one = world.chance.oneOf(agents);
    one.stall();
    one.client.send('{"type":');
    later(world, 50, 400, () => one.goOn());
  },
  relayKilled: (world) => {
    world.relay.kill(world.chance.holds(0.2));
    later(world, 300, 4_000, () => world.relay.start());
  },
  relayStopped: (world) => {
    void world.relay.stop().then(() => later(world, 300, 3_000, () => world.relay.start()));
  },
  agentKilled: (world) => {
    const agent = anyAgent(world);
    agent.kill(world.chance.holds(0.3));
    later(world, 300, 4_000, () => agent.start());
  },
  agentStopped: (world) => {
    const agent = anyAgent(world);
    void agent.stop().then(() => later(world, 300, 3_000, () => agent.start()));
  },
  database: (world) => {
    world.database.become(world.chance.oneOf(['slow', 'away', 'full', 'hangs', 'forgetful']));
    later(world, 300, 6_000, () => world.database.become('well'));
  },
  obsGone: (world) => {
    world.obs.stop(world.chance.oneOf([1001, 1006]));
    later(world, 300, 5_000, () => world.obs.start());
  },
  obsTrouble: (world) => {
    const { obs, chance } = world;
    chance.oneOf([
      () => (obs.fake.silent = true),
      () => (obs.fake.ready = false),
      () => obs.hang(),
      () => obs.hang(),
      () => obs.hang(),
    ])();
    later(world, 1_000, 9_000, () => obs.heal());
  },
  obsOdd: (world) => {
    world.obs.answersOddly();
    later(world, 500, 6_000, () => world.obs.heal());
  },
  strayPost: (world) => {
    const { sessionID } = world.chance.oneOf(world.truth.runs);
    world.addPoster(sessionID).stray();
  },
  pause: (world) => {
    const { game } = anyAgent(world);
    if (game.state !== 'driving') return;
    game.become('paused');
    later(world, 200, 7_000, () => {
      if (game.state === 'paused') game.become('driving');
    });
  },
  menu: (world) => {
    const { game } = anyAgent(world);
    if (game.state !== 'driving') return;
    game.become(world.chance.oneOf(['menu', 'replay']));
    if (world.chance.holds(0.5)) game.restart();
    later(world, 200, 3_000, () => {
      if (game.isRunning) game.become('driving');
    });
  },
  gameRestarted: restartGame,
  fullRelay: (world) => {
    const { relay, time } = world;
    const sessions = relay.now?.sessions;
    if (sessions === undefined || relay.now!.isStopping) return;
    time.as(relay.now!.process, () => {
      try {
        for (let i = 0; i < 1_000; i++) sessions.open(`filler-${i}`);
      } catch {
        // The relay is full, as intended.
      }
    });
    restartGame(world);
  },
  viewers: (world) => {
    const { chance, viewers, truth } = world;
    const leaving = chance.oneOf(viewers);
    if (viewers.length > 3) {
      leaving.leave();
      world.viewers = viewers.filter((one) => one !== leaving);
    }
    const target = chance.holds(0.4) ? 'live' : chance.oneOf(truth.runs).sessionID;
    world.addViewer(target, chance.holds(0.6));
  },
} satisfies Record<string, Act>;

const names = Object.keys(troubles) as (keyof typeof troubles)[];

/** Causes failures of some kinds until the given time. */
export function storm(world: World, untilMs: number): void {
  const { chance, time } = world;
  const kinds = names.filter(() => chance.holds(0.4));
  if (kinds.length === 0) kinds.push(chance.oneOf(names));
  const everyMs = chance.between(600, 3_000);
  const next = (): void => {
    time.in(chance.between(0.2, 1.8) * everyMs, time.world, 'trouble', () => {
      if (time.now >= untilMs) return;
      const kind = chance.oneOf(kinds);
      time.log(`  ${kind}`);
      troubles[kind](world);
      next();
    });
  };
  next();
}
