import path from 'node:path';
import type { Command } from 'commander';
import { type EmailReport, email, type ReaderResult } from '../../app/email/email.ts';
import { RunError, UsageError } from '../../app/errors.ts';
import { asOfFor, type CommonOptions, outputFor, projectFor, withCommonOptions } from '../context.ts';
import { renderTable } from '../output/table.ts';

interface EmailCommandOptions extends CommonOptions {
  readonly preview?: boolean;
  readonly audience?: string;
  readonly resend?: boolean;
}

/** Adds `email`: the monthly forecast mail for the company and every budget owner. */
export function registerEmail(program: Command): void {
  withCommonOptions(
    program.command('email').description('Make the monthly forecast mail and send it, once per month and audience'),
  )
    .option('--preview', 'only write the files (.eml, .html, .png); nobody gets a mail')
    .option('--audience <name>', 'company, the address of a budget owner, or a budget id; default all')
    .option('--resend', 'send again what was sent, or what a crash left unknown')
    .action(async (options: EmailCommandOptions) => {
      if (options.preview && options.resend)
        throw new UsageError('--preview sends nothing, so there is nothing to --resend');
      const output = outputFor(options);
      const project = await projectFor(options);
      const report = await email(project, { ...options, asOf: asOfFor(options), progress: output.progress });
      output.print(output.json ? JSON.stringify(report, null, 1) : renderEmailReport(report, output.width));
      const failed = report.results.filter((r) => ['unknown', 'refused', 'unreachable'].includes(r.result.kind));
      if (failed.length > 0)
        throw new RunError(`${failed.length} of ${report.results.length} mails need a look (see above)`);
    });
}

/** One line per mail: what became of it and where its files are. */
export function renderEmailReport(report: EmailReport, width: number): string {
  const rows = report.results.map((r) => [r.audience, outcome(r), r.files === null ? '' : path.basename(r.files.html)]);
  const table = renderTable([{ header: 'audience' }, { header: 'result' }, { header: 'page' }], rows, width);
  const written = report.results.some((r) => r.files !== null);
  return `Mail of ${report.period}\n${table}${written ? `\nFiles (.eml, .html, .png, .csv): ${report.folder}` : ''}`;
}

function outcome({ result, files }: ReaderResult): string {
  if (result.kind === 'sent' && files !== null) return 'written as files (email.send is local)';
  switch (result.kind) {
    case 'preview':
      return 'written, not sent';
    case 'sent':
      return result.attempt === 1 ? 'sent' : `sent, attempt ${result.attempt}`;
    case 'already_sent':
      return `sent before, ${result.claim.sent_at}`;
    case 'busy':
      return `being sent by ${result.claim.by} since ${result.claim.claimed_at}`;
    case 'unknown':
      return `NOT KNOWN whether it went out: claimed ${result.claim.claimed_at} by ${result.claim.by}${result.error === null ? '' : ` (${result.error})`}; check, then --resend`;
    case 'refused':
      return `not sent: ${result.error}`;
    case 'unreachable':
      return `not sent: ${result.reason}`;
  }
}
