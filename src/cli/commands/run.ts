import type { Command } from 'commander';
import { buildWarehouse } from '../../app/build/build.ts';
import { RunError } from '../../app/errors.ts';
import { ingest } from '../../app/ingest/ingest.ts';
import { isClean } from '../../app/ingest/report.ts';
import { summariseProject } from '../../app/own-summary.ts';
import { autoClose } from '../../app/periods/close.ts';
import { selectedMarts } from '../../app/plan.ts';
import type { OpenProject } from '../../app/project.ts';
import { withWarehouse } from '../../app/query.ts';
import {
  asOfFor,
  type CommonOptions,
  type Output,
  outputFor,
  projectFor,
  withCommonOptions,
  withSelection,
} from '../context.ts';
import { renderBuildReport } from '../output/build-report.ts';
import { renderAutoClose } from '../output/close-report.ts';
import { renderIngestReport } from '../output/ingest-report.ts';
import { renderSummary } from '../output/summary.ts';

interface RunOptions extends CommonOptions {
  readonly source?: string[];
  readonly input?: string;
}

const collect = (value: string, earlier: string[] = []) => [...earlier, value];

/** Adds `run`, `ingest` and `build`. */
export function registerRun(program: Command): void {
  withCommonOptions(program.command('run').description('Ingest, build, test, publish, and print a summary'))
    .option('--source <name>', 'only this source; may be repeated', collect)
    .option('--input <path>', 'file or folder for a file source')
    .action(async (options: RunOptions) => {
      const output = outputFor(options);
      const project = await projectFor(options, { implicit: options.source !== undefined, fresh: true });
      await runPipeline(project, options, output);
    });

  withCommonOptions(program.command('ingest').description('Read sources and config into the lake'))
    .option('--source <name>', 'only this source; may be repeated', collect)
    .option('--input <path>', 'file or folder for a file source')
    .action(async (options: RunOptions) => {
      const output = outputFor(options);
      const project = await projectFor(options, { implicit: options.source !== undefined, fresh: true });
      const report = await ingest(project, ingestOptions(options, output));
      output.print(
        output.json ? JSON.stringify(report, null, 1) : renderIngestReport(report, output.style, output.width),
      );
      if (!isClean(report)) throw new RunError('some sources failed; their earlier data count on');
    });

  withSelection(
    withCommonOptions(program.command('build').description('Build what changed, test it and publish it')),
  ).action(async (options: CommonOptions & { select?: string; exclude?: string }) => {
    const output = outputFor(options);
    const project = await projectFor(options, { implicit: true });
    const asOf = asOfFor(options).day;
    const marts = await selectedMarts(options);
    const selected = marts === undefined ? {} : { marts };
    const report = await buildWarehouse(project, { asOf, ...selected, progress: output.progress });
    const closing = await autoClose(project, asOf);
    if (output.json) output.print(JSON.stringify({ ...report, closing }, null, 1));
    else output.print([renderBuildReport(report, output.style), ...renderAutoClose(closing, output.style)].join('\n'));
  });
}

function ingestOptions(options: RunOptions, output: Output) {
  return {
    asOf: asOfFor(options),
    ...(options.source === undefined ? {} : { sources: options.source }),
    ...(options.input === undefined ? {} : { input: options.input }),
    progress: output.progress,
    mayUseThreads: true,
  };
}

/** What a caller adds to the print of a pipeline: keys of the JSON document, and text. */
export interface MoreOutput {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * The whole pipeline on an open project; used by `run` and by the demo, which does `more` on what was published. Throws
 * RunError at the end when a source failed.
 */
export async function runPipeline(
  project: OpenProject,
  options: RunOptions,
  output: Output,
  more: () => Promise<MoreOutput | null> = async () => null,
): Promise<void> {
  const report = await ingest(project, ingestOptions(options, output));
  const asOf = asOfFor(options).day;
  const build = await buildWarehouse(project, { asOf, progress: output.progress });
  const closing = await autoClose(project, asOf);
  const sections = await withWarehouse(project, (engine) =>
    summariseProject((sql) => engine.query(sql), project.implicit),
  );
  const added = await more();
  if (output.json) {
    output.print(JSON.stringify({ ingest: report, build, closing, summary: sections, ...added?.json }, null, 1));
  } else {
    output.print(renderIngestReport(report, output.style, output.width));
    output.print('');
    output.print([renderBuildReport(build, output.style), ...renderAutoClose(closing, output.style)].join('\n'));
    output.print('');
    output.print(renderSummary(sections, output.style, output.width));
    output.print('');
    if (added !== null) output.print(`${added.text}\n`);
    output.print(`Warehouse: ${build.warehouse}`);
    if (project.implicit && sections.length > 0) {
      output.print(
        `Ask it anything: npx tokenledger query --project ${options.project} "select * from fin_spend_daily_v1 order by usage_date"`,
      );
    }
  }
  if (!isClean(report)) throw new RunError('some sources failed (see above); their earlier data count on');
}
