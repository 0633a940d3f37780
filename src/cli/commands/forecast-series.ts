import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { RunError } from '../../app/errors.ts';
import { forecastSeriesFile } from '../../app/forecast-series.ts';
import type { Frequency } from '../../core/forecast/types.ts';

interface SeriesOptions {
  in: string;
  freq: Frequency;
  horizon: number;
  out: string;
  tails: boolean;
}

const LONGEST_HORIZON = 3660;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > LONGEST_HORIZON) {
    throw new InvalidArgumentError(`Write a whole number of periods from 1 to ${LONGEST_HORIZON}.`);
  }
  return value;
}

/** The group `forecast` of a program; added when nobody added it before. */
function forecastGroup(program: Command): Command {
  const known = program.commands.find((command) => command.name() === 'forecast');
  return known ?? program.command('forecast').description('Forecast spend and demand');
}

/**
 * Adds `forecast series`: plain series in, quantiles out, so that anyone can score the forecaster on public data.
 *
 * @param warn takes one line of warning; default the standard error stream
 */
export function registerForecastSeries(
  program: Command,
  warn: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): void {
  forecastGroup(program)
    .command('series')
    .description('Forecast the series of a CSV (series_id,ds,y) and write quantiles per step and of the total')
    .requiredOption('--in <file>', 'CSV with the columns series_id, ds (YYYY-MM-DD) and y')
    .addOption(
      new Option('--freq <frequency>', 'distance of the points')
        .choices(['monthly', 'weekly', 'daily'])
        .makeOptionMandatory(),
    )
    .requiredOption('--horizon <n>', 'number of periods to forecast', wholeNumber)
    .requiredOption('--out <file>', 'CSV to write: series_id,ds,p05,p10,p50,p90,p95,method')
    .option('--tails', 'also write the columns p025 and p975', false)
    .addHelpText(
      'after',
      '\nExample:\n  tokenledger forecast series --in series.csv --freq monthly --horizon 3 --out forecasts.csv',
    )
    .action(async (options: SeriesOptions) => {
      const lines = forecastSeriesFile({
        input: createReadStream(options.in),
        inputName: options.in,
        frequency: options.freq,
        horizon: options.horizon,
        tails: options.tails,
        warn: (message) => warn(`warning: ${message}`),
      });
      await writeWhole(lines, options);
    });
}

/** Writes beside the target and renames, so that a failed run leaves no half file. */
async function writeWhole(lines: AsyncIterable<string>, options: SeriesOptions): Promise<void> {
  const part = `${options.out}.part`;
  try {
    await pipeline(Readable.from(lines), createWriteStream(part));
    await rename(part, options.out);
  } catch (error) {
    await rm(part, { force: true });
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const what = path === options.in ? `--in ${options.in} cannot be read` : `--out ${options.out} cannot be written`;
    throw new RunError(`${what} (${code}); check the path and its permissions`);
  }
}
