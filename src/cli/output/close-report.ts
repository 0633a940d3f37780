import type { AutoCloseReport } from '../../app/periods/close.ts';
import { describeObstacles } from '../../app/periods/describe-obstacles.ts';
import type { Style } from './style.ts';

/** One line for what closed by itself, one per refusal with its reasons; no line when nothing was due. */
export function renderAutoClose(report: AutoCloseReport, style: Style): string[] {
  const closed = report.closed.map((c) => c.period);
  return [
    ...(closed.length === 0
      ? []
      : [`${style.bold('Closed')}: ${closed.join(', ')}; nothing in them moves by itself any more`]),
    ...report.refused.flatMap(({ period, obstacles }) => [
      style.yellow(`warning: ${period} was due to close and stays open:`),
      ...describeObstacles(obstacles).map((line) => style.yellow(`  ${line}`)),
    ]),
  ];
}
