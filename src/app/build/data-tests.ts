import { sqlText } from '../../core/contracts/duckdb-view.ts';
import type { CompileOptions } from '../../core/dbt/compile.ts';
import {
  type CompiledDataTest,
  compileDataTest,
  failureCountsSql,
  sampleSql,
  testGroups,
} from '../../core/dbt/data-tests.ts';
import type { DataTest, Project } from '../../core/dbt/project-types.ts';
import type { Cell, QueryEngine } from '../../io/query-engine.ts';
import { RunError } from '../errors.ts';
import { compileOptions } from './run-models.ts';

/** A data test that found rows. */
export interface FailedTest {
  readonly test: string;
  readonly relation: string;
  readonly column: string | null;
  readonly period: string;
  readonly severity: 'error' | 'warn';
  readonly failures: string;
  readonly sample: readonly Readonly<Record<string, Cell>>[];
  readonly file: string;
  readonly line: number;
}

/** A test of severity error failed: nothing of the run is published. `failed` holds every failure of the step. */
export class DataTestError extends RunError {
  readonly failed: readonly FailedTest[];

  constructor(failed: readonly FailedTest[]) {
    super(failed.map(describeFailure).join('\n'));
    this.failed = failed;
  }
}

/** How many failing rows a message shows. */
const SAMPLE_ROWS = 5;

/** What the run needs to test relations that are there. */
export interface TestRun {
  readonly engine: QueryEngine;
  readonly project: Project;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly period: string;
  readonly onWarning?: ((warning: FailedTest) => void) | undefined;
  /** Takes failures of severity error in place of throwing them. */
  readonly onFailure?: ((failure: FailedTest) => void) | undefined;
  /** Months (`YYYY-MM`) whose rows are tested, of relations kept by month; all rows unless given. */
  readonly months?: readonly string[];
}

/** Most tests, and characters of SQL, of one statement: engines plan each test apart, and Athena takes 256 KiB. */
const GROUP = { tests: 24, characters: 100_000 };

/**
 * Runs data tests, several in one statement; warnings go to `onWarning`, failures of severity error to `onFailure`, or
 * are thrown together.
 */
export async function runDataTests(run: TestRun, tests: readonly DataTest[]): Promise<void> {
  const failed: FailedTest[] = [];
  const compiled = tests.map((test) => compileDataTest(run.project, test, testOptions(run)));
  for (const group of testGroups(compiled, GROUP.tests, GROUP.characters)) {
    for (const [test, failures] of await countFailures(run.engine, group)) {
      const failure = await describe(run, test, failures);
      if (failure.severity !== 'error') run.onWarning?.(failure);
      else if (run.onFailure !== undefined) run.onFailure(failure);
      else failed.push(failure);
    }
  }
  if (failed.length > 0) throw new DataTestError(failed);
}

/** Compile options under which a relation kept by month shows only the months of the run. */
function testOptions(run: TestRun): CompileOptions {
  const options = compileOptions(run);
  const { months } = run;
  if (months === undefined) return options;
  const isByMonth = (name: string) => {
    const node = run.project.nodes.get(name);
    return node?.kind === 'model' && node.config.grain === 'period' && node.columns.some((c) => c.name === 'period');
  };
  return {
    ...options,
    relation: (kind, name) => {
      const whole = options.relation(kind, name);
      return isByMonth(name) ? `(select * from ${whole} where period in (${months.map(sqlText).join(', ')}))` : whole;
    },
  };
}

/** The tests of a group that found rows, with how many. A test that cannot run is run alone, so that its error names it. */
async function countFailures(
  engine: QueryEngine,
  group: readonly CompiledDataTest[],
): Promise<[CompiledDataTest, string][]> {
  try {
    const { rows } = await engine.query(failureCountsSql(group));
    return rows
      .filter((row) => String(row.failures) !== '0')
      .sort((a, b) => Number(a.test_no) - Number(b.test_no))
      .map((row) => [group[Number(row.test_no)]!, String(row.failures)]);
  } catch (error) {
    const [only, ...others] = group;
    if (others.length === 0)
      throw new RunError(`data test ${only!.name} (${only!.file}:${only!.line}): ${(error as Error).message}`, {
        cause: error,
      });
    const found: [CompiledDataTest, string][] = [];
    for (const test of group) found.push(...(await countFailures(engine, [test])));
    return found;
  }
}

async function describe(run: TestRun, test: CompiledDataTest, failures: string): Promise<FailedTest> {
  const { rows: sample } = await run.engine.query(sampleSql(test, SAMPLE_ROWS));
  return {
    test: test.name,
    relation: test.relation ?? test.dependsOn.join(', '),
    column: test.column ?? null,
    period: run.period,
    severity: test.severity,
    failures,
    sample,
    file: test.file,
    line: test.line,
  };
}

/** `test X of model Y failed for period P: n rows, for example …`. */
export function describeFailure(failure: FailedTest): string {
  const where = failure.column === null ? failure.relation : `${failure.relation}.${failure.column}`;
  const rows = failure.sample.map((row) => `  ${JSON.stringify(row)}`).join('\n');
  return `data test ${failure.test} on ${where} failed for ${failure.period}: ${failure.failures} rows (${failure.file}:${failure.line}). The published data stay as they were. For example:\n${rows}`;
}
