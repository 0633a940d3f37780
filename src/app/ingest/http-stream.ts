import { addDays } from '../../core/days.ts';
import { HttpError } from '../../io/http/errors.ts';
import type { DayRange, ParsedRow } from '../../sources/source.ts';
import { readRange, type StreamRun } from './page-chain.ts';
import { WindowError } from './window-error.ts';
import { chunksOf, halvesOf, windowDays } from './windows.ts';

/** What a run learned about one (table, day): its rows, or why there are none to take over. */
export interface WindowEvent {
  readonly kind: 'window';
  readonly table: string;
  /** The `dt` of the raw layout. */
  readonly day: string;
  /** `complete` and `empty` replace the window; `incomplete` and `error` leave its previous data. */
  readonly status: 'complete' | 'empty' | 'incomplete' | 'error';
  readonly rows: readonly ParsedRow['row'][];
  readonly reason: string | null;
}

/** A window; or the vendor does not offer the stream; or the stream had to stop (key, permission, vendor away). */
export type StreamEvent =
  | WindowEvent
  | { readonly kind: 'not_available'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly error: HttpError };

/**
 * Reads a stream over the given ranges, a few days at a time so that memory stays bounded, and yields each (table, day) once.
 * Data that cannot be trusted cost only their own days: a failing range is asked again in halves. Transport and key failures
 * end the stream: their days are `error`, later ones `incomplete`, and a `stopped` event closes the list.
 */
export async function* runHttpStream(run: StreamRun, ranges: readonly DayRange[]): AsyncGenerator<StreamEvent> {
  const isWhole = run.stream.window === 'month';
  const pending = ranges.flatMap((range) => (isWhole ? [range] : chunksOf(range, run.stream.maxDaysPerRequest)));
  for (let chunk = pending.shift(); chunk !== undefined; chunk = pending.shift()) {
    try {
      yield* takeOver(run, chunk);
    } catch (error) {
      if (error instanceof WindowError) {
        if (!isWhole && error.divisible && addDays(chunk.from, 1) < chunk.to) pending.unshift(...halvesOf(chunk));
        else yield* failed(run, chunk, 'error', error.message);
      } else if (error instanceof HttpError) {
        if (error.failure === 'not_found' && run.stream.optional === true) {
          yield { kind: 'not_available', reason: error.message };
          return;
        }
        yield* failed(run, chunk, 'error', error.message);
        if (error.failure === 'rejected') continue;
        for (const rest of pending) yield* failed(run, rest, 'incomplete', `not asked: ${error.message}`);
        yield { kind: 'stopped', error };
        return;
      } else {
        throw error;
      }
    }
  }
}

async function* takeOver(run: StreamRun, chunk: DayRange): AsyncGenerator<WindowEvent> {
  const read = await readRange(run, chunk);
  for (const note of read.notes) run.onNote?.(note);
  for (const { table, day, rows, isAnswered } of read.days()) {
    if (!isAnswered) {
      const reason = `the answer for ${chunk.from} to ${chunk.to} has no bucket for this day`;
      yield { kind: 'window', table, day, status: 'incomplete', rows: [], reason };
    } else {
      yield { kind: 'window', table, day, status: rows.length === 0 ? 'empty' : 'complete', rows, reason: null };
    }
  }
}

function* failed(
  run: StreamRun,
  chunk: DayRange,
  status: 'error' | 'incomplete',
  reason: string,
): Generator<WindowEvent> {
  for (const { name } of run.stream.tables) {
    for (const day of windowDays(run.stream.window, chunk))
      yield { kind: 'window', table: name, day, status, rows: [], reason };
  }
}
