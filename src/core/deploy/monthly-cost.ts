/** What a deployment's bill depends on. Whole numbers throughout. */
export interface CostInputs {
  /** People whose use of AI is collected. */
  readonly developers: number;
  /** Connections, and those of them that need a secret. */
  readonly connections: number;
  readonly secrets: number;
  readonly runsPerDay: number;
  /** Months with changed inputs on an ordinary day: the open one and those asked again. */
  readonly periodsPerRun: number;
  /** Statements Athena runs for one period (models, tests, writes), and for publishing. */
  readonly statementsPerPeriod: number;
  readonly statementsPerPublish: number;
  readonly alarms: number;
  /** Bytes of usage rows as Parquet that a developer leaves in a month. */
  readonly bytesPerDeveloper: number;
  /** Queries of people and dashboards in a day, and bytes each reads. */
  readonly queriesPerDay: number;
  readonly bytesPerQuery: number;
  readonly mails: number;
}

/** One line of the estimate. */
export interface CostLine {
  readonly line: string;
  /** Micro-USD a month. */
  readonly microUsd: bigint;
  /** What makes it grow. */
  readonly driver: string;
  /** True when it grows with data or questions; the others are there on an idle day too. */
  readonly isDataProportional: boolean;
}

/**
 * List prices of us-east-1 in 10⁻¹² USD: Lambda arm64 a GB-second and a request, Step Functions a transition, Athena a TB
 * with 10 MB at least a statement, S3 a GB-month and 1,000 requests, Secrets Manager a secret, KMS a key and a request,
 * CloudWatch an alarm and a GB of logs, SES a mail. As of November 2026.
 */
const PICO = {
  lambdaGbSecond: 13_333_400n,
  lambdaRequest: 200_000n,
  transition: 25_000_000n,
  athenaTb: 5_000_000_000_000n,
  s3GbMonth: 23_000_000_000n,
  s3Put: 5_000_000n,
  s3Get: 400_000n,
  secret: 400_000_000_000n,
  secretCall: 5_000_000n,
  key: 1_000_000_000_000n,
  keyRequest: 3_000_000n,
  alarm: 100_000_000_000n,
  logGb: 500_000_000_000n,
  mail: 100_000_000n,
} as const;

/** Part of each month that AWS gives free of charge to every account, without an end. */
const FREE_TRANSITIONS = 4_000n;
const FREE_ALARMS = 10n;

const DAYS = 30n;
const GIB = 1n << 30n;
const TIB = 1n << 40n;
const LEAST_SCAN = 10n << 20n;

/**
 * Monthly cost at list prices, line by line. Lines that grow with data say so; the rest is the cost of having it.
 * An estimate for planning: no discounts, no tax, no free tier that ends.
 */
export function monthlyCost(inputs: CostInputs): CostLine[] {
  const n = (value: number) => BigInt(Math.ceil(value));
  const runs = n(inputs.runsPerDay) * DAYS;
  const periods = runs * n(inputs.periodsPerRun);
  const statements = periods * n(inputs.statementsPerPeriod) + runs * n(inputs.statementsPerPublish);
  const monthBytes = n(inputs.developers) * n(inputs.bytesPerDeveloper);
  const line = (name: string, pico: bigint, driver: string, isDataProportional = false): CostLine => ({
    line: name,
    microUsd: (pico + 999_999n) / 1_000_000n,
    driver,
    isDataProportional,
  });
  // Collectors: 1.77 GB for half a minute; build, publish and forecast: 1 to 3 GB while Athena works.
  const collectorGbSeconds = runs * (n(inputs.connections) + 1n) * 53n;
  const buildGbSeconds = periods * 240n + runs * (120n + 180n);
  const calls = runs * (n(inputs.connections) + 6n) + periods;
  const transitions = runs * (20n + n(inputs.connections) * 4n) + periods * 4n;
  const puts = runs * n(inputs.connections) * 60n + statements * 3n;
  const gets = statements * 12n;
  return [
    line('Lambda: reading vendors', collectorGbSeconds * PICO.lambdaGbSecond, 'connections × runs'),
    line(
      'Lambda: building, publishing, forecasting',
      buildGbSeconds * PICO.lambdaGbSecond + calls * PICO.lambdaRequest,
      'periods × runs',
    ),
    line(
      'Step Functions',
      positive(transitions - FREE_TRANSITIONS) * PICO.transition,
      'connections and periods × runs',
    ),
    line('Secrets Manager', n(inputs.secrets) * PICO.secret + calls * 2n * PICO.secretCall, 'number of secrets'),
    line('KMS', PICO.key + ((puts + gets) / 100n) * PICO.keyRequest, 'one key; requests, with a bucket key'),
    line('CloudWatch alarms', positive(n(inputs.alarms) - FREE_ALARMS) * PICO.alarm, 'number of alarms; ten are free'),
    line(
      'CloudWatch logs',
      (runs * 3n * (n(inputs.connections) + 6n) * 20_000n * PICO.logGb) / GIB,
      'calls of functions',
    ),
    line('S3 requests', puts * PICO.s3Put + gets * PICO.s3Get, 'statements × runs'),
    line('SES', n(inputs.mails) * PICO.mail, 'readers of the monthly mail'),
    line(
      'S3 storage',
      (monthBytes * 12n * 3n * PICO.s3GbMonth) / GIB,
      'rows kept: landing, raw and marts of a year',
      true,
    ),
    line(
      'Athena: builds at the minimum of 10 MB',
      (statements * LEAST_SCAN * PICO.athenaTb) / TIB,
      'statements × runs',
    ),
    line(
      'Athena: builds beyond the minimum',
      (statements * positive(statementBytes(monthBytes) - LEAST_SCAN) * PICO.athenaTb) / TIB,
      'bytes of a month',
      true,
    ),
    line(
      'Athena: questions and dashboards',
      (n(inputs.queriesPerDay) * DAYS * max(LEAST_SCAN, n(inputs.bytesPerQuery)) * PICO.athenaTb) / TIB,
      'queries × bytes read',
      true,
    ),
  ];
}

/** Sum of lines in micro-USD. */
export function totalOf(lines: readonly CostLine[]): bigint {
  return lines.reduce((sum, l) => sum + l.microUsd, 0n);
}

/** Mean bytes of a statement: one in eight reads the usage of a month, the others what an earlier one has reduced. */
function statementBytes(monthBytes: bigint): bigint {
  return (max(LEAST_SCAN, monthBytes) + 7n * LEAST_SCAN) / 8n;
}

const max = (a: bigint, b: bigint) => (a > b ? a : b);
const positive = (value: bigint) => (value > 0n ? value : 0n);
