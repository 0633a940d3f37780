import type { ConnectionConfig } from '../../core/project-config.ts';
import { costExplorerClient, DEFAULT_CALLS } from '../../io/aws/cost-explorer-client.ts';
import { createHttpClient, type HttpClient } from '../../io/http/client.ts';
import { type LandingPlace, landPage, redactedQuery } from '../../io/landing.ts';
import { listPeriods, openRawRun, readManifest } from '../../io/raw-lake.ts';
import type { HttpStream, ParseContext, SourceDefinition } from '../../sources/source.ts';
import { RunError } from '../errors.ts';
import type { OpenProject } from '../project.ts';
import { runHttpStream } from './http-stream.ts';
import { landedPageName, landedPageText, type ReceivedPage } from './landed-page.ts';
import { type StreamReport, StreamTally } from './report.ts';
import { dayOfRun, nextRun } from './run-id.ts';
import { eachSideBySide } from './side-by-side.ts';
import { windowsToAsk } from './windows.ts';

/** Windows of a stream written at the same time: most of a small file's time is waiting for the disk. */
const WINDOWS_AT_ONCE = 8;

/** One stream of a connection to read. */
export interface ConnectionStream<S> {
  readonly project: OpenProject;
  readonly source: SourceDefinition;
  readonly connection: ConnectionConfig;
  readonly stream: S;
  readonly asOf: { readonly instant: string; readonly day: string };
  readonly context: ParseContext;
  /** False when reading has to end at the next complete window; always true unless told. */
  readonly mayGoOn?: () => boolean;
}

/** HTTP client of a connection. Throws RunError naming the secret when it is missing. */
export function clientOf(project: OpenProject, source: SourceDefinition, connection: ConnectionConfig): HttpClient {
  if (source.transport === 'aws_cost_explorer') {
    const { base_url: endpoint, calls_per_run: calls } = connection;
    return costExplorerClient({
      connectionId: connection.id,
      ...(endpoint === undefined ? {} : { endpoint }),
      callsPerRun: typeof calls === 'number' ? calls : DEFAULT_CALLS,
      clock: project.clock,
      random: Math.random,
    });
  }
  const baseUrl = connection.base_url ?? source.baseUrl;
  if (baseUrl === undefined) {
    throw new RunError(`connection ${connection.id}: source ${source.name} has no address of its own; set base_url`);
  }
  const secretName = typeof connection.secret === 'string' ? connection.secret : source.auth?.secret;
  const value = secretName === undefined ? undefined : project.environment[secretName];
  if (source.auth !== undefined && (value === undefined || value === '')) {
    throw new RunError(
      `connection ${connection.id}: the secret ${secretName} is missing; set it in the environment or in ${project.root}/.env`,
    );
  }
  return createHttpClient({
    connectionId: connection.id,
    baseUrl,
    ...(source.auth === undefined || value === undefined
      ? {}
      : {
          credential: {
            name: secretName!,
            value,
            header: source.auth.header,
            ...(source.auth.needs === undefined ? {} : { needs: source.auth.needs }),
          },
        }),
    ...(source.refusalIn === undefined ? {} : { refusalIn: source.refusalIn }),
    ...(source.requestsPerMinute === undefined ? {} : { requestsPerMinute: source.requestsPerMinute }),
    clock: project.clock,
    random: Math.random,
  });
}

/** Reads one HTTP stream over the windows that are due and lands its rows; failures are reported, never thrown. */
export async function ingestHttpStream(of: ConnectionStream<HttpStream>, client: HttpClient): Promise<StreamReport> {
  const { project, source, connection, stream, asOf, context } = of;
  const place = { source: source.name, connection: connection.id, stream: stream.name };
  const tally = new StreamTally();
  const run = await nextRun(project.store, place, asOf);
  const raw = await openRawRun(project.store, run);
  const start = typeof connection.start === 'string' ? connection.start : asOf.day;
  const covered = await coveredDays(of);
  const ranges = windowsToAsk({ stream, start, logicalDay: asOf.day, covered });
  const land = async (page: ReceivedPage) => {
    const at: LandingPlace = { ...place, window: `${page.range.from}_${page.range.to}`, run: run.run };
    const request = { ...page.request, query: redactedQuery(page.request.query) };
    await landPage(project.store, at, `${landedPageName(page)}.json`, landedPageText({ ...page, request }));
  };
  const events = runHttpStream(
    {
      stream,
      context,
      land,
      send: (request) => client.send(request),
      onNote: (n) => tally.note(n.code, n.detail, n.tokens),
    },
    ranges,
  );
  await eachSideBySide(endingEarly(events, of.mayGoOn, tally), WINDOWS_AT_ONCE, async (event) => {
    if (event.kind === 'not_available') tally.notAvailable(event.reason);
    else if (event.kind === 'stopped') {
      tally.error(event.error.message);
      if (event.error.status === 401) tally.keyRefused();
    } else if (event.status === 'complete' || event.status === 'empty') {
      const written = await raw.writeWindow(event.table, event.day, event.rows);
      tally.window(event.status, written.rows, written.changed, null);
    } else {
      raw.failWindow(event.table, event.day, event.status, event.reason ?? event.status);
      tally.window(event.status, 0, false, event.reason);
    }
  });
  for (const { code, detail } of client.notes?.() ?? []) tally.note(code, detail);
  await raw.commit();
  return tally.report(place);
}

/** The events until reading has to end; ending early loses no window that was begun. */
async function* endingEarly<T>(events: AsyncIterable<T>, mayGoOn: (() => boolean) | undefined, tally: StreamTally) {
  for await (const event of events) {
    yield event;
    if (mayGoOn?.() !== false) continue;
    tally.endsEarly();
    return;
  }
}

/** Days of the stream that count, with the logical day they were last asked on. */
async function coveredDays(of: ConnectionStream<HttpStream>): Promise<Map<string, string>> {
  const days = new Map<string, string>();
  if (of.stream.window === 'snapshot') return days;
  for (const period of await listPeriods(of.project.store)) {
    for (const entry of (await readManifest(of.project.store, period)).entries) {
      const own =
        entry.source === of.source.name && entry.connection === of.connection.id && entry.stream === of.stream.name;
      if (own && (entry.status === 'complete' || entry.status === 'empty')) days.set(entry.dt, dayOfRun(entry.run));
    }
  }
  return days;
}
