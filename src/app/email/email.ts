import path from 'node:path';
import { monthsBack } from '../../core/months.ts';
import { localSender, type MailFiles, writeMailFiles } from '../../io/mail/local-sender.ts';
import type { MailSender } from '../../io/mail/mail-sender.ts';
import { sesSender } from '../../io/mail/ses-sender.ts';
import { UsageError } from '../errors.ts';
import { readBudgets } from '../forecast/read-budgets.ts';
import { personKeyFor } from '../person-key.ts';
import type { OpenProject } from '../project.ts';
import { withWarehouse } from '../query.ts';
import { chosenReaders, type Reader, readersOf } from './audiences.ts';
import { composeMail } from './compose.ts';
import { type DeliveryResult, deliverMail } from './deliver.ts';
import { readFacts } from './read-facts.ts';

/** What to mail. */
export interface EmailOptions {
  readonly asOf: { readonly instant: string; readonly day: string };
  /** Write the files only: nobody gets a mail, nothing is claimed. */
  readonly preview?: boolean;
  /** `company`, the address of a budget owner, or a budget id; all unless given. */
  readonly audience?: string;
  /** Send again what was sent, or what nobody knows about. */
  readonly resend?: boolean;
  /** In place of the configured way of sending. */
  readonly sender?: MailSender;
  readonly progress?: { start(phase: string, total: number): void; step(label: string): void; end(): void };
}

/** What became of one reader's mail. */
export interface ReaderResult {
  readonly audience: string;
  readonly result:
    | DeliveryResult
    | { readonly kind: 'preview' }
    | { readonly kind: 'unreachable'; readonly reason: string };
  readonly files: MailFiles | null;
}

/** What a run of the mail did. */
export interface EmailReport {
  readonly period: string;
  readonly folder: string;
  readonly results: readonly ReaderResult[];
}

/** Sender of a preview in a project without an email block. */
const PREVIEW_FROM = 'TokenLedger <tokenledger@localhost>';

/**
 * Makes the monthly mail of the month before as_of for the company and every budget owner, and sends each at most once.
 * Throws UsageError when the project says nobody to send from, or when `audience` names nobody.
 */
export async function email(project: OpenProject, options: EmailOptions): Promise<EmailReport> {
  const { config } = project;
  const preview = options.preview === true;
  if (config.email === undefined && !preview) {
    throw new UsageError(
      "tokenledger.yaml has no email block: write email: { from: 'Name <address>', company: [address] }, or use --preview",
    );
  }
  const period = monthsBack(options.asOf.day.slice(0, 7), 1)[0]!;
  const folder = path.join(project.root, 'mail', ...(preview ? ['preview'] : []));
  const budgets = await readBudgets(project.store, options.asOf.day);
  const { key } = await personKeyFor(project);
  const all = await readersOf(project.root, {
    company: config.email?.company ?? [],
    budgets,
    period,
    personKey: key,
    asOf: options.asOf.day,
  });
  const readers = chosenReaders(all, options.audience);
  options.progress?.start('email', readers.length);
  const results = await withWarehouse(project, async (engine) => {
    const query = (sql: string) => engine.query(sql);
    const request = { company: config.company, period, asOf: options.asOf.day, budgets };
    const done: ReaderResult[] = [];
    for (const reader of readers) {
      const compose = async () =>
        composeMail(await readFacts(query, reader, request), {
          from: config.email?.from ?? PREVIEW_FROM,
          to: reader.to,
          date: new Date(options.asOf.instant),
          id: `${period}-${reader.id}`,
        });
      done.push(
        preview
          ? await previewOne(folder, reader, compose)
          : await sendOne(project, options, { folder, period, reader, compose }),
      );
      options.progress?.step(reader.id);
    }
    return done;
  });
  options.progress?.end();
  return { period, folder, results };
}

type Compose = () => ReturnType<typeof composeMail>;

async function previewOne(folder: string, reader: Reader, compose: Compose): Promise<ReaderResult> {
  return { audience: reader.id, result: { kind: 'preview' }, files: await writeMailFiles(folder, await compose()) };
}

async function sendOne(
  project: OpenProject,
  options: EmailOptions,
  mail: { readonly folder: string; readonly period: string; readonly reader: Reader; readonly compose: Compose },
): Promise<ReaderResult> {
  const { reader, period, compose } = mail;
  if (reader.to.length === 0) {
    const reason =
      reader.audience.kind === 'company'
        ? 'email.company in tokenledger.yaml names no address'
        : `nobody at the company in config/people.csv owns ${reader.budgetIds.join(', ')}: correct owner_email in config/budgets.csv, or the key has changed`;
    return { audience: reader.id, result: { kind: 'unreachable', reason }, files: null };
  }
  let files: MailFiles | null = null;
  const sender =
    options.sender ??
    configuredSender(project, mail.folder, (f) => {
      files = f;
    });
  const by = `${project.host} ${process.pid}`;
  const result = await deliverMail(
    { store: project.store, sender, clock: project.clock, by },
    { period, audience: reader.id, resend: options.resend === true, compose },
  );
  return { audience: reader.id, result, files };
}

function configuredSender(project: OpenProject, folder: string, onFiles: (files: MailFiles) => void): MailSender {
  const settings = project.config.email!;
  if (settings.send === 'local') return localSender(folder, onFiles);
  return sesSender({
    ...(settings.region === undefined ? {} : { region: settings.region }),
    ...(settings.configuration_set === undefined ? {} : { configurationSet: settings.configuration_set }),
  });
}
