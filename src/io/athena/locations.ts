import { checkedKey } from '../store/keys.ts';

/** Folders of the lake that the engine writes to. */
const SCRATCH = /^scratch\/[a-z0-9]+\/[a-z0-9_/-]+$/;
const BUILD = /^marts\/[a-z0-9_]+\/period=[^/]+\/build_id=[^/]+\/[a-z0-9-]+$/;

/**
 * The S3 location, with a slash at the end, of a folder that one statement may write to. Throws for everything but a folder
 * of one run's scratch or of one write of one build: a root, a table's own folder or a foreign one is never written to.
 */
export function writeLocation(lake: string, folder: string): string {
  checkedKey(folder);
  if (!SCRATCH.test(folder) && !BUILD.test(folder))
    throw new Error(
      `${lake}/${folder} is no folder of a single write: expected scratch/<run>/<table> or marts/<mart>/period=…/build_id=…/<write>. Nothing was written.`,
    );
  return `${lake}/${folder}/`;
}

/** True for an object that a build left behind: it may be removed when no published state names it. */
export function isBuildObject(key: string): boolean {
  return /^marts\/[a-z0-9_]+\/period=[^/]+\/build_id=[^/]+\/.+/.test(key);
}

/** Folder of one run's scratch tables. Throws when the run's name cannot be part of a table name. */
export function scratchFolder(run: string): string {
  if (!/^[a-z0-9]{1,64}$/.test(run))
    throw new Error(`run ${JSON.stringify(run)} cannot name tables: use up to 64 of a-z and 0-9`);
  return `scratch/${run}`;
}

/** Folder of an object key. */
export function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

/** Folder of the write that made an object: the parts of a clustered write are folders below it. */
export function writeFolderOf(key: string): string {
  return folderOf(key).replace(/\/part=\d+$/, '');
}
