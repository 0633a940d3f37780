import type { Command } from 'commander';
import { RunError } from '../../app/errors.ts';
import { testModels } from '../../app/test-models.ts';
import { asOfFor, type CommonOptions, outputFor, projectFor, withCommonOptions, withSelection } from '../context.ts';
import { renderTestReport } from '../output/test-report.ts';

interface TestFlags extends CommonOptions {
  readonly select?: string;
  readonly exclude?: string;
  readonly period?: string[];
}

const collect = (value: string, earlier: string[] = []) => [...earlier, value];

/** Adds `test`. */
export function registerTest(program: Command): void {
  withSelection(
    withCommonOptions(
      program
        .command('test')
        .description('Run unit tests of the models and data tests over the lake; publishes nothing'),
    ),
  )
    .option('--period <month>', 'only this billing month, YYYY-MM; may be repeated; default every open one', collect)
    .action(async (options: TestFlags) => {
      const output = outputFor(options);
      const project = await projectFor(options, { implicit: true });
      const { period: periods, select, exclude } = options;
      const report = await testModels(project, {
        asOf: asOfFor(options).day,
        ...(select === undefined ? {} : { select }),
        ...(exclude === undefined ? {} : { exclude }),
        ...(periods === undefined ? {} : { periods }),
        progress: output.progress,
      });
      output.print(output.json ? JSON.stringify(report, null, 1) : renderTestReport(report, output.style));
      const failures = report.failedUnitTests.length + report.failed.length;
      if (failures > 0) throw new RunError(`${failures} tests failed`);
    });
}
