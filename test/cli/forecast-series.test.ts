import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerForecastSeries } from '../../src/cli/commands/forecast-series.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'forecast-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(csv: string, frequency: string, horizon: string, more: string[] = []) {
  const warnings: string[] = [];
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  registerForecastSeries(program, (line) => warnings.push(line));
  for (const command of program.commands) {
    command.exitOverride();
    for (const sub of command.commands) sub.exitOverride().configureOutput({ writeErr: () => {} });
  }
  const input = path.join(folder, 'series.csv');
  const out = path.join(folder, 'forecasts.csv');
  await writeFile(input, csv);
  const options = ['--in', input, '--freq', frequency, '--horizon', horizon, '--out', out, ...more];
  await program.parseAsync(['forecast', 'series', ...options], { from: 'user' });
  const text = await readFile(out, 'utf8');
  return { text, rows: text.trimEnd().split('\n'), warnings };
}

const monthly = (id: string, days: string[], values: (number | string)[]) =>
  days.map((day, i) => `${id},${day},${values[i]}`).join('\n');
const YEAR = Array.from({ length: 12 }, (_, i) => `2025-${String(i + 1).padStart(2, '0')}-01`);
const VALUES = [10, 12, 11, 13, 12, 14, 13, 15, 14, 16, 15, 17];

describe('forecast series', () => {
  it('writes the agreed header, exactly N rows and one TOTAL row per series, in input order', async () => {
    const { rows } = await run(
      `series_id,ds,y\n${monthly('b', YEAR, VALUES)}\n${monthly('a', YEAR, VALUES)}\n`,
      'monthly',
      '3',
    );
    expect(rows[0]).toBe('series_id,ds,p05,p10,p50,p90,p95,method');
    expect(rows.slice(1).map((r) => r.split(',').slice(0, 2).join(' '))).toEqual([
      'b 2026-01-01',
      'b 2026-02-01',
      'b 2026-03-01',
      'b TOTAL',
      'a 2026-01-01',
      'a 2026-02-01',
      'a 2026-03-01',
      'a TOTAL',
    ]);
  });

  it('states the quantiles of the sum in the TOTAL row: its p50 is the sum of the steps', async () => {
    const { rows } = await run(`series_id,ds,y\n${monthly('a', YEAR, VALUES)}\n`, 'monthly', '3');
    const p50 = rows.slice(1).map((r) => Number(r.split(',')[4]));
    expect(p50[3]).toBeCloseTo(p50[0]! + p50[1]! + p50[2]!, 8);
  });

  it('clamps monthly dates to the end of the month and steps weeks and days by 7 and 1', async () => {
    const ends = ['2025-08-31', '2025-09-30', '2025-10-31', '2025-11-30', '2025-12-31'];
    const month = await run(`series_id,ds,y\n${monthly('a', ends, VALUES)}\n`, 'monthly', '3');
    expect(month.rows.slice(1, 4).map((r) => r.split(',')[1])).toEqual(['2026-01-31', '2026-02-28', '2026-03-31']);
    const week = await run('series_id,ds,y\na,2025-12-15,1\na,2025-12-22,2\na,2025-12-29,3\n', 'weekly', '2');
    expect(week.rows.slice(1, 3).map((r) => r.split(',')[1])).toEqual(['2026-01-05', '2026-01-12']);
    const day = await run('series_id,ds,y\na,2025-12-30,1\na,2025-12-31,2\n', 'daily', '2');
    expect(day.rows.slice(1, 3).map((r) => r.split(',')[1])).toEqual(['2026-01-01', '2026-01-02']);
  });

  it('gives the same numbers for shuffled rows as for sorted ones, and says that it sorted', async () => {
    const sorted = await run(`series_id,ds,y\n${monthly('a', YEAR, VALUES)}\n`, 'monthly', '3');
    const lines = monthly('a', YEAR, VALUES).split('\n');
    const shuffled = await run(`series_id,ds,y\n${[...lines].reverse().join('\n')}\n`, 'monthly', '3');
    expect(shuffled.text).toBe(sorted.text);
    expect(shuffled.warnings.join()).toContain('not in order');
  });

  it('takes empty, NA and NaN as missing, lets the last of two equal dates count and warns of both', async () => {
    const csv = 'series_id,ds,y\na,2025-01-01,5\na,2025-01-02,NA\na,2025-01-03,NaN\na,2025-01-04,\na,2025-01-05,9\n';
    const { warnings } = await run(`${csv}a,2025-01-05,5\n`, 'daily', '1');
    expect(warnings.join('\n')).toContain('1 dates given twice');
    expect(warnings.join('\n')).toContain('3 missing values filled');
  });

  it('forecasts a series of nothing but missing values as zero, without NaN', async () => {
    const { rows, warnings } = await run('series_id,ds,y\na,2025-01-01,\na,2025-01-02,\n', 'daily', '2');
    expect(rows[1]).toBe('a,2025-01-03,0,0,0,0,0,zero');
    expect(warnings.join()).toContain('no observation');
  });

  it('adds p025 and p975 on request', async () => {
    const { rows } = await run(`series_id,ds,y\n${monthly('a', YEAR, VALUES)}\n`, 'monthly', '1', ['--tails']);
    expect(rows[0]).toBe('series_id,ds,p05,p10,p50,p90,p95,method,p025,p975');
    const cells = rows[1]!.split(',');
    expect(Number(cells[8])).toBeLessThan(Number(cells[2]));
    expect(Number(cells[9])).toBeGreaterThan(Number(cells[6]));
  });

  it('names file, line and remedy of a bad date, a bad number and a missing column', async () => {
    await expect(run('series_id,ds,y\na,2025-02-30,1\n', 'daily', '1')).rejects.toThrow(
      /series\.csv:2: ds "2025-02-30"/,
    );
    await expect(run('series_id,ds,y\na,2025-02-01,twelve\n', 'daily', '1')).rejects.toThrow(/:2: y "twelve" is not/);
    await expect(run('id,ds,y\na,2025-02-01,1\n', 'daily', '1')).rejects.toThrow(/column series_id is missing/);
  });

  it('refuses an unknown frequency and a horizon that is no whole number', async () => {
    await expect(run('series_id,ds,y\n', 'yearly', '1')).rejects.toThrow(/Allowed choices/);
    await expect(run('series_id,ds,y\n', 'daily', '1.5')).rejects.toThrow(/whole number/);
  });
});
