import type { BuildReport } from '../../app/build/build.ts';
import { describeFailure } from '../../app/build/data-tests.ts';
import type { Style } from './style.ts';

/** What was built and what was left as it was, in a few lines. */
export function renderBuildReport(report: BuildReport, style: Style): string {
  const periods = [...new Set(report.built.map((b) => b.period))].sort();
  const rows = report.built.reduce((sum, b) => sum + b.rows, 0);
  const closed = new Set(report.plan.filter((p) => p.state === 'closed').map((p) => p.period)).size;
  const unchanged = new Set(report.plan.filter((p) => p.state === 'unchanged').map((p) => p.period)).size;
  const built =
    report.built.length === 0
      ? 'nothing changed; the published data stay as they are'
      : `built ${report.built.length} tables of ${periods.length} periods (${periods[0]} … ${periods.at(-1)}), ${rows} rows, all data tests passed, published`;
  const rest = [
    ...(unchanged === 0 ? [] : [`${unchanged} periods unchanged`]),
    ...(closed === 0 ? [] : [`${closed} closed periods would differ; 'tokenledger plan' says how`]),
  ];
  return [
    `${style.bold('Build')}: ${built}${rest.length === 0 ? '' : `; ${rest.join('; ')}`}`,
    ...report.warnings.map((w) => style.yellow(`warning: ${describeFailure(w)}`)),
  ].join('\n');
}
