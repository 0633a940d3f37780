import { isMap, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { isAwsRegion, isTimeZone } from './aws-regions.ts';
import { isCurrency } from './currency.ts';
import { didYouMean } from './dbt/nearest.ts';
import { isDay } from './months.ts';
import type { Problem } from './problem.ts';

/** Name of the project file. */
export const PROJECT_FILE = 'tokenledger.yaml';

const day = z.string('write the day as YYYY-MM-DD').refine(isDay, 'write an existing day as YYYY-MM-DD');
const text = z.string('write a text').min(1, 'fill it in');

const connection = z.looseObject({
  id: z
    .string('give the connection an id')
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'write the id in lower-case letters, digits and -'),
  source: text,
  base_url: z.url('write a URL like https://api.example.com').optional(),
});

const ledgerOfMoney = z.strictObject({
  provider: text,
  billing_account: text.default('*'),
  source: text,
  valid_from: day,
});

const email = z.strictObject({
  from: text,
  company: z
    .array(z.email('write e-mail addresses'))
    .max(50, 'write at most 50 addresses, or a mailing list')
    .default([]),
  send: z.enum(['local', 'ses'], 'write local or ses').default('local'),
  region: text.optional(),
  configuration_set: text.optional(),
});

const schedule = z.strictObject({
  at: z
    .string('write a time like 05:00')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time like 05:00')
    .default('05:00'),
  time_zone: z
    .string('write a time zone like Europe/Berlin')
    .refine(isTimeZone, 'write a time zone like Europe/Berlin')
    .default('UTC'),
  flexible_minutes: z.int('write whole minutes').min(0).max(120).default(15),
});

const exportSettings = z.strictObject({
  payer_account: z
    .string('write the account in quotes')
    .regex(/^\d{12}$/, 'write the 12 digits of the account that pays, in quotes')
    .optional(),
  prefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9/-]*[a-z0-9]$/, 'write a prefix in lower-case letters, digits, / and -')
    .default('exports'),
});

const deploy = z.strictObject({
  account: z
    .string('write the account in quotes')
    .regex(/^\d{12}$/, 'write the 12 digits of the AWS account in quotes'),
  region: z
    .string('write a region like eu-west-1')
    .refine(isAwsRegion, 'write a region of AWS like eu-west-1 or us-east-1'),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'write a bucket name in lower-case letters, digits and -')
    .optional(),
  developers: z.int('write a number of people').min(1).default(50),
  alerts: z.array(z.email('write e-mail addresses')).default([]),
  schedule: schedule.default({ at: '05:00', time_zone: 'UTC', flexible_minutes: 15 }),
  scan_limit_gb: z
    .strictObject({ bi: z.int().min(1).default(20), adhoc: z.int().min(1).default(5) })
    .default({ bi: 20, adhoc: 5 }),
  first_day: day.default('2023-01-01'),
  export: exportSettings.optional(),
});

const schema = z.strictObject({
  version: z.literal(1, 'this program reads version 1'),
  company: text,
  currency: z.string('write a currency').refine(isCurrency, 'write an ISO 4217 currency code in capitals, like USD'),
  fiscal_year_start_month: z.int('write a month from 1 to 12').min(1).max(12).default(1),
  lake: text.default('lake'),
  focus: z.strictObject({ include: z.enum(['ai', 'all'], 'write ai or all').default('ai') }).default({ include: 'ai' }),
  close_after_days: z.int('write a number of days').min(0).default(45),
  alias_domains: z.array(text).default([]),
  connections: z.array(connection).default([]),
  ledger_of_money: z.array(ledgerOfMoney).default([]),
  email: email.optional(),
  deploy: deploy.optional(),
});

/** Where and how the pipeline runs on AWS. */
export type DeployConfig = z.output<typeof deploy>;

/** Who sends the monthly mail, who reads the company's, and how it goes out. */
export type EmailConfig = z.output<typeof email>;

/** A configured account of a source; keys beyond these are the source's own settings. */
export type ConnectionConfig = z.output<typeof connection>;

/** tokenledger.yaml with defaults filled in. */
export type ProjectConfig = z.output<typeof schema>;

/** What the reader needs to know of a source to check a connection. */
export interface KnownSource {
  readonly name: string;
  readonly settings: z.ZodType;
}

/** A valid config, or its problems with lines; never both. */
export type ProjectConfigResult =
  | { readonly config: ProjectConfig; readonly problems: readonly [] }
  | { readonly config: null; readonly problems: readonly Problem[] };

/**
 * Reads tokenledger.yaml: structure, values, unique connection ids, known sources and each source's own settings.
 * Collects every problem with its line; pure.
 */
export function parseProjectConfig(yaml: string, sources: readonly KnownSource[]): ProjectConfigResult {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const failed = (problems: Problem[]) => ({ config: null, problems });
  const at = (line: number, message: string, remedy: string): Problem => ({
    file: PROJECT_FILE,
    line,
    message,
    remedy,
  });
  if (document.errors.length > 0) {
    return failed(
      document.errors.map((e) => at(lines.linePos(e.pos[0]).line, `no valid YAML: ${e.message}`, 'correct the line')),
    );
  }
  if (!isMap(document.contents))
    return failed([at(1, 'the file is empty', 'run tokenledger init, or write version: 1')]);

  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range !== undefined) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const value: unknown = document.toJS();
  const result = schema.safeParse(value);
  if (!result.success) return failed(result.error.issues.flatMap((issue) => issueProblems(issue, value, lineOf)));

  const problems = connectionProblems(result.data, sources, lineOf);
  return problems.length > 0 ? failed(problems) : { config: result.data, problems: [] };
}

/** Rows of the contract config_ledger_of_money. */
export function ledgerOfMoneyRows(config: ProjectConfig): Record<string, unknown>[] {
  return config.ledger_of_money.map(({ source, ...row }) => ({ ...row, money_source: source }));
}

function issueProblems(
  issue: z.core.$ZodIssue,
  value: unknown,
  lineOf: (path: readonly PropertyKey[]) => number,
): Problem[] {
  const name = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path);
    return issue.keys.map((key) => ({
      file: PROJECT_FILE,
      line: lineOf([...issue.path, key]),
      message: `unknown key ${name === '' ? key : `${name}.${key}`}`,
      remedy: `known are ${known.join(', ')}${didYouMean(key, known)}`,
    }));
  }
  const found = issue.path.reduce<unknown>(
    (at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step],
    value,
  );
  return [
    {
      file: PROJECT_FILE,
      line: lineOf(issue.path),
      message: found === undefined ? `${name} is missing` : `${name} is ${JSON.stringify(found)}`,
      remedy: issue.message,
    },
  ];
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  if (path[0] === 'focus') return ['include'];
  if (path[0] === 'email') return Object.keys(email.shape);
  if (path[0] === 'deploy') return Object.keys(deployPart(path[1]));
  return Object.keys(path[0] === 'ledger_of_money' ? ledgerOfMoney.shape : schema.shape);
}

function deployPart(part: PropertyKey | undefined): Readonly<Record<string, unknown>> {
  if (part === 'schedule') return schedule.shape;
  if (part === 'export') return exportSettings.shape;
  return part === 'scan_limit_gb' ? { bi: 0, adhoc: 0 } : deploy.shape;
}

function connectionProblems(
  config: ProjectConfig,
  sources: readonly KnownSource[],
  lineOf: (path: readonly PropertyKey[]) => number,
): Problem[] {
  const problems: Problem[] = [];
  const add = (path: readonly PropertyKey[], message: string, remedy: string) =>
    problems.push({ file: PROJECT_FILE, line: lineOf(path), message, remedy });
  const names = sources.map((source) => source.name);
  const firstIndex = new Map<string, number>();
  config.connections.forEach((entry, index) => {
    const path = ['connections', index];
    const { id, source: sourceName, base_url: _, ...settings } = entry;
    const earlier = firstIndex.get(id);
    if (earlier === undefined) firstIndex.set(id, index);
    else {
      const line = lineOf(['connections', earlier, 'id']);
      add(
        [...path, 'id'],
        `connection id ${id} is already used on line ${line}`,
        'give each connection an id of its own',
      );
    }
    const source = sources.find((known) => known.name === sourceName);
    if (source === undefined) {
      add(
        [...path, 'source'],
        `no source is named ${sourceName}`,
        `known are ${names.join(', ')}${didYouMean(sourceName, names)}`,
      );
      return;
    }
    const result = source.settings.safeParse(settings);
    if (result.success) return;
    for (const issue of result.error.issues) {
      add(
        [...path, ...issue.path],
        `connection ${id}: ${issue.path.map(String).join('.') || 'settings'}`,
        issue.message,
      );
    }
  });
  config.ledger_of_money.forEach((entry, index) => {
    if (names.includes(entry.source)) return;
    add(
      ['ledger_of_money', index, 'source'],
      `no source is named ${entry.source}`,
      `known are ${names.join(', ')}${didYouMean(entry.source, names)}`,
    );
  });
  return problems;
}
