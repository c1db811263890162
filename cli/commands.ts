/** The list of commands. Adding one is a file in `commands/` and a line here. */
import type { Command } from './command.ts';
import { agentCommand } from './commands/agent.ts';
import { autostartCommand } from './commands/autostart.ts';
import { backgroundCommand } from './commands/background.ts';
import { backupCommand } from './commands/backup.ts';
import { demoCommand } from './commands/demo.ts';
import { demoCarCommand } from './commands/demo-car.ts';
import { demoServerCommand } from './commands/demo-server.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { healthCommand } from './commands/health.ts';
import { importCommand } from './commands/import.ts';
import { installAppCommand } from './commands/install-app.ts';
import { keyCommand } from './commands/key.ts';
import { openCommand } from './commands/open.ts';
import { pruneCommand } from './commands/prune.ts';
import { relayCommand } from './commands/relay.ts';
import { restoreCommand } from './commands/restore.ts';
import { startCommand } from './commands/start.ts';
import { stopCommand } from './commands/stop.ts';
import { triggersCommand } from './commands/triggers.ts';

export const commands: readonly Command[] = [
  startCommand,
  demoCommand,
  openCommand,
  stopCommand,
  autostartCommand,
  agentCommand,
  relayCommand,
  triggersCommand,
  keyCommand,
  doctorCommand,
  healthCommand,
  exportCommand,
  importCommand,
  pruneCommand,
  installAppCommand,
  backupCommand,
  restoreCommand,
  demoCarCommand,
  demoServerCommand,
  backgroundCommand,
];
