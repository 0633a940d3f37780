import { availableParallelism } from 'node:os';
import type { ConnectionConfig } from '../../core/project-config.ts';
import { personKeyFor } from '../person-key.ts';
import type { OpenProject } from '../project.ts';
import { ingestConfig } from './config-folder.ts';
import { type Reading, readConnection, sourceNamed } from './read-connection.ts';
import { HAS_READER_THREADS, opensAlikeInThreads, readerThreads } from './reader-threads.ts';
import type { IngestReport, StreamReport } from './report.ts';

/** What to ingest. */
export interface IngestOptions extends Reading {
  /** Only connections of these sources; without a configured one, a source that needs no account is read as it is. */
  readonly sources?: readonly string[];
  readonly progress?: { start(phase: string, total: number): void; step(label: string): void; end(): void };
  /** True when threads of their own may read connections of a project in a folder; else all are read in this one. */
  readonly mayUseThreads?: boolean;
}

/** Connections read side by side; each source keeps its own rate limit. */
const CONCURRENCY = 4;

/** Most threads that read: parsing and Parquet writing keep a core busy each. */
const MOST_THREADS = 4;

/**
 * Reads every connection, then the config folder. A failing stream keeps its previous data and the others go on; the
 * report says what failed and what to do. Throws only on wrong use and when the lake itself cannot be written.
 */
export async function ingest(project: OpenProject, options: IngestOptions): Promise<IngestReport> {
  const { key, notice } = await personKeyFor(project);
  const connections = connectionsToRead(project, options);
  options.progress?.start('ingest', connections.length);
  const { asOf, input } = options;
  const reading: Reading = { asOf, ...(input === undefined ? {} : { input }) };
  const count = Math.min(availableParallelism(), connections.length, MOST_THREADS);
  const mayUseThreads =
    options.mayUseThreads === true && HAS_READER_THREADS && count > 1 && opensAlikeInThreads(project);
  const threads = mayUseThreads ? readerThreads(count, project, key, reading) : null;
  const reports: StreamReport[][] = connections.map(() => []);
  const queue = filesFirst(connections);
  const worker = async () => {
    for (let connection = queue.shift(); connection !== undefined; connection = queue.shift()) {
      reports[connections.indexOf(connection)] = await (threads?.read(connection) ??
        readConnection(project, connection, key, reading));
      options.progress?.step(connection.id);
    }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  } finally {
    await threads?.close();
  }
  options.progress?.end();
  const config = await ingestConfig(project, key, options.asOf);
  return {
    streams: reports.flat(),
    configProblems: config.problems,
    configWarnings: config.warnings,
    notices: notice === undefined ? [] : [notice],
  };
}

/**
 * The order to read connections in: those of files first, else as given. Files keep a core busy from beginning to end; one
 * that is left for last is read while the other cores are idle.
 */
export function filesFirst(connections: readonly ConnectionConfig[]): ConnectionConfig[] {
  const isOfFiles = ({ source }: ConnectionConfig) => sourceNamed(source).streams.every((s) => s.kind === 'file');
  return [...connections.filter(isOfFiles), ...connections.filter((c) => !isOfFiles(c))];
}

function connectionsToRead(project: OpenProject, options: IngestOptions): ConnectionConfig[] {
  const wanted = options.sources;
  if (wanted === undefined) return project.config.connections;
  return wanted.flatMap((name) => {
    sourceNamed(name);
    const configured = project.config.connections.filter((c) => c.source === name);
    if (configured.length > 0) return configured;
    return [{ id: name, source: name }];
  });
}
