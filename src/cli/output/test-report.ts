import { describeFailure } from '../../app/build/data-tests.ts';
import type { TestReport } from '../../app/test-models.ts';
import type { Style } from './style.ts';

/** Differing rows of a unit test that are shown. */
const ROWS = 6;

/** Each failure with model, test, period and rows, then one line of figures. */
export function renderTestReport(report: TestReport, style: Style): string {
  const { unitTests, dataTests, periods, failedUnitTests, failed, warnings } = report;
  const failures = failedUnitTests.length + failed.length;
  const months = periods.length === 0 ? 'no month' : periods.length === 1 ? periods[0] : `${periods.length} months`;
  const figures = `${unitTests} unit tests, ${dataTests} data tests over ${months}`;
  return [
    ...failedUnitTests.map((f) => {
      const rows = f.differences.slice(0, ROWS).map((row) => `  ${JSON.stringify(row)}`);
      return style.red(
        `unit test ${f.test} of model ${f.model} failed: ${f.differences.length} rows differ (${f.file}:${f.line})\n${rows.join('\n')}`,
      );
    }),
    ...failed.map((f) => style.red(describeFailure(f))),
    ...warnings.map((w) => style.yellow(`warning: ${describeFailure(w)}`)),
    failures === 0
      ? `${style.green('All passed')}: ${figures}${warnings.length > 0 ? `, ${warnings.length} warnings` : ''}`
      : `${style.red(`${failures} failed`)} of ${figures}`,
  ].join('\n');
}
