import { type InputFile, type ParseNote, SourceDataError } from '../source.ts';

/** Which files of a folder count. */
export interface Delivered {
  readonly files: readonly InputFile[];
  readonly notes: readonly ParseNote[];
}

const DATA = /\.(csv|csv\.gz|parquet)$/i;
const MANIFEST = /manifest\.json$/i;
const PERIOD_FOLDER = /^billing_period=\d{4}-\d{2}$|^\d{8}-\d{8}$/i;

/** True for files the stream looks at: data and manifests. */
export function isExportFile(path: string): boolean {
  return DATA.test(path) || MANIFEST.test(path);
}

/**
 * The data files that are one delivery each of every month. A period folder (`BILLING_PERIOD=2026-10`, `20261001-20261031`)
 * with folders per delivery below it counts by its newest delivery alone; where a manifest lists the files of a folder, no
 * other file of that folder counts; everything else is a part. Throws when a manifest names a file that is not there, or
 * when nobody can say which delivery is the newest.
 */
export async function deliveredFiles(files: readonly InputFile[]): Promise<Delivered> {
  const newest = newestDeliveries(files);
  const kept = files.filter((file) => newest.isKept(file.path));
  const notes: ParseNote[] = files
    .filter((file) => DATA.test(file.path) && !newest.isKept(file.path))
    .map((file) => ({ code: 'older_delivery', detail: file.path }));
  const data = kept.filter((file) => DATA.test(file.path));
  const listed = new Set<InputFile>();
  const governed = new Set<string>();
  for (const manifest of kept.filter((file) => MANIFEST.test(file.path))) {
    for (const file of await filesOfManifest(manifest, data)) {
      listed.add(file);
      governed.add(folderOf(file.path));
    }
  }
  const isPart = (file: InputFile) => listed.has(file) || !governed.has(folderOf(file.path));
  for (const file of data) if (!isPart(file)) notes.push({ code: 'not_in_manifest', detail: file.path });
  return { files: data.filter(isPart), notes };
}

/** The path without the folder of its delivery: the same file keeps its name from delivery to delivery. */
export function lastingName(path: string): string {
  const parts = path.split('/');
  const at = parts.findIndex((part) => PERIOD_FOLDER.test(part));
  return at === -1 ? path : [...parts.slice(0, at + 1), parts.at(-1)].join('/');
}

function newestDeliveries(files: readonly InputFile[]): { isKept: (path: string) => boolean } {
  const newestOf = new Map<string, string>();
  for (const { path } of files) {
    const place = deliveryOf(path);
    if (place === null) continue;
    const known = newestOf.get(place.period);
    if (known !== undefined && known !== place.delivery && !(isStamped(known) && isStamped(place.delivery))) {
      throw new SourceDataError(
        `two deliveries of one month, and their names do not say which is newer: ${known} and ${place.delivery}`,
        place.period,
        'Remove the older folder, or name the newer one as path.',
      );
    }
    if (known === undefined || place.delivery > known) newestOf.set(place.period, place.delivery);
  }
  return {
    isKept: (path) => {
      const place = deliveryOf(path);
      return place === null || newestOf.get(place.period) === place.delivery;
    },
  };
}

/** The period folder a path lies in and the delivery below it; null when the path has none. */
function deliveryOf(path: string): { period: string; delivery: string } | null {
  const parts = path.split('/');
  const at = parts.findIndex((part) => PERIOD_FOLDER.test(part));
  const delivery = parts[at + 1];
  if (at === -1 || delivery === undefined || at + 2 >= parts.length) return null;
  return { period: parts.slice(0, at + 1).join('/'), delivery };
}

function isStamped(name: string): boolean {
  return /^\d{8}/.test(name);
}

/** Data files a manifest names, whatever its keys are called. A manifest that names none of our files says nothing. */
async function filesOfManifest(manifest: InputFile, data: readonly InputFile[]): Promise<InputFile[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of manifest.open()) chunks.push(chunk);
  let content: unknown;
  try {
    content = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new SourceDataError(
      `the manifest is no JSON: ${(error as Error).message}`,
      manifest.path,
      'Wait for the delivery to finish and run again; until then the previous data stay.',
    );
  }
  const names = [...new Set(textsIn(content).filter((text) => DATA.test(text)))];
  const found = names.map((name) => ({ name, file: data.find(({ path }) => endsAlike(name, path)) }));
  const files = found.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const lost = found.find(({ file }) => file === undefined);
  if (files.length > 0 && lost !== undefined) {
    throw new SourceDataError(
      `the manifest names a file that is not there: ${lost.name}`,
      manifest.path,
      'Wait for the delivery to finish and run again; until then the previous data stay.',
    );
  }
  return files;
}

/** True when one path is the end of the other, folder by folder, or they share file name and folder. */
function endsAlike(name: string, path: string): boolean {
  if (`/${name}`.endsWith(`/${path}`) || `/${path}`.endsWith(`/${name}`)) return true;
  const lastTwo = (text: string) => text.split('/').slice(-2).join('/').toLowerCase();
  return name.includes('/') && path.includes('/') && lastTwo(name) === lastTwo(path);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
