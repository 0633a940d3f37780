import { dayNumber } from '../../core/days.ts';
import type { ConnectionConfig } from '../../core/project-config.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import { sources } from '../../sources/index.ts';
import { connectedStreams } from '../../sources/kit/units.ts';
import type { SourceDefinition, Stream } from '../../sources/source.ts';
import { RunError } from '../errors.ts';
import { findFiles } from '../ingest/find-files.ts';
import { dayOfRun } from '../ingest/run-id.ts';
import type { OpenProject } from '../project.ts';
import { type Check, type CheckStatus, worst } from './check.ts';

/** Days without a new window after which a daily stream is called late. */
const LATE_DAYS = 2;

/** A finding about a part of a connection. */
interface Finding {
  readonly status: CheckStatus;
  readonly fact: string;
  /** Sentence for the verdict when the finding is not ok. */
  readonly problem?: string;
}

/**
 * One check per configured connection, and per source that needs no account when none is configured: where its data come
 * from and whether that is there, which secret is set (never its value), and per stream the newest window with its age.
 */
export async function checkConnections(
  project: OpenProject,
  entries: readonly ManifestEntry[],
  asOf: string,
): Promise<Check[]> {
  const configured = project.config.connections;
  const checks: Check[] = [];
  for (const connection of configured.length > 0 ? configured : withoutAccount()) {
    const source = sources.find((s) => s.name === connection.source);
    if (source !== undefined) checks.push(await checkConnection(project, source, connection, entries, asOf));
  }
  const known = new Set(checks.map((c) => c.name));
  const others = new Set(entries.filter((e) => sources.some((s) => s.name === e.source)).map((e) => e.connection));
  for (const name of [...others].filter((n) => !known.has(n)).sort()) {
    const rows = entries.filter((e) => e.connection === name).reduce((sum, e) => sum + e.rows, 0);
    const verdict = `not in tokenledger.yaml; its ${rows} rows count on`;
    checks.push({ area: 'connection', name, status: 'ok', verdict, facts: [] });
  }
  return checks;
}

/** Sources that find their data by themselves. */
function withoutAccount(): ConnectionConfig[] {
  return sources
    .filter((s) => s.streams.some((stream) => stream.kind === 'file' && stream.defaultFolders !== undefined))
    .map((s) => ({ id: s.name, source: s.name }));
}

async function checkConnection(
  project: OpenProject,
  source: SourceDefinition,
  connection: ConnectionConfig,
  entries: readonly ManifestEntry[],
  asOf: string,
): Promise<Check> {
  const own = entries.filter((e) => e.connection === connection.id && e.source === source.name);
  const files = await filesOfStreams(project, source, connection, asOf);
  const findings = [
    ...secretFinding(project, source, connection),
    ...addressFinding(source, connection),
    ...placeFindings(source, files),
    ...connectedStreams(source, connection).map(({ stream }) =>
      streamFinding(stream, own, asOf, files.get(stream.name)?.found === 0),
    ),
  ];
  const status = worst(findings.map((f) => f.status));
  const problems = findings.flatMap((f) => (f.status === status && f.problem !== undefined ? [f.problem] : []));
  const rows = own.reduce((sum, e) => sum + e.rows, 0);
  return {
    area: 'connection',
    name: connection.id,
    status,
    verdict: status === 'ok' ? `${source.name}: fine, ${rows} rows in ${own.length} windows` : problems.join('; '),
    facts: findings.map((f) => f.fact),
  };
}

function secretFinding(project: OpenProject, source: SourceDefinition, connection: ConnectionConfig): Finding[] {
  if (source.auth === undefined) return [];
  const name = typeof connection.secret === 'string' ? connection.secret : source.auth.secret;
  const isSet = (project.environment[name] ?? '') !== '';
  if (isSet) return [{ status: 'ok', fact: `secret ${name}: set` }];
  const problem = `the secret ${name} is not set: put it into the environment or into ${project.root}/.env`;
  return [{ status: 'broken', fact: `secret ${name}: not set`, problem }];
}

function addressFinding(source: SourceDefinition, connection: ConnectionConfig): Finding[] {
  if (!source.streams.some((s) => s.kind === 'http')) return [];
  return [{ status: 'ok', fact: `address: ${connection.base_url ?? source.baseUrl ?? 'none'}` }];
}

/** Where a file stream looks, how many files it finds there, and why it cannot look. */
interface StreamFiles {
  readonly places: string;
  readonly found: number;
  readonly error?: string;
}

async function filesOfStreams(
  project: OpenProject,
  source: SourceDefinition,
  connection: ConnectionConfig,
  asOf: string,
): Promise<Map<string, StreamFiles>> {
  const configured = typeof connection.path === 'string' ? connection.path : undefined;
  const files = new Map<string, StreamFiles>();
  for (const stream of source.streams) {
    if (stream.kind !== 'file') continue;
    const places = configured ?? stream.defaultFolders?.(project.environment).join(', ') ?? 'no folder';
    try {
      const found = await findFiles(stream, {
        ...(configured === undefined ? {} : { configured }),
        settings: connection,
        logicalDay: asOf,
        projectRoot: project.root,
        environment: project.environment,
      });
      files.set(stream.name, { places, found: found.length });
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      files.set(stream.name, { places, found: 0, error: error.message });
    }
  }
  return files;
}

/** A usual folder without files is normal, one tool of several is used; none at all is worth a word. */
function placeFindings(source: SourceDefinition, files: ReadonlyMap<string, StreamFiles>): Finding[] {
  const findings = [...files].map(([name, { places, found, error }]): Finding => {
    const fact = `${name} looks in ${places}: ${found} files`;
    return error === undefined ? { status: 'ok', fact } : { status: 'broken', fact, problem: error };
  });
  const isEmpty = files.size > 0 && [...files.values()].every((f) => f.found === 0 && f.error === undefined);
  if (!isEmpty) return findings;
  const problem = `${source.name} finds no file in its usual folders; name one with path in tokenledger.yaml or --input`;
  return [...findings, { status: 'warning', fact: 'nothing to read', problem }];
}

function streamFinding(stream: Stream, own: readonly ManifestEntry[], asOf: string, hasNoFiles: boolean): Finding {
  const windows = own.filter((e) => e.stream === stream.name);
  const good = windows.filter((e) => e.status === 'complete' || e.status === 'empty');
  const failed = windows.length - good.length;
  const rows = good.reduce((sum, e) => sum + e.rows, 0);
  const newest = good
    .map((e) => e.dt)
    .sort()
    .at(-1);
  if (newest === undefined) {
    const problem = `${stream.name} was never read: run 'tokenledger ingest'`;
    const fact =
      failed === 0 ? `${stream.name}: never read` : `${stream.name}: ${failed} windows failed, none was read`;
    if (failed > 0) return { status: 'broken', fact, problem: `${problem} and look at its errors` };
    return stream.optional === true || hasNoFiles ? { status: 'ok', fact } : { status: 'warning', fact, problem };
  }
  const asked = good
    .map((e) => dayOfRun(e.run))
    .sort()
    .at(-1)!;
  const age = dayNumber(asOf) - dayNumber(stream.kind === 'http' && stream.window === 'day' ? newest : asked);
  const fact = `${stream.name}: ${rows} rows in ${good.length} windows, newest ${newest}, read ${asked}${failed > 0 ? `, ${failed} windows failed` : ''}`;
  if (failed > 0) {
    const problem = `${stream.name}: ${failed} windows were never read; run 'tokenledger ingest' and look at its errors`;
    return { status: 'broken', fact, problem };
  }
  if (stream.kind === 'http' && age > LATE_DAYS) {
    const problem = `${stream.name} is ${age} days behind ${asOf}: run 'tokenledger run'`;
    return { status: 'warning', fact, problem };
  }
  return { status: 'ok', fact };
}
