import type { ConnectionConfig } from '../../core/project-config.ts';
import { sources } from '../../sources/index.ts';
import { connectedStreams } from '../../sources/kit/units.ts';
import type { ParseContext, SourceDefinition } from '../../sources/source.ts';
import { UsageError } from '../errors.ts';
import { personKeyFor } from '../person-key.ts';
import type { OpenProject } from '../project.ts';
import { landActors } from './actor-directory.ts';
import { ingestFileStream } from './file-connection.ts';
import { clientOf, ingestHttpStream } from './http-connection.ts';
import { pseudonymsOf } from './pseudonyms.ts';
import { type StreamReport, unreadStream } from './report.ts';

/** How a connection is read. */
export interface Reading {
  /** As-of instant of the run, ISO 8601, and its UTC day. */
  readonly asOf: { readonly instant: string; readonly day: string };
  /** File or folder for file sources, in place of the connection's own path. */
  readonly input?: string;
}

/** A part of one connection's reading. */
export interface ConnectionPart {
  readonly connection: string;
  readonly asOf: Reading['asOf'];
  /** Stream to begin with, by its place in the source; 0 unless told. */
  readonly from?: number;
  /** False when the part has to end soon: streams end at the next complete window. */
  readonly mayGoOn: () => boolean;
}

/** The source of that name. Throws UsageError listing the known ones. */
export function sourceNamed(name: string): SourceDefinition {
  const source = sources.find((s) => s.name === name);
  if (source === undefined) {
    throw new UsageError(`no source is named ${name}; known are ${sources.map((s) => s.name).join(', ')}`);
  }
  return source;
}

/**
 * Reads one connection until it is done or the part has to end; `next` is the stream to begin with in the next part, null
 * when all were read. What a part read counts at once, and the next part asks for what is missing. Throws UsageError when
 * tokenledger.yaml has no such connection.
 */
export async function ingestPart(
  project: OpenProject,
  part: ConnectionPart,
): Promise<{ readonly reports: readonly StreamReport[]; readonly next: number | null }> {
  const connection = project.config.connections.find((c) => c.id === part.connection);
  if (connection === undefined)
    throw new UsageError(
      `tokenledger.yaml has no connection ${part.connection}; it has ${project.config.connections.map((c) => c.id).join(', ')}. Upload the file that was deployed, or deploy again.`,
    );
  const { key } = await personKeyFor(project);
  return ingestStreams(project, connection, key, { asOf: part.asOf }, part.from ?? 0, part.mayGoOn);
}

/** Reads every stream of a connection; `key` makes the pseudonyms. A failing stream is in its report; throws only when the lake cannot be written. */
export async function readConnection(
  project: OpenProject,
  connection: ConnectionConfig,
  key: string,
  reading: Reading,
): Promise<StreamReport[]> {
  return (await ingestStreams(project, connection, key, reading, 0, () => true)).reports;
}

async function ingestStreams(
  project: OpenProject,
  connection: ConnectionConfig,
  key: string,
  reading: Reading,
  from: number,
  mayGoOn: () => boolean,
): Promise<{ reports: StreamReport[]; next: number | null }> {
  const source = sourceNamed(connection.source);
  const pseudonyms = pseudonymsOf(source.name, key);
  const { id: _, source: __, base_url: ___, ...settings } = connection;
  const parsed = source.settings.safeParse(settings);
  const context: ParseContext = {
    connectionId: connection.id,
    pseudonym: pseudonyms.pseudonym,
    digest: pseudonyms.digest,
    logicalDay: reading.asOf.day,
    settings: parsed.success ? parsed.data : settings,
  };
  const reports: StreamReport[] = [];
  let next: number | null = null;
  try {
    const client = source.streams.some((s) => s.kind === 'http') ? clientOf(project, source, connection) : null;
    for (const [index, { stream, settings: own }] of connectedStreams(source, context.settings).entries()) {
      if (index < from) continue;
      if (!mayGoOn()) {
        next = index;
        break;
      }
      if (reports.some((report) => report.keyRefused === true)) {
        const place = { source: source.name, connection: connection.id, stream: stream.name };
        reports.push(unreadStream(place, { note: ['not_asked', 'the vendor refused the key'] }));
        continue;
      }
      const of = { project, source, connection, asOf: reading.asOf, context: { ...context, settings: own } };
      if (stream.kind === 'http') {
        const report = await ingestHttpStream({ ...of, stream, mayGoOn }, client!);
        reports.push(report);
        if (report.endedEarly === true) {
          next = index;
          break;
        }
      } else reports.push(await ingestFileStream({ ...of, stream }, reading.input));
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'RunError') throw error;
    reports.push(
      unreadStream({ source: source.name, connection: connection.id, stream: '*' }, { errors: [error.message] }),
    );
  }
  await landActors(project.store, { source: source.name, connection: connection.id }, pseudonyms, reading.asOf);
  return { reports, next };
}
