import type { QueryExecution } from '@aws-sdk/client-athena';

/**
 * Why a statement gave no result: `rejected` (the statement or a permission is wrong), `cut_off` (it would have scanned
 * more than the workgroup allows), `time_out` (it ran longer than allowed), `cancelled` (somebody stopped it),
 * `unavailable` (Athena could not run it after every retry).
 */
export type AthenaFailureKind = 'rejected' | 'cut_off' | 'time_out' | 'cancelled' | 'unavailable';

/** A statement without a result. The message names label, statement, execution, finding and remedy. */
export class AthenaFailure extends Error {
  override readonly name = 'AthenaFailure';
  readonly kind: AthenaFailureKind;
  readonly executionId: string | null;

  constructor(kind: AthenaFailureKind, executionId: string | null, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.executionId = executionId;
  }
}

const PASSES = /ICEBERG_COMMIT_ERROR|rate exceeded|slow ?down|reduce your request rate|TooManyRequests/i;
const NEVER_PASSES = /SYNTAX_ERROR|TYPE_MISMATCH|HIVE_PATH_ALREADY_EXISTS|bytes scanned limit/i;

/** True when the same statement may work a moment later. Athena's own `Retryable` decides unless the reason is known. */
export function mayPass(execution: QueryExecution): boolean {
  const reason = reasonOf(execution);
  if (execution.Status?.State !== 'FAILED' || NEVER_PASSES.test(reason)) return false;
  return PASSES.test(reason) || execution.Status.AthenaError?.Retryable === true;
}

/** The failure of an execution that ended without success. */
export function failureOf(execution: QueryExecution, label: string, sql: string, workgroup: string): AthenaFailure {
  const id = execution.QueryExecutionId ?? null;
  const reason = reasonOf(execution);
  const where = `${label}: ${firstLine(sql)} (execution ${id ?? 'unknown'})`;
  if (/bytes scanned limit/i.test(reason)) {
    const scanned = execution.Statistics?.DataScannedInBytes ?? 0;
    return new AthenaFailure(
      'cut_off',
      id,
      `${where} was stopped after ${scanned} bytes by the scan cut-off of workgroup ${workgroup}. Read fewer periods or columns, or raise BytesScannedCutoffPerQuery of the workgroup.`,
    );
  }
  if (execution.Status?.State === 'CANCELLED')
    return new AthenaFailure('cancelled', id, `${where} was cancelled: ${reason}. Run again.`);
  if (mayPass(execution))
    return new AthenaFailure('unavailable', id, `${where} failed after every retry: ${reason}. Run again later.`);
  return new AthenaFailure('rejected', id, `${where} failed: ${reason}`);
}

/** True for calls of the API that may pass a moment later: throttling, full queues, faults of the service, lost connections. */
export function isTransient(error: unknown): boolean {
  const {
    name = '',
    message = '',
    $metadata,
    $retryable,
  } = error as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
    $retryable?: unknown;
  };
  if (/TooManyRequests|Throttl|InternalServer|ServiceUnavailable|TimeoutError|OperationTimeout/i.test(name))
    return true;
  if (/ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|rate exceeded/i.test(message)) return true;
  return $retryable !== undefined || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** First line of a statement, for messages. */
export function firstLine(sql: string): string {
  const line = sql.trim().split('\n', 1)[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 160)} …` : line;
}

function reasonOf(execution: QueryExecution): string {
  const { AthenaError, StateChangeReason } = execution.Status ?? {};
  return [StateChangeReason, AthenaError?.ErrorMessage].filter(Boolean).join('; ') || 'no reason given';
}
