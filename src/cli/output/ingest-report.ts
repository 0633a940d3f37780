import type { IngestReport, StreamReport } from '../../app/ingest/report.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

const grouped = (n: number) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** One line per stream, then what went wrong with its remedy. */
export function renderIngestReport(report: IngestReport, style: Style, width: number): string {
  const table = renderTable(
    [
      { header: 'connection' },
      { header: 'stream' },
      { header: 'status' },
      { header: 'windows', align: 'right' },
      { header: 'empty', align: 'right' },
      { header: 'failed', align: 'right' },
      { header: 'rows', align: 'right' },
      { header: 'changed', align: 'right' },
    ],
    report.streams.map((s) => [
      s.connection,
      s.stream,
      s.status,
      grouped(s.windows.complete),
      grouped(s.windows.empty),
      grouped(s.windows.incomplete + s.windows.error),
      grouped(s.rows),
      grouped(s.changed),
    ]),
    width,
  );
  const notes = report.streams.flatMap(notesOf);
  const errors = [
    ...report.streams.flatMap((s) => s.errors.map((e) => `${s.connection} ${s.stream}: ${e}`)),
    ...report.configProblems,
  ];
  return [
    table,
    ...(notes.length === 0 ? [] : [style.dim(['Worth knowing:', ...notes].join('\n  '))]),
    ...report.notices.map((n) => `note: ${n}`),
    ...report.configWarnings.map((w) => style.yellow(`warning: ${w}`)),
    ...errors.map((e) => style.red(`error: ${e}`)),
  ].join('\n');
}

function notesOf(stream: StreamReport): string[] {
  return Object.entries(stream.notes).map(([code, count]) => {
    const tokens =
      code === 'quarantined' && stream.quarantinedTokens > 0 ? ` with ${grouped(stream.quarantinedTokens)} tokens` : '';
    return `${stream.connection} ${stream.stream}: ${code} × ${grouped(count)}${tokens} (${stream.samples[code] ?? ''})`;
  });
}
