import type { RefusalReader } from '../../core/http-refusal.ts';
import { HttpError, redact, vendorMessage } from './errors.ts';
import { type HttpClock, isLoopback, rateLimit } from './rate-limit.ts';
import { backoffMs, isRetryable, LONGEST_PAUSE_MS, MAX_RETRIES, retryAfterMs } from './retry.ts';

/** A request below the base URL; the same shape a source's request plan has. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A successful answer. */
export interface HttpAnswer {
  readonly status: number;
  /** UTC instant of the answer, ISO 8601. */
  readonly receivedAt: string;
  /** The body exactly as received. */
  readonly text: string;
  /** The body as JSON; undefined when it still was no JSON after every retry. */
  readonly json: unknown;
}

/** Asks one vendor through one connection. */
export interface HttpClient {
  /** Sends, retrying what may pass; throws `HttpError`. */
  send(request: OutgoingRequest): Promise<HttpAnswer>;
  /** What the user should know of the requests so far, what they cost for instance; one note a request. */
  notes?(): { readonly code: string; readonly detail: string }[];
}

/** How a connection proves who it is. */
export interface HttpCredential {
  /** Name of the secret, for messages. */
  readonly name: string;
  readonly value: string;
  /** Header that carries it. */
  readonly header: (value: string) => Readonly<Record<string, string>>;
  /** What the key has to be allowed; an admin key for usage and cost unless told. */
  readonly needs?: string;
}

export interface HttpClientOptions {
  readonly connectionId: string;
  readonly baseUrl: string;
  readonly credential?: HttpCredential;
  /** Requests a minute; ignored for this machine's own addresses. */
  readonly requestsPerMinute?: number;
  readonly clock: HttpClock;
  /** Uniform in [0, 1), spreads retries. */
  readonly random: () => number;
  /** Longest time one attempt may take, body included; 60 s unless told. */
  readonly timeoutMs?: number;
  readonly userAgent?: string;
  /** Finds refusals that only this vendor writes that way, in any answer. */
  readonly refusalIn?: RefusalReader;
  /** Told before every pause: for progress and the run report. */
  readonly onRetry?: (event: { target: string; reason: string; pauseMs: number; retry: number }) => void;
}

const ADMIN_KEY = 'an admin key of this account with read access to usage and cost';

/** What one attempt gave: an answer, or why another attempt is worth while. */
type Attempt =
  | { answer: HttpAnswer }
  | { reason: string; status: number | null; pauseMs: number | null; last?: HttpAnswer };

/**
 * A client over plain `fetch`. Network errors, time-outs, 408, 429, 5xx and bodies cut short (no valid JSON) are tried
 * again up to five times after `Retry-After` or an exponential pause; 401, 403, 404 and other 4xx are not.
 * Redirects are refused, so that a key never travels to another host.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { connectionId, baseUrl, credential, clock } = options;
  const secrets = credential === undefined ? [] : [credential.value, encodeURIComponent(credential.value)];
  const wait = rateLimit(isLoopback(baseUrl) ? 0 : options.requestsPerMinute, clock);
  const fail = (failure: HttpError['failure'], status: number | null, target: string, message: string): HttpError =>
    new HttpError(failure, status, connectionId, target, redact(`connection ${connectionId}: ${message}`, secrets));

  async function attempt(request: OutgoingRequest, url: string, target: string): Promise<Attempt> {
    await wait();
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method: request.method,
        headers: {
          accept: 'application/json',
          'user-agent': options.userAgent ?? 'TokenLedger',
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
          ...credential?.header(credential.value),
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(options.timeoutMs ?? 60_000),
      });
      text = await response.text();
    } catch (error) {
      return { reason: networkReason(error), status: null, pauseMs: null };
    }
    const { status } = response;
    const receivedAt = new Date(clock.now()).toISOString();
    const json = parseJson(text);
    const said = options.refusalIn?.({
      status,
      headers: Object.fromEntries(response.headers),
      json,
      now: clock.now(),
    });
    if (said?.kind === 'wait') {
      const asked = retryAfterMs(response.headers.get('retry-after'), clock.now());
      return { reason: said.reason, status, pauseMs: asked ?? said.pauseMs ?? null };
    }
    if (said != null) {
      const failure = said.kind === 'permission' ? 'configuration' : said.kind;
      const remedy = said.kind === 'permission' ? `; give secret ${credential?.name ?? ''} that permission` : '';
      throw fail(failure, status, target, `${target} was refused: ${said.reason}${remedy}`);
    }
    if (status >= 200 && status < 300) {
      const answer = { status, receivedAt, text, json };
      return json === undefined
        ? { reason: 'the body is no complete JSON', status, pauseMs: null, last: answer }
        : { answer };
    }
    if (isRetryable(status)) {
      const pauseMs = retryAfterMs(response.headers.get('retry-after'), clock.now());
      return { reason: describe(status, text), status, pauseMs };
    }
    throw refusal(status, target, text, response.headers.get('location'));
  }

  function refusal(status: number, target: string, text: string, location: string | null): HttpError {
    if (status === 401 || status === 403) {
      const secret = credential === undefined ? 'no secret is configured' : `secret ${credential.name}`;
      return fail(
        'configuration',
        status,
        target,
        `${target} was refused with ${describe(status, text)}; check ${secret}: ${credential?.needs ?? ADMIN_KEY} is needed`,
      );
    }
    if (status === 404) {
      return fail(
        'not_found',
        status,
        target,
        `${target} was answered with ${describe(status, text)}; check base_url ${baseUrl}`,
      );
    }
    if (status >= 300 && status < 400) {
      return fail(
        'rejected',
        status,
        target,
        `${target} redirects to ${location ?? 'another address'}; set base_url to the final address`,
      );
    }
    return fail('rejected', status, target, `${target} was refused with ${describe(status, text)}`);
  }

  return {
    async send(request) {
      const { url, target } = urlOf(baseUrl, request);
      for (let retry = 1; ; retry += 1) {
        const result = await attempt(request, url, target);
        if ('answer' in result) return result.answer;
        const pauseMs = result.pauseMs ?? backoffMs(retry, options.random);
        if (retry > MAX_RETRIES || pauseMs > LONGEST_PAUSE_MS) {
          if (result.last !== undefined) return result.last;
          const why =
            retry > MAX_RETRIES ? `after ${retry} attempts` : `and asks to wait ${Math.ceil(pauseMs / 1000)} s`;
          throw fail(
            'unavailable',
            result.status,
            target,
            `${target} gave no answer ${why}: ${result.reason}; earlier data stay, run again later`,
          );
        }
        options.onRetry?.({ target, reason: redact(result.reason, secrets), pauseMs, retry });
        await clock.sleep(pauseMs);
      }
    },
  };
}

/** The full URL of a request, and path with query for messages. */
function urlOf(baseUrl: string, request: OutgoingRequest): { url: string; target: string } {
  const query = new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])).toString();
  const target = query === '' ? request.path : `${request.path}?${query}`;
  return { url: baseUrl.replace(/\/+$/, '') + target, target: decodeURIComponent(target.replaceAll('+', ' ')) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function describe(status: number, text: string): string {
  const message = vendorMessage(text);
  return message === '' ? `status ${status}` : `status ${status} (${message})`;
}

function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return 'network error';
  if (error.name === 'TimeoutError') return 'no complete answer in time';
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return [error.message, cause?.code ?? cause?.message].filter(Boolean).join(': ');
}
