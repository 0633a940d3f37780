import type { HistoryResult } from './history.ts';
import type { StageResult } from './run-stage.ts';
import type { WriterSpeeds } from './writer-stage.ts';

const whole = (n: number) => Math.round(n).toLocaleString('en-US');
const ratio = (n: number) => `${n.toFixed(2)}x`;

/** Stage by stage: rows a second, times, memory, and the ratio of CPU time to the floor. */
export function printStages(stages: Readonly<Record<string, StageResult>>): string[] {
  const floor = stages.floor!;
  const cells = Object.entries(stages).map(([name, s]) => [
    name,
    whole(s.rows),
    whole(s.rows / s.seconds),
    s.seconds.toFixed(1),
    s.cpuSeconds.toFixed(1),
    whole(s.peakMegabytes),
    ratio(s.cpuSeconds / floor.cpuSeconds),
  ]);
  return table(['stage', 'rows', 'rows/s', 'wall s', 'CPU s', 'peak MB', 'to floor'], cells);
}

/** Our writer beside the fastest one. */
export function printWriters(speeds: WriterSpeeds): string[] {
  const line = (name: string, speed: number) => [name, whole(speed), ratio(speeds.fastest / speed)];
  return table(
    ['raw writer', 'rows per CPU s', 'to fastest'],
    [
      line('parquet-wasm, unchecked', speeds.fastest),
      line('ours, every value checked', speeds.checked),
      line('ours, checked and hashed', speeds.hashed),
    ],
  );
}

/** Daily runs over both histories and the ratio of their medians. */
export function printHistory({ months, rowsPerDay, runs }: HistoryResult): string[] {
  const of = (name: 'long' | 'short', field: 'seconds' | 'cpuSeconds') => median(runs.map((run) => run[name][field]));
  const line = (name: string, which: 'long' | 'short') => [
    name,
    of(which, 'seconds').toFixed(2),
    of(which, 'cpuSeconds').toFixed(2),
    whole(Math.max(...runs.map((run) => run[which].peakMegabytes))),
  ];
  return [
    ...table(
      [`daily run, ${rowsPerDay} rows a day`, 'wall s', 'CPU s', 'peak MB'],
      [line(`over ${months} months`, 'long'), line('over one month', 'short')],
    ),
    `ratio: wall ${ratio(of('long', 'seconds') / of('short', 'seconds'))}, CPU ${ratio(of('long', 'cpuSeconds') / of('short', 'cpuSeconds'))} (medians of ${runs.length})`,
  ];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return [line(header), ...rows.map(line)];
}
