import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { listenForOutcomes } from '../../app/intake/listen.ts';
import { openProject } from '../../app/project.ts';

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new InvalidArgumentError('Write 0 to 65535.');
  return number;
}

/** Adds `intake`: signed deliveries of outcomes into the inbox of the project. */
export function registerIntake(program: Command): void {
  program
    .command('intake')
    .description('Listen for signed deliveries of outcomes and keep them in an inbox for the next run')
    .option('--project <dir>', 'folder that holds tokenledger.yaml', '.')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on', port, 8787)
    .option('--inbox <dir>', 'folder to keep them in, below the project', 'outcomes/inbox')
    .action(async (options: { project: string; host: string; port: number; inbox: string }) => {
      const project = await openProject({ root: options.project, processEnvironment: process.env });
      const intake = await listenForOutcomes({
        host: options.host,
        port: options.port,
        inbox: path.resolve(project.root, options.inbox),
        environment: project.environment,
        now: Date.now,
      });
      process.stdout.write(`${intake.url}/v1/outcomes takes deliveries; Ctrl-C ends it\n`);
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      await intake.close();
    });
}
