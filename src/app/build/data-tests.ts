import { type CompiledDataTest, compileDataTest, failureCountSql, sampleSql } from '../../core/dbt/data-tests.ts';
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
}

/** Runs data tests; warnings go to `onWarning`, failures of severity error to `onFailure`, or are thrown together. */
export async function runDataTests(run: TestRun, tests: readonly DataTest[]): Promise<void> {
  const failed: FailedTest[] = [];
  for (const test of tests) {
    const compiled = compileDataTest(run.project, test, compileOptions(run));
    const failure = await runOne(run, compiled);
    if (failure === null) continue;
    if (failure.severity !== 'error') run.onWarning?.(failure);
    else if (run.onFailure !== undefined) run.onFailure(failure);
    else failed.push(failure);
  }
  if (failed.length > 0) throw new DataTestError(failed);
}

async function runOne(run: TestRun, test: CompiledDataTest): Promise<FailedTest | null> {
  const { rows: sample } = await run.engine.query(sampleSql(test, SAMPLE_ROWS));
  if (sample.length === 0) return null;
  const { rows: counted } = await run.engine.query(failureCountSql(test));
  return {
    test: test.name,
    relation: test.relation ?? test.dependsOn.join(', '),
    column: test.column ?? null,
    period: run.period,
    severity: test.severity,
    failures: String(counted[0]?.failures ?? sample.length),
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
