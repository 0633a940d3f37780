import type { CheckStatus } from '../../app/doctor/check.ts';
import type { DoctorReport } from '../../app/doctor/doctor.ts';
import type { Style } from './style.ts';

/** One verdict a line, with the facts below where they say more. */
export function renderDoctor(report: DoctorReport, style: Style): string {
  const paint: Record<CheckStatus, (text: string) => string> = {
    ok: style.green,
    warning: style.yellow,
    broken: style.red,
  };
  return report.checks
    .flatMap((check) => [
      `${paint[check.status](check.status.padEnd(7))}  ${style.bold(`${check.area} ${check.name}`)}: ${check.verdict}`,
      ...check.facts.map((fact) => style.dim(`           ${fact}`)),
    ])
    .join('\n');
}
