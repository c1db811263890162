/** `sequential doctor`: checks everything the program depends on and prints a line for each, with what to do. */
import { readPanelToken } from '../../relay/access/panel-token.ts';
import type { Command } from '../command.ts';
import { healthOf, localAddress } from '../desktop/running-program.ts';
import {
  checkDatabase,
  checkGame,
  checkPages,
  checkRelay,
  type DoctorFinding,
} from '../doctor/checks.ts';
import { checkObs } from '../doctor/obs-check.ts';
import { checkPanel } from '../doctor/panel-check.ts';
import { relaySettings } from '../parts/relay-part.ts';

const marks = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const;

function line({ verdict, subject, sentence }: DoctorFinding): string {
  return `  ${marks[verdict]}  ${subject.padEnd(9)} ${sentence}\n`;
}

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Checks game, relay, database, OBS and rules, and says what to do.',
  details:
    'Checks the game and its pages, the relay with its port, keys and certificate, the database, OBS, and whether the rules fit it. Prints a line for each; the exit code is 1 when something is wrong. What is only not running now is a note.',
  settings: [...relaySettings, 'source'],
  async run(context) {
    const { settings, folders, print } = context;
    const url = localAddress(settings);
    const built = checkPages(context.program);
    const isBuilt = built.every(({ verdict }) => verdict !== 'wrong');
    const token = isBuilt ? await readPanelToken(folders.user) : null;
    const health = await healthOf(url, token);
    const panel =
      health === null || !isBuilt ? { found: [], address: null } : await checkPanel(url, token);
    // Loads parts of the relay.
    const { checkStart } = await import('../doctor/start-checks.ts');
    const found: DoctorFinding[] = [
      { subject: 'Node', verdict: 'ok', sentence: process.version },
      ...built,
      ...(await checkGame(context)),
      ...(await checkRelay(context, url, health)),
      ...(health === null ? await checkStart(context) : []),
      ...panel.found,
      ...(await checkDatabase(context, health)),
      ...(await checkObs(context)),
    ];
    print(`\n${found.map(line).join('')}\n`);
    if (panel.address !== null) {
      print(`  Control panel    ${panel.address}\n`);
      print(
        '                   (for you alone: leave this line out of what you show to others)\n\n',
      );
    }
    const broken = found.filter(({ verdict }) => verdict === 'wrong').length;
    print(broken === 0 ? '  Nothing is wrong.\n\n' : `  ${broken} to fix.\n\n`);
    return broken === 0 ? 0 : 1;
  },
};
