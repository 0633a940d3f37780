import { HttpError } from '../../io/http/errors.ts';
import {
  type DayRange,
  type HttpRequest,
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type Parsed,
  type ParseNote,
  SourceDataError,
} from '../../sources/source.ts';
import type { ReceivedPage } from './landed-page.ts';
import { WindowError } from './window-error.ts';
import { WindowRows } from './window-rows.ts';

/** What reading a stream needs from the shell. */
export interface StreamRun {
  readonly stream: HttpStream;
  /** Sends one request; throws `HttpError`. `json` is undefined when the body is no JSON. */
  readonly send: (request: HttpRequest) => Promise<{ receivedAt: string; text: string; json: unknown }>;
  readonly context: ParseContext;
  /** Keeps the page as evidence; parsing starts only after it has been kept. */
  readonly land: (page: ReceivedPage) => Promise<void>;
  /** Told once per note of windows that were taken over. */
  readonly onNote?: (note: ParseNote) => void;
  /** Pages one range may have; 1,000 unless told. */
  readonly pageCap?: number;
}

const MOST_ATTEMPTS = 3;

/**
 * Reads every page of one range, first page to last, with the chains its pages open. An expired cursor (400 or 410 on a
 * later page) starts again from page 1. Throws `WindowError` for data that cannot be trusted and `HttpError` for requests without answer.
 */
export async function readRange(run: StreamRun, range: DayRange): Promise<WindowRows> {
  for (let attempt = 1; ; attempt += 1) {
    const rows = await readOnce(run, range, attempt);
    if (rows !== 'cursor expired') return rows;
    if (attempt === MOST_ATTEMPTS) {
      throw new WindowError(
        `${titleOf(run, range)}: the cursor expired ${MOST_ATTEMPTS} times before the last page; run again later`,
        false,
      );
    }
  }
}

async function readOnce(run: StreamRun, range: DayRange, attempt: number): Promise<WindowRows | 'cursor expired'> {
  const { stream, context } = run;
  const cap = run.pageCap ?? 1000;
  const rows = new WindowRows(stream, range);
  const starts: HttpRequest[] = [stream.firstRequest(range, context.settings)];
  const asked = new Set<string>();
  const opened = new Set<string>();
  let number = 0;
  for (let chain = 0; chain < starts.length; chain += 1) {
    let request: HttpRequest | null = starts[chain]!;
    for (let isFirst = true; request !== null; isFirst = false) {
      number += 1;
      const title = `${titleOf(run, range)}, page ${number}`;
      const identity = identityOf(request);
      if (asked.has(identity)) {
        throw new WindowError(
          `${title}: the vendor's cursor leads back to a page already read (${identity}); the window keeps its previous data, run again`,
          false,
        );
      }
      if (number > cap) {
        throw new WindowError(
          `${title}: more than ${cap} pages; the window keeps its previous data, ask for fewer days at once`,
          false,
        );
      }
      asked.add(identity);
      const page = await receive(run, range, request, { attempt, number, isFirst, isFollowUp: chain > 0 });
      if (page === 'cursor expired') return page;
      if (page === 'not found') {
        rows.note({ code: 'not_found', detail: request.path });
        break;
      }
      const { parsed, next, followUps } = interpret(stream, page, context, title);
      rows.add(parsed, title);
      for (const chainStart of followUps) {
        // Two pages may open the same chain, an account with rows on both for instance.
        if (opened.has(identityOf(chainStart))) continue;
        opened.add(identityOf(chainStart));
        starts.push(chainStart);
      }
      request = next;
    }
  }
  return rows;
}

const identityOf = ({ path, query, body }: HttpRequest) =>
  JSON.stringify(body === undefined ? [path, query] : [path, query, body]);

/** Sends, lands, and gives the page to parse. */
async function receive(
  run: StreamRun,
  range: DayRange,
  request: HttpRequest,
  at: { attempt: number; number: number; isFirst: boolean; isFollowUp: boolean },
): Promise<LandedPage | 'cursor expired' | 'not found'> {
  let answer: Awaited<ReturnType<StreamRun['send']>>;
  try {
    answer = await run.send(request);
  } catch (error) {
    if (error instanceof HttpError) {
      if (!at.isFirst && (error.status === 400 || error.status === 410)) return 'cursor expired';
      if (at.isFollowUp && error.failure === 'not_found') return 'not found';
    }
    throw error;
  }
  const { receivedAt } = answer;
  const { attempt, number } = at;
  const { text, json } = atTheDoor(run, range, { request, receivedAt, body: answer.json, range }, answer.text, number);
  await run.land({
    stream: run.stream.name,
    range,
    attempt,
    number,
    request,
    receivedAt,
    text,
    isJson: json !== undefined,
  });
  if (json === undefined) {
    throw new WindowError(
      `${titleOf(run, range)}, page ${number}: the answer is no complete JSON (${text.length} characters, ending in ${JSON.stringify(text.slice(-20))}); the window keeps its previous data, the answer is in landing, run again`,
      false,
    );
  }
  return { request, receivedAt, body: json, range };
}

/** What may be kept of an answer: all of it, or what the stream lets in. Of a text that is no JSON nothing is let in then. */
function atTheDoor(run: StreamRun, range: DayRange, page: LandedPage, text: string, number: number) {
  const { stream, context } = run;
  if (stream.atTheDoor === undefined) return { text, json: page.body };
  if (page.body === undefined) return { text: '', json: undefined };
  try {
    const json = stream.atTheDoor(page, context);
    return { text: JSON.stringify(json), json };
  } catch (error) {
    if (!(error instanceof SourceDataError)) throw error;
    throw new WindowError(`${titleOf(run, range)}, page ${number}: ${error.message}`, true);
  }
}

function interpret(stream: HttpStream, page: LandedPage, context: ParseContext, title: string) {
  let parsed: Parsed;
  try {
    parsed = stream.parse(page, context);
  } catch (error) {
    throw error instanceof SourceDataError ? new WindowError(`${title}: ${error.message}`, true) : error;
  }
  try {
    return { parsed, next: stream.nextRequest(page), followUps: stream.followUps?.(page, context.settings) ?? [] };
  } catch (error) {
    throw error instanceof SourceDataError ? new WindowError(`${title}: ${error.message}`, false) : error;
  }
}

function titleOf(run: StreamRun, range: DayRange): string {
  return `${run.context.connectionId} ${run.stream.name} ${range.from} to ${range.to}`;
}
