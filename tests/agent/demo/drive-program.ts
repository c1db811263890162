/**
 * A program for tests: drives the demo car with the options in its first argument (JSON) until its input closes, or,
 * when the second is `forever`, until it is killed. Prints one line when the pages exist, and one with its CPU time at
 * the end.
 */
import { runDemoCar } from '../../../agent/demo/main.ts';
import { silentLog } from '../../../protocol/log.ts';

try {
  const car = await runDemoCar(JSON.parse(process.argv[2] ?? '{}'), silentLog);
  const before = process.cpuUsage();
  const startedMs = performance.now();
  console.log('driving');
  if (process.argv[3] !== 'forever') {
    process.stdin.on('end', () => void car.stop());
    process.stdin.resume();
  }
  await car.ended;
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1000 / (performance.now() - startedMs);
  console.log(`ended, ${(share * 100).toFixed(1)} % of a core`);
  process.exit(0);
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  console.log(`refused ${code}: ${message}`);
  process.exit(1);
}
