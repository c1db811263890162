/** A race as a dedicated server reports it. */
import type { WrittenSession } from '../../agent/demo/server/packet-writer.ts';

export const serverRace: WrittenSession = {
  ...{ index: 0, count: 1, server: 'Liga – Söndag 🏁', name: 'Race', kind: 3 },
  ...{ track: 'ks_red_bull_ring', trackConfiguration: 'layout_gp' },
  ...{ minutes: 0, laps: 15, waitS: 0, elapsedMs: 5_000 },
  ...{ ambientC: 20, roadC: 30, weather: '3_clear' },
};
