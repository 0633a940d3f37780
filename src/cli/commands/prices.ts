import { type Command, InvalidArgumentError } from 'commander';
import { RunError } from '../../app/errors.ts';
import { type ApplySummary, applyPricesToFile } from '../../app/prices-apply.ts';
import { diffPrices } from '../../app/prices-diff.ts';
import type { CatalogueDiff } from '../../core/prices/catalogue/diff.ts';
import { renderTable } from '../output/table.ts';

interface ApplyOptions {
  in: string;
  out: string;
  asOf?: string;
}

interface DiffOptions {
  catalogue: string[];
  asOf?: string;
  all?: boolean;
  json?: boolean;
}

function utcDay(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);
  if (!isDay) throw new InvalidArgumentError('Write a UTC day as YYYY-MM-DD.');
  return text;
}

/** Adds `prices apply` and `prices diff`. */
export function registerPrices(
  program: Command,
  print: (text: string) => void = (text) => process.stdout.write(`${text}\n`),
  note: (text: string) => void = (text) => process.stderr.write(`${text}\n`),
): void {
  const prices = program
    .command('prices')
    .description('Price recorded API answers; compare the price book with catalogues');

  prices
    .command('apply')
    .description('Count and price each recorded API answer of a file: one output line per input line')
    .requiredOption('--in <file>', 'JSON list or JSON lines of {model, body}, or of bare API answers')
    .requiredOption('--out <file>', 'JSON lines to write: line, provider, model, tokens, cost, currency, reasons')
    .option('--as-of <day>', 'price for this UTC day with what was known then (default: all the book knows)', utcDay)
    .addHelpText(
      'after',
      '\nExample:\n  tokenledger prices apply --in answers.jsonl --out priced.jsonl --as-of 2026-10-01',
    )
    .action(async (options: ApplyOptions) => {
      const summary = await applied(options);
      note(applySummary(summary, options.out));
      if (summary.broken > 0) process.exitCode = 1;
    });

  prices
    .command('diff')
    .description('List rates on which public price catalogues and the book differ; a human merges')
    .requiredOption('--catalogue <file...>', 'JSON of genai-prices, LiteLLM, Langfuse, Portkey, models.dev or OpenLIT')
    .option('--as-of <day>', 'compare what holds on this UTC day (default: all the book knows)', utcDay)
    .option('--all', 'also list models the book does not have')
    .option('--json', 'print one JSON object per difference')
    .addHelpText('after', '\nExample:\n  tokenledger prices diff --catalogue model_prices_and_context_window.json')
    .action(async (options: DiffOptions) => {
      const { asOf, diffs } = await diffPrices({ catalogues: options.catalogue, asOf: options.asOf });
      for (const diff of diffs) print(options.json ? jsonLines(diff, options) : report(diff, asOf, options));
    });
}

async function applied(options: ApplyOptions): Promise<ApplySummary> {
  try {
    return await applyPricesToFile({ input: options.in, output: options.out, asOf: options.asOf });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path === options.in) {
      throw new RunError(`there is no file ${options.in}; --in names the recorded answers to price`, { cause: error });
    }
    throw error;
  }
}

function applySummary(summary: ApplySummary, out: string): string {
  const codes = Object.entries(summary.reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([code, lines]) => `${code} ${lines}`);
  const why = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  const { lines, priced, unpriced, broken, asOf } = summary;
  return `${lines} lines priced as of ${asOf}: ${priced} with a cost, ${unpriced} without, ${broken} broken${why}. Written to ${out}`;
}

function shown(diff: CatalogueDiff, options: DiffOptions) {
  return diff.differences.filter((d) => options.all === true || d.status !== 'missing_model');
}

function jsonLines(diff: CatalogueDiff, options: DiffOptions): string {
  return shown(diff, options)
    .map((d) => JSON.stringify(d))
    .join('\n');
}

function report(diff: CatalogueDiff, asOf: string, options: DiffOptions): string {
  const absent = new Set(
    diff.differences.filter((d) => d.status === 'missing_model').map((d) => `${d.provider}/${d.model}`),
  );
  const head = `${diff.catalogue}, as of ${asOf}: ${diff.compared} rates compared, ${diff.agreeing} agree; ${absent.size} models not in the book${options.all ? '' : ' (--all lists them)'}; ${diff.skipped} rates of providers the book does not cover or the catalogue does not name`;
  const rows = shown(diff, options).map((d) => [
    `${d.provider}/${d.model}`,
    `${d.kind}${d.tier === 'long' ? ' long' : ''}`,
    d.ours ?? '-',
    d.theirs,
    d.hint ?? d.status.replace('_', ' '),
  ]);
  if (rows.length === 0) return `${head}\nno differences`;
  const columns = [
    { header: 'model' },
    { header: 'kind' },
    { header: 'book', align: 'right' as const },
    { header: 'catalogue', align: 'right' as const },
    { header: 'finding' },
  ];
  return `${head}\n${renderTable(columns, rows)}`;
}
