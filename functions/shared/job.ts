import { z } from 'zod';
import { PublishedElsewhereError } from '../../src/app/build/published-state.ts';
import { LockHeldError } from '../../src/app/lock.ts';
import { AthenaFailure, isTransient } from '../../src/io/athena/failure.ts';
import { ERROR_NAMES } from './error-names.ts';
import { jsonLog, type Log } from './log.ts';

/** What the Lambda service tells a handler, as far as it is used here. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}

/** What a job works with beside its event. */
export interface JobContext {
  readonly log: Log;
  /** Milliseconds until the service ends this call. */
  readonly remainingMs: () => number;
  /** Name of this call, a-z and 0-9; never used twice. */
  readonly call: string;
}

/** Times of a run that every event carries. */
export const runFields = {
  /** Instant the scheduler meant; logical time of the run. */
  scheduled: z.iso.datetime({ offset: true, error: 'give the scheduled instant in ISO 8601' }),
  /** Name of the execution of the state machine. */
  execution: z.string('give the name of the execution').min(1, 'give the name of the execution'),
};

/** As-of instant and UTC day of a scheduled instant. */
export function asOfOf(scheduled: string): { readonly instant: string; readonly day: string } {
  const instant = new Date(scheduled).toISOString();
  return { instant, day: instant.slice(0, 10) };
}

/**
 * A Lambda handler: checks the event, does the work, logs one line at the start and one at the end, and returns the small
 * summary. Errors leave with one of {@link ERROR_NAMES}, so that the state machine knows whether to try again; messages
 * are logged and thrown with secrets hidden.
 */
export function job<E extends z.ZodType>(
  name: string,
  schema: E,
  work: (event: z.output<E>, context: JobContext) => Promise<Readonly<Record<string, unknown>>>,
): (event: unknown, context: LambdaContext) => Promise<unknown> {
  return async (event, context) => {
    const log = jsonLog({ job: name, request: context.awsRequestId }, (line) => process.stdout.write(line));
    const started = Date.now();
    try {
      const parsed = schema.safeParse(event);
      if (!parsed.success) throw new Error(`the event is wrong: ${z.prettifyError(parsed.error)}`);
      log.info('started', { event: parsed.data });
      const summary = await work(parsed.data, {
        log,
        remainingMs: () => context.getRemainingTimeInMillis(),
        call: context.awsRequestId.toLowerCase().replace(/[^a-z0-9]/g, ''),
      });
      log.info('finished', { milliseconds: Date.now() - started, summary });
      return summary;
    } catch (error) {
      throw reported(error as Error, log, Date.now() - started);
    }
  };
}

function reported(error: Error, log: Log, milliseconds: number): Error {
  const retryable =
    error instanceof LockHeldError ||
    error instanceof PublishedElsewhereError ||
    (error instanceof AthenaFailure ? error.kind === 'unavailable' || error.kind === 'cancelled' : isTransient(error));
  let message = error.message;
  log.error('failed', { milliseconds, retryable, error: error.name, reason: message, stack: error.stack });
  message = message.length > 4000 ? `${message.slice(0, 4000)} …` : message;
  const thrown = new Error(message);
  thrown.name = retryable ? ERROR_NAMES.retryable : ERROR_NAMES.failed;
  return thrown;
}
