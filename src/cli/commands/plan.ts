import type { Command } from 'commander';
import { planOf, summarisePlan } from '../../app/plan.ts';
import { asOfFor, type CommonOptions, outputFor, projectFor, withCommonOptions, withSelection } from '../context.ts';
import { renderPlan } from '../output/plan-report.ts';

/** Adds `plan`: what a build would run and why. */
export function registerPlan(program: Command): void {
  withSelection(
    withCommonOptions(program.command('plan').description('Say what a build would run and why; changes nothing')),
  ).action(async (options: CommonOptions & { select?: string; exclude?: string }) => {
    const output = outputFor(options);
    const project = await projectFor(options, { implicit: true });
    const planning = await planOf(project, asOfFor(options).day, options);
    if (output.json) {
      const steps = planning.plan.map(({ fingerprint: _, ...step }) => step);
      output.print(JSON.stringify({ steps, periods: [...planning.states.values()] }, null, 1));
    } else output.print(renderPlan(summarisePlan(planning), output.style, output.width));
  });
}
