import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { modelsNeeded } from '../../src/app/build/build-period.ts';
import { readModelProject } from '../../src/app/build/model-project.ts';
import { compileModel, renderMacro } from '../../src/core/dbt/compile.ts';
import { openDuckDb } from '../../src/io/duckdb/open-duckdb.ts';
import { linkInputs } from './inputs.ts';

const { values } = parseArgs({
  options: {
    slices: { type: 'string', default: '5000000' },
    outcomes: { type: 'string', default: '500000' },
    memory: { type: 'string', default: '2GB' },
    threads: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});
const volume = { slices: Number(values.slices), outcomes: Number(values.outcomes), people: 10_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'tokenledger-links-'));
const { project, duckdbShim } = await readModelProject();
const engine = await openDuckDb({
  lakeRoot: folder,
  path: path.join(folder, 'bench.duckdb'),
  memoryLimit: values.memory,
  threads: Number(values.threads),
  initSql: duckdbShim,
});
const relation = (_: string, name: string) => `main.${name}`;
const seconds = async (work: () => Promise<unknown>) => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

try {
  const inputs = Object.entries(linkInputs(volume));
  for (const [name, sql] of inputs) await engine.createTable('main', name, sql);
  // What no link model can beat: every slice read, joined by one key with its outcome's row, written again.
  const floor = await seconds(() =>
    engine.createTable(
      'main',
      'floor',
      'SELECT s.*, o.outcome_no FROM main.int_slice AS s LEFT JOIN main.int_outcome AS o ON o.repo = s.repo AND o.head_branch = s.branch',
    ),
  );
  let all = 0;
  const steps: Record<string, number> = {};
  for (const name of modelsNeeded(project, ['int_slice_link'], new Map(inputs))) {
    const { sql } = compileModel(project, name, { dialect: 'duckdb', vars: {}, relation });
    const took = await seconds(() => engine.createTable('main', name, sql));
    all += took;
    steps[name] = took;
  }
  // The last step of the ledger: atoms divided over the outcomes of their slice, those with one outcome passed on.
  const divided = renderMacro(
    project,
    'split_amount',
    ['several', ['atom_no'], ['link_no'], 'amount_micros', 'weight', [], 'part'],
    { dialect: 'duckdb', vars: {} },
  );
  const split = `
    WITH linked AS (
      SELECT atoms.atom_no, links.link_no, atoms.amount_micros, links.weight, links.links
      FROM main.atoms AS atoms INNER JOIN main.int_slice_link AS links ON links.slice_no = atoms.slice_no
    ), several AS (SELECT * FROM linked WHERE links > 1)
    SELECT atom_no, link_no, amount_micros AS part FROM linked WHERE links = 1
    UNION ALL SELECT atom_no, link_no, part FROM ${divided} AS parts`;
  const took = await seconds(() => engine.createTable('main', 'ledger_parts', split));
  all += took;
  steps.split_over_outcomes = took;
  const { rows } = await engine.query(
    `SELECT work_method, count(DISTINCT slice_no) AS slices, count(*) AS links FROM main.int_slice_link GROUP BY 1 ORDER BY 1`,
  );
  const [sums] = (
    await engine.query(
      'SELECT CAST((SELECT sum(part) FROM main.ledger_parts) - (SELECT sum(amount_micros) FROM main.atoms) AS VARCHAR) AS difference',
    )
  ).rows;
  const ratio = all / floor;
  if (values.json) {
    console.log(JSON.stringify({ ...volume, memory: values.memory, seconds: all, floor, ratio, steps, rungs: rows }));
  } else {
    console.log(
      `Links: ${volume.slices} slices and ${volume.outcomes} outcomes of one month in ${all.toFixed(1)} s within ${values.memory}; floor ${floor.toFixed(1)} s, ratio ${ratio.toFixed(1)}; parts minus wholes ${sums!.difference} micros`,
    );
    for (const [name, took] of Object.entries(steps)) console.log(`  ${name.padEnd(24)} ${took.toFixed(1)} s`);
    for (const row of rows)
      console.log(`  ${String(row.work_method).padEnd(24)} ${row.slices} slices, ${row.links} links`);
  }
  if (sums!.difference !== '0') throw new Error(`parts differ from wholes by ${sums!.difference} micros`);
} finally {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
}
