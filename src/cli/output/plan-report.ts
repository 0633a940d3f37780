import type { PlanGroup, PlanSummary } from '../../app/plan.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** Reasons a table row lists before it counts the rest. */
const REASONS = 3;

/** What a build would run and why, then the closed months that would differ. */
export function renderPlan(summary: PlanSummary, style: Style, width: number): string {
  const { run, closed, unchanged } = summary;
  const upToDate = `${unchanged} builds are up to date.`;
  const sections: string[] = [];
  if (run.length === 0) sections.push(`${style.bold('Nothing to build.')} ${upToDate}`);
  else sections.push(`${style.bold('A build would run')}; ${upToDate}`, table(run, width));
  if (closed.length > 0) {
    sections.push(
      `${style.bold('Closed months that would differ')} (nothing moves by itself; 'tokenledger restate PERIOD --reason TEXT' shows by how much)`,
      table(closed, width),
    );
  }
  return sections.join('\n\n');
}

function table(groups: readonly PlanGroup[], width: number): string {
  return renderTable(
    [{ header: 'period' }, { header: 'tables' }, { header: 'why' }],
    groups.map((g) => [g.period, shortList(g.marts, REASONS), shortList(g.reasons, REASONS)]),
    width,
  );
}

function shortList(words: readonly string[], most: number): string {
  const more = words.length - most;
  return words.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
