import { type CsvRecord, CsvShapeError, readCsv } from '../core/csv.ts';
import { dayNumber } from '../core/days.ts';
import { forecastSeries } from '../core/forecast/forecast-series.ts';
import { type Observation, periodAfter, toGrid } from '../core/forecast/grid.ts';
import { seedFrom } from '../core/forecast/rng.ts';
import type { Frequency, QuantileName } from '../core/forecast/types.ts';
import { RunError } from './errors.ts';

/** What to forecast from a CSV of series. */
export interface SeriesFileRequest {
  /** Bytes of a CSV with the columns series_id, ds and y. */
  input: AsyncIterable<Uint8Array>;
  /** How errors and warnings name the input. */
  inputName: string;
  frequency: Frequency;
  /** Periods to forecast. */
  horizon: number;
  /** Adds the columns p025 and p975. */
  tails: boolean;
  /** Takes one warning at a time. */
  warn: (message: string) => void;
}

const COLUMNS = ['series_id', 'ds', 'y'] as const;
const MISSING = /^(|na|n\/a|nan|null|none)$/i;

/**
 * Forecasts every series of a CSV and yields the lines of the forecast CSV: the header, then per series, in the order
 * the series first appear, one line a step and one line `ds=TOTAL` with the quantiles of the sum.
 *
 * @throws RunError naming file and line where a column, a date or a number cannot be read
 */
export async function* forecastSeriesFile(request: SeriesFileRequest): AsyncGenerator<string> {
  const series = await readSeries(request);
  if (series.size === 0) request.warn(`${request.inputName}: no rows, so no forecasts`);
  const names: QuantileName[] = ['p05', 'p10', 'p50', 'p90', 'p95'];
  if (request.tails) names.push('p025', 'p975');
  const shown = names.slice(0, 5);
  const extra = names.slice(5);
  yield `${['series_id', 'ds', ...shown, 'method', ...extra].join(',')}\n`;
  for (const [id, observations] of series) {
    const grid = toGrid(observations, request.frequency);
    const seed = seedFrom(id);
    const forecast = forecastSeries({ ...request, values: grid.values, seed });
    for (const warning of [...grid.warnings, ...forecast.warnings]) request.warn(`series ${id}: ${warning}`);
    const line = (ds: string, q: Readonly<Record<QuantileName, number>>) => {
      const numbers = (list: QuantileName[]) => list.map((name) => plainNumber(q[name]));
      return `${[quoted(id), ds, ...numbers(shown), forecast.method, ...numbers(extra)].join(',')}\n`;
    };
    for (const [k, q] of forecast.steps.entries()) yield line(periodAfter(grid.lastDay, request.frequency, k + 1), q);
    yield line('TOTAL', forecast.total);
  }
}

async function readSeries(request: SeriesFileRequest): Promise<Map<string, Observation[]>> {
  const { input, inputName } = request;
  const series = new Map<string, Observation[]>();
  const onHeader = (names: readonly string[]) => {
    const absent = COLUMNS.filter((column) => !names.includes(column));
    if (absent.length > 0) {
      throw new RunError(
        `${inputName}:1: column ${absent.join(', ')} is missing; the header needs series_id,ds,y, found ${names.join(',')}`,
      );
    }
  };
  try {
    for await (const record of readCsv(input, onHeader)) {
      const id = record.values.series_id!;
      const observation = readObservation(record, inputName);
      const known = series.get(id);
      if (known) known.push(observation);
      else series.set(id, [observation]);
    }
  } catch (error) {
    if (error instanceof CsvShapeError) {
      throw new RunError(`${inputName}:${error.line}: ${error.message}; ${error.remedy}`);
    }
    throw error;
  }
  return series;
}

function readObservation({ line, values }: CsvRecord, inputName: string): Observation {
  const ds = values.ds!.trim();
  const y = values.y!.trim();
  const month = /^\d{4}-\d{2}$/.test(ds);
  const day = month ? `${ds}-01` : ds.replace(/^(\d{4}-\d{2}-\d{2})[T ].*$/, '$1');
  try {
    dayNumber(day);
  } catch {
    throw new RunError(`${inputName}:${line}: ds "${ds}" is not a date; write it like 2026-10-01`);
  }
  if (MISSING.test(y)) return { day, value: null };
  const value = Number(y);
  if (Number.isNaN(value)) {
    throw new RunError(
      `${inputName}:${line}: y "${y}" is not a number; write it like 12.5, or leave it empty where it is missing`,
    );
  }
  return { day, value };
}

/** Twelve significant digits: beyond any forecast's meaning, and the same text on every machine. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(12)) || 0);
}

/** A series id as a CSV field; quoted only where it holds a comma, a quote or a line break. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
