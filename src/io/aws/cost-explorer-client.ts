import type { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import type { HttpAnswer, HttpClient, OutgoingRequest } from '../http/client.ts';
import { HttpError, type HttpFailure } from '../http/errors.ts';
import { backoffMs } from '../http/retry.ts';
import { costAndUsageInput, dimensionValuesInput } from './cost-explorer-input.ts';

/** How Cost Explorer is asked. Credentials come from the AWS library's usual chain. */
export interface CostExplorerOptions {
  readonly connectionId: string;
  /** Another address than AWS, for a rehearsal. */
  readonly endpoint?: string;
  /** Most calls until this client is dropped; each costs 0.01 USD, also pages and repeated calls. */
  readonly callsPerRun: number;
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
  readonly random: () => number;
  /** Gives the client; the AWS library is loaded by the first call. */
  readonly open?: () => Promise<CostExplorerClient>;
}

/** Calls of a run unless told. */
export const DEFAULT_CALLS = 20;

const MOST_TRIES = 3;
const PAUSE_BETWEEN_CALLS_MS = 1_000;

/**
 * Cost Explorer behind the pipeline's request interface: path and query of a planned request become one call of the AWS
 * client. Counts what it spends and stops at the limit; only throttling and faults of the service are tried again.
 */
export function costExplorerClient(options: CostExplorerOptions): HttpClient {
  const { connectionId, clock } = options;
  let client: Promise<CostExplorerClient> | null = null;
  let calls = 0;

  const fail = (failure: HttpFailure, status: number | null, request: OutgoingRequest, message: string) =>
    new HttpError(failure, status, connectionId, request.path, `connection ${connectionId}: ${message}`);

  const callOnce = async (request: OutgoingRequest): Promise<HttpAnswer> => {
    if (calls >= options.callsPerRun) {
      const spent = (calls / 100).toFixed(2);
      throw fail(
        'unavailable',
        null,
        request,
        `this run has made its ${calls} Cost Explorer calls (${spent} USD). Days not asked keep their previous data and are asked by the next run; raise calls_per_run to load more at once`,
      );
    }
    if (calls > 0 && options.endpoint === undefined) await clock.sleep(PAUSE_BETWEEN_CALLS_MS);
    calls += 1;
    const sdk = await import('@aws-sdk/client-cost-explorer');
    client ??= options.open?.() ?? Promise.resolve(new sdk.CostExplorerClient(settingsOf(options)));
    const own = await client;
    const { $metadata: _, ...json } =
      request.path === '/GetDimensionValues'
        ? await own.send(new sdk.GetDimensionValuesCommand(dimensionValuesInput(request)))
        : await own.send(new sdk.GetCostAndUsageCommand(costAndUsageInput(request)));
    return { status: 200, receivedAt: new Date(clock.now()).toISOString(), text: JSON.stringify(json), json };
  };

  return {
    async send(request) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await callOnce(request);
        } catch (error) {
          if (error instanceof HttpError) throw error;
          const { failure, status, remedy } = meaningOf(error as Error);
          if (failure === 'unavailable' && tries < MOST_TRIES) await clock.sleep(backoffMs(tries, options.random));
          else {
            const { name, message } = error as Error;
            throw fail(
              failure,
              status,
              request,
              `Cost Explorer ${request.path} answered ${name}: ${message}; ${remedy}`,
            );
          }
        }
      }
    },
    notes: () => Array.from({ length: calls }, () => ({ code: 'paid_call', detail: '0.01 USD a call' })),
  };
}

function settingsOf({ endpoint }: CostExplorerOptions) {
  // Every try is billed, so the library makes none of its own.
  return { region: 'us-east-1', maxAttempts: 1, ...(endpoint === undefined ? {} : { endpoint }) };
}

/** What a typed error of the service means for the window that asked. */
function meaningOf(error: Error): { failure: HttpFailure; status: number | null; remedy: string } {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? null;
  switch (error.name) {
    case 'DataUnavailableException':
      return {
        failure: 'not_found',
        status: 404,
        remedy: 'it was switched on less than a day ago; run again tomorrow',
      };
    case 'InvalidNextTokenException':
    case 'RequestChangedException':
      return { failure: 'rejected', status: 400, remedy: 'the window is read again from its first page' };
    case 'BillExpirationException':
      return { failure: 'rejected', status: 422, remedy: 'the period is older than it keeps; set a later start' };
    case 'LimitExceededException':
      return { failure: 'unavailable', status: 429, remedy: 'earlier data stay, run again later' };
    case 'AccessDeniedException':
    case 'ValidationException':
    case 'CredentialsProviderError':
    case 'ExpiredTokenException':
    case 'UnrecognizedClientException':
    case 'BillingViewHealthStatusException':
    case 'ResourceNotFoundException':
      return {
        failure: 'configuration',
        status,
        remedy: 'check credentials and the rights ce:GetCostAndUsage and ce:GetDimensionValues',
      };
    default:
      return status !== null && status >= 400 && status < 500 && status !== 429
        ? { failure: 'rejected', status: 422, remedy: 'earlier data stay' }
        : { failure: 'unavailable', status, remedy: 'earlier data stay, run again later' };
  }
}
