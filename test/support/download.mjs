// Fetches one file: node download.mjs URL FILE SHA256. The file gets its name only when it is whole and has the digest.
// A process of its own because tests may not reach anything but this machine.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const [, , url, file, expected] = process.argv;
const part = `${file}.part-${process.pid}`;
await mkdir(path.dirname(file), { recursive: true });
try {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body), hashing, createWriteStream(part));
  const found = hash.digest('hex');
  if (found !== expected) throw new Error(`${url} has SHA-256 ${found}, not ${expected}`);
  await rename(part, file);
} catch (error) {
  await rm(part, { force: true });
  console.error(error.cause === undefined ? error.message : `${url}: ${error.cause.message}`);
  process.exit(1);
}
