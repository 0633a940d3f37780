import { Command, CommanderError } from 'commander';
import { UsageError } from '../app/errors.ts';
import { programVersion } from '../app/program-version.ts';
import { registerClose } from './commands/close.ts';
import { registerDbt } from './commands/dbt.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDeploy } from './commands/deploy.ts';
import { registerDocs } from './commands/docs.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEmail } from './commands/email.ts';
import { registerExplain } from './commands/explain.ts';
import { registerForecast } from './commands/forecast.ts';
import { registerForecastSeries } from './commands/forecast-series.ts';
import { registerInit } from './commands/init.ts';
import { registerIntake } from './commands/intake.ts';
import { registerLink } from './commands/link.ts';
import { registerPlan } from './commands/plan.ts';
import { registerPrices } from './commands/prices.ts';
import { registerQuery } from './commands/query.ts';
import { registerReprice } from './commands/reprice.ts';
import { registerRestate } from './commands/restate.ts';
import { registerRun } from './commands/run.ts';
import { registerTest } from './commands/test.ts';
import { withSharedOptionsLast } from './leading-options.ts';
import { tolerateClosedPipe } from './output/closed-pipe.ts';
import { styleFor } from './output/style.ts';

const program = new Command('tokenledger')
  .description('Ties every dollar of AI spend to the team that owns it, and says where the rest went.')
  .version(await programVersion(), '--version', 'print the version')
  .showHelpAfterError("(add --help for the command's options)")
  .showSuggestionAfterError(true)
  .addHelpText('after', '\nExit codes: 0 fine, 1 data, a source or a check failed, 2 used wrongly.')
  .exitOverride();

registerInit(program);
registerRun(program);
registerPlan(program);
registerTest(program);
registerQuery(program);
registerExplain(program);
registerLink(program);
registerIntake(program);
registerDoctor(program);
registerDocs(program);
registerClose(program);
registerRestate(program);
registerReprice(program);
registerPrices(program);
registerForecast(program);
registerForecastSeries(program);
registerEmail(program);
registerDbt(program);
registerDeploy(program);
registerDemo(program);
for (const command of allCommands(program)) command.exitOverride();

tolerateClosedPipe([process.stdout, process.stderr]);
process.exitCode = await main();

async function main(): Promise<number> {
  try {
    await program.parseAsync(withSharedOptionsLast(process.argv.slice(2)), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const style = styleFor(process.stderr, process.env);
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${style.red(`tokenledger: ${message}`)}\n`);
    if (process.env.TOKENLEDGER_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap((c) => allCommands(c))];
}
