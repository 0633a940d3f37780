import path from 'node:path';
import { filesAt, filesInStore } from '../../io/input-files.ts';
import type { ObjectStore } from '../../io/object-store.ts';
import type { FileStream, InputFile } from '../../sources/source.ts';
import { RunError } from '../errors.ts';
import { clonesAsFiles } from './find-clones.ts';

/** Where the files of a stream are looked for; the first that is given counts. */
export interface FilePlaces {
  /** File or folder the user named on the command line, resolved against the working directory by the caller. */
  readonly input?: string;
  /** `path` of the connection: below the project folder, absolute, or `s3://bucket/prefix`. */
  readonly configured?: string;
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Settings of the connection and the run's day: what is asked of a clone. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly logicalDay?: string;
  /** Opens a bucket for `s3://bucket`; given where S3 is at hand. */
  readonly openBucket?: (bucket: string) => Promise<ObjectStore>;
}

/** The files of a stream, by path. Throws RunError when a named place is missing or holds nothing the stream reads. */
export async function findFiles(stream: FileStream, places: FilePlaces): Promise<InputFile[]> {
  if (stream.reads === 'git') return clonesAsFiles(places);
  const named = places.input ?? places.configured;
  if (named === undefined) return standardFiles(stream, places);
  const files = named.startsWith('s3://')
    ? await bucketFiles(named, places)
    : await filesAt(places.input ?? path.resolve(places.projectRoot, named));
  if (files === null) throw new RunError(`there is no file or folder ${named}: correct the path`);
  const accepted = files.filter((file) => stream.accepts(file.path));
  if (accepted.length === 0) {
    throw new RunError(
      `${named} holds no file that ${stream.name} reads (${files.length} others): ${stream.remedy ?? 'name another file or folder'}`,
    );
  }
  return accepted;
}

/** Files in the stream's usual folders on this machine; folders that do not exist are passed over. */
async function standardFiles(stream: FileStream, places: FilePlaces): Promise<InputFile[]> {
  if (stream.defaultFolders === undefined) {
    throw new RunError(`${stream.name} does not know where its files are: give the connection a path, or use --input`);
  }
  const files: InputFile[] = [];
  const labels = new Map<string, number>();
  for (const folder of stream.defaultFolders(places.environment)) {
    const name = path.basename(folder);
    const count = (labels.get(name) ?? 0) + 1;
    labels.set(name, count);
    const label = count === 1 ? name : `${name}-${count}`;
    for (const file of (await filesAt(folder)) ?? []) {
      if (stream.accepts(file.path)) files.push({ ...file, path: `${label}/${file.path}` });
    }
  }
  return files;
}

async function bucketFiles(url: string, places: FilePlaces): Promise<InputFile[]> {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(url) ?? [];
  if (bucket === undefined) throw new RunError(`${url} names no bucket: write s3://bucket/prefix`);
  if (places.openBucket === undefined)
    throw new RunError(`${url}: buckets cannot be read here; copy the files to a folder`);
  return filesInStore(await places.openBucket(bucket), prefix ?? '');
}
