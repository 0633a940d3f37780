import { type Command, Option } from 'commander';
import { withWarehouse } from '../../app/query.ts';
import { csvLine } from '../../core/csv-line.ts';
import type { QueryResult } from '../../io/query-engine.ts';
import { type CommonOptions, outputFor, projectFor, withCommonOptions } from '../context.ts';
import { renderTable } from '../output/table.ts';

/** Adds `query`: SQL on the published views, as table, CSV or JSON. */
export function registerQuery(program: Command): void {
  withCommonOptions(program.command('query').description('Run SQL on the published views'))
    .argument('<sql>', 'a SELECT, for example "select * from fin_unattributed_v1"')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'csv', 'json']).default('table'))
    .action(async (sql: string, options: CommonOptions & { format: 'table' | 'csv' | 'json' }) => {
      const output = outputFor(options);
      const project = await projectFor(options, { implicit: true });
      const result = await withWarehouse(project, (engine) => engine.query(sql));
      output.print(render(result, output.json ? 'json' : options.format, output.width));
    });
}

function render(result: QueryResult, format: 'table' | 'csv' | 'json', width: number): string {
  const names = result.columns.map((c) => c.name);
  if (format === 'json') return JSON.stringify(result.rows, null, 1);
  if (format === 'csv') {
    return [csvLine(names), ...result.rows.map((row) => csvLine(names.map((n) => row[n] ?? null)))].join('\n');
  }
  const numeric = (type: string) => /^(DECIMAL|BIGINT|INTEGER|HUGEINT|DOUBLE)/.test(type);
  return renderTable(
    result.columns.map((c) => ({ header: c.name, align: numeric(c.type) ? 'right' : 'left' })),
    result.rows.map((row) => names.map((n) => (row[n] === null || row[n] === undefined ? '–' : String(row[n])))),
    width,
  );
}
