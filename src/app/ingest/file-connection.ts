import type { FileStream } from '../../sources/source.ts';
import type { ConnectionStream } from './http-connection.ts';
import { type StreamReport, StreamTally } from './report.ts';

/** Placeholder for local try-out only. */
export async function ingestFileStream(of: ConnectionStream<FileStream>, _input?: string): Promise<StreamReport> {
  return new StreamTally().report({ source: of.source.name, connection: of.connection.id, stream: of.stream.name });
}
