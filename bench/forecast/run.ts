import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { companyLines, type Line, seriesLines } from './bars.ts';
import { scoreCompanies } from './company-score.ts';
import { sampleSets } from './generators.ts';
import { type SetScore, scoreSet } from './score.ts';

/** Generated numbers of the published table. Other seeds move them; `--seeds a,b,c` prints how much. */
const SEED = 7;
const BEGIN = '<!-- bench:forecast begin -->';
const END = '<!-- bench:forecast end -->';
const DOCS = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../docs/forecasting.md');

function measure(seed: number): { lines: Line[]; speed: Record<string, number> } {
  const scores: Record<string, SetScore> = {};
  for (const set of sampleSets(seed)) {
    scores[set.id] = scoreSet(set, () => performance.now());
    process.stderr.write(`seed ${seed}: ${set.id} ${set.title} done\n`);
  }
  const companies = scoreCompanies(seed);
  process.stderr.write(`seed ${seed}: G7 companies done\n`);
  const speed = Object.fromEntries(Object.entries(scores).map(([id, s]) => [id, s.millisecondsPerSeries]));
  return { lines: [...seriesLines(scores), ...companyLines(companies)], speed };
}

const shown = (value: number) => value.toFixed(value < 2 ? 3 : 1);

function table(lines: readonly Line[]): string {
  const rows = lines.map(
    (l) => `| ${l.set} | ${l.figure} | ${shown(l.value)} | ${l.bar} | ${l.met ? 'met' : 'MISSED'} |`,
  );
  return ['| set | figure | measured | bar | |', '| --- | --- | ---: | --- | --- |', ...rows].join('\n');
}

function publish(text: string): void {
  const docs = readFileSync(DOCS, 'utf8');
  const from = docs.indexOf(BEGIN);
  const to = docs.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${DOCS}: the markers ${BEGIN} and ${END} are missing`);
  writeFileSync(DOCS, `${docs.slice(0, from + BEGIN.length)}\n${text}\n${docs.slice(to)}`);
}

const asked = process.argv.find((a) => a.startsWith('--seeds='))?.slice('--seeds='.length);
if (asked) {
  const runs = asked.split(',').map((seed) => measure(Number(seed)).lines);
  for (const [i, line] of runs[0]!.entries()) {
    const values = runs.map((run) => run[i]!.value);
    const met = runs.filter((run) => run[i]!.met).length;
    console.log(
      `${line.set} · ${line.figure} · ${values.map(shown).join(' ')} · bar ${line.bar} · met ${met}/${runs.length}`,
    );
  }
} else {
  const { lines, speed } = measure(SEED);
  const text = table(lines);
  console.log(text);
  console.log(
    Object.entries(speed)
      .map(([id, ms]) => `${id} ${ms.toFixed(1)} ms a series`)
      .join(', '),
  );
  publish(text);
  const missed = lines.filter((l) => !l.met);
  if (missed.length > 0) {
    console.error(`${missed.length} bars missed`);
    process.exitCode = 1;
  }
}
