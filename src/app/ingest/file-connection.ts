import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRawRun } from '../../io/raw-lake.ts';
import { openStore } from '../../io/store/open-store.ts';
import { type FileStream, SourceDataError } from '../../sources/source.ts';
import { RunError } from '../errors.ts';
import { runFileStream } from './file-stream.ts';
import { findFiles } from './find-files.ts';
import type { ConnectionStream } from './http-connection.ts';
import { RefusedLines } from './refused-lines.ts';
import { type StreamReport, StreamTally } from './report.ts';
import { nextRun } from './run-id.ts';

/**
 * Reads one file stream and replaces the windows its files speak for. A file that cannot be trusted keeps every window
 * as it was and is reported with place and remedy; nothing is thrown for it.
 */
export async function ingestFileStream(of: ConnectionStream<FileStream>, input?: string): Promise<StreamReport> {
  const { project, source, connection, stream, asOf, context } = of;
  const place = { source: source.name, connection: connection.id, stream: stream.name };
  const tally = new StreamTally();
  const scratch = await mkdtemp(path.join(tmpdir(), 'tokenledger-files-'));
  try {
    const files = await findFiles(stream, {
      ...(input === undefined ? {} : { input: input.startsWith('s3://') ? input : path.resolve(input) }),
      ...(typeof connection.path === 'string' ? { configured: connection.path } : {}),
      settings: context.settings,
      logicalDay: asOf.day,
      projectRoot: project.root,
      environment: project.environment,
      openBucket: (bucket) => openStore(`s3://${bucket}`, { endpoint: project.environment.AWS_ENDPOINT_URL_S3 }),
    });
    if (files.length === 0) {
      const looked = stream.defaultFolders?.(project.environment).join(' and ');
      tally.note('no_files', `looked in ${looked}; --input names another folder`);
    }
    const run = await nextRun(project.store, place, asOf);
    const refused = new RefusedLines();
    const result = await runFileStream({
      source: source.name,
      stream,
      files,
      context,
      store: project.store,
      asOf: run.run.slice(0, 16),
      scratch,
      onNote: (note) => {
        tally.note(note.code, note.detail, note.tokens);
        refused.add(note);
      },
    });
    const raw = await openRawRun(project.store, run);
    for (const window of result.windows) {
      const written = await raw.writeWindow(window.table, window.day, window.rows());
      tally.window('complete', written.rows, written.changed, null);
    }
    for (const { table, day } of result.emptied) {
      const written = await raw.writeWindow(table, day, []);
      tally.window('empty', 0, written.changed, null);
    }
    await refused.write(raw, project.store, place, asOf.day);
    await raw.commit();
  } catch (error) {
    if (!(error instanceof SourceDataError) && !(error instanceof RunError)) throw error;
    tally.error(error.message);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return tally.report(place);
}
