import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type LandedObject, landFile, listLanding, readLandedFile } from '../../io/landing.ts';
import type { ObjectStore } from '../../io/object-store.ts';
import type { FileStream, InputFile, ParseContext, ParseNote } from '../../sources/source.ts';

/** What landing files needs to know. */
export interface LandFiles {
  readonly source: string;
  readonly stream: FileStream;
  readonly files: readonly InputFile[];
  readonly context: ParseContext;
  readonly store: ObjectStore;
  /** UTC instant of the run without punctuation, `20261025T060000Z`; sorts by time. */
  readonly asOf: string;
  /** Scratch folder; the caller removes it. */
  readonly scratch: string;
  readonly onNote: (note: ParseNote) => void;
}

/** Files as they were landed, ready to parse, and what identifies their content together. */
export interface LandedFiles {
  readonly files: readonly InputFile[];
  /** SHA-256 over name and content of every file. */
  readonly contentHash: string;
}

/**
 * Keeps every file as evidence before anything is made of it: its bytes, or its allow-listed lines. A file whose content
 * was landed before is not landed again. Where files vanish by retention, the newest evidence of each that is gone is given too.
 */
export async function landFiles(job: LandFiles): Promise<LandedFiles> {
  const place = { source: job.source, connection: job.context.connectionId, stream: job.stream.name };
  const earlier = new Map<string, LandedObject>();
  for await (const landed of listLanding(job.store, place)) earlier.set(landed.window, landed); // by run: the newest stays
  const ready: { label: string; digest: string; file: InputFile }[] = [];
  for (const [index, file] of job.files.entries()) {
    const label = labelOf(file.path);
    const evidence = await evidenceOf(job, file, label, index);
    if (evidence === null) continue;
    const { digest } = evidence;
    if (earlier.get(label)?.run.endsWith(digest.slice(0, 16)) !== true) {
      const run = `${job.asOf}-${digest.slice(0, 16)}`;
      await landFile(job.store, { ...place, window: label, run }, evidence.name, evidence.file.open());
    }
    ready.push({ label, digest, file: evidence.file });
  }
  if (job.stream.filesVanish === true) {
    const present = new Set(ready.map(({ label }) => label));
    for (const [label, { key, run }] of earlier) {
      if (present.has(label)) continue;
      const file = { path: label, size: 0, open: () => readLandedFile(job.store, key) };
      ready.push({ label, digest: run.slice(run.lastIndexOf('-') + 1), file });
    }
  }
  const hash = createHash('sha256');
  for (const { label, digest } of ready.sort((a, b) => (a.label < b.label ? -1 : 1))) {
    hash.update(`${label} ${digest.slice(0, 16)}\n`);
  }
  return { files: ready.map(({ file }) => file), contentHash: hash.digest('hex') };
}

/** A name for a file that says nothing of the folders it lies in, and differs for every path. */
function labelOf(filePath: string): string {
  const name = path.posix
    .basename(filePath)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 80);
  return `${name}-${createHash('sha256').update(filePath).digest('hex').slice(0, 8)}`;
}

interface Evidence {
  readonly name: string;
  readonly digest: string;
  readonly file: InputFile;
}

async function evidenceOf(job: LandFiles, file: InputFile, label: string, index: number): Promise<Evidence | null> {
  if (job.stream.landing === 'bytes') {
    const hash = createHash('sha256');
    for await (const chunk of file.open()) hash.update(chunk);
    return { name: path.posix.basename(file.path), digest: hash.digest('hex'), file };
  }
  const target = path.join(job.scratch, 'evidence', `${index}.ndjson`);
  await mkdir(path.dirname(target), { recursive: true });
  const hash = createHash('sha256');
  await pipeline(async function* () {
    for await (const lines of allowedLines(job, file)) {
      hash.update(lines);
      yield lines;
    }
  }, createWriteStream(target));
  const { size } = await stat(target);
  if (size === 0) return null;
  const open = () => createReadStream(target, { highWaterMark: 1024 * 1024 });
  return { name: 'lines.ndjson', digest: hash.digest('hex'), file: { path: label, size, open, local: target } };
}

/** Characters of lines that are written together: a stream is slow when it is given line by line. */
const LINES_TOGETHER = 64 * 1024;

async function* allowedLines(job: LandFiles, file: InputFile): AsyncGenerator<string> {
  const lines = job.stream.evidenceLines;
  if (lines === undefined) throw new Error(`${job.stream.name} lands allow-listed lines but does not say which`);
  let together = '';
  for await (const line of lines(file, job.context)) {
    if (typeof line !== 'string') {
      job.onNote(line);
      continue;
    }
    together += `${line}\n`;
    if (together.length < LINES_TOGETHER) continue;
    yield together;
    together = '';
  }
  if (together !== '') yield together;
}
