import type { S3Client } from '@aws-sdk/client-s3';

/** Parts of 8 MiB: S3 takes 10,000 of at least 5 MiB, so an object may have 80 GB, and memory holds one part. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * Writes a stream of unknown length: one request when it fits a part, a multipart upload otherwise. Nothing is visible
 * under the key before the last request; after an error the started upload is removed.
 */
export async function uploadStream(
  client: S3Client,
  s3: typeof import('@aws-sdk/client-s3'),
  at: { readonly Bucket: string; readonly Key: string },
  body: AsyncIterable<Uint8Array>,
): Promise<{ ETag?: string | undefined }> {
  const parts = inParts(body);
  const first = await parts.next();
  const second = first.done === true ? first : await parts.next();
  if (second.done === true)
    return client.send(new s3.PutObjectCommand({ ...at, Body: first.value ?? new Uint8Array() }));

  const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand(at));
  try {
    const done: { PartNumber: number; ETag: string | undefined }[] = [];
    const upload = async (part: Uint8Array) => {
      const PartNumber = done.length + 1;
      const { ETag } = await client.send(new s3.UploadPartCommand({ ...at, UploadId, PartNumber, Body: part }));
      done.push({ PartNumber, ETag });
    };
    await upload(first.value as Uint8Array);
    await upload(second.value);
    for (let next = await parts.next(); next.done !== true; next = await parts.next()) await upload(next.value);
    return await client.send(
      new s3.CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: done } }),
    );
  } catch (error) {
    await client.send(new s3.AbortMultipartUploadCommand({ ...at, UploadId })).catch((left: Error) => {
      throw new Error(`${(error as Error).message}; its parts could not be removed either: ${left.message}`, {
        cause: error,
      });
    });
    throw error;
  } finally {
    await parts.return(undefined);
  }
}

/** Cuts a stream into parts of `PART_BYTES`; the last one is shorter. */
async function* inParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (let piece of body) {
    while (length + piece.length >= PART_BYTES) {
      const rest = PART_BYTES - length;
      yield Buffer.concat([...held, piece.subarray(0, rest)]);
      piece = piece.subarray(rest);
      held = [];
      length = 0;
    }
    if (piece.length === 0) continue;
    held.push(Uint8Array.from(piece));
    length += piece.length;
  }
  if (length > 0) yield Buffer.concat(held);
  return undefined;
}
