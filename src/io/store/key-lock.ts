import { createHash } from 'node:crypto';
import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareCodePoints } from './keys.ts';
import { isLitter, scratchName } from './scratch-name.ts';

/** A swap takes about a millisecond; a ticket this old belongs to a process that hangs, and its holder gives up first. */
const TICKET_MAX_AGE_MS = 30_000;
const HOLD_AT_MOST_MS = 10_000;
const WAIT_AT_MOST_MS = 60_000;

/**
 * Runs `work` while no other process or caller runs with the same key, using only a folder.
 *
 * Each contender makes a ticket file of its own and holds the lock once it sees no other living ticket of the key. As a
 * ticket is made before looking, two can never both see none; as a name is never used twice, removing the ticket of a
 * dead process can never remove a living one's. Of several contenders the first by name waits, the others step back.
 * `work` gets `stillMine`, to be called right before the irreversible step: it throws when the lock was held too long.
 */
export async function withKeyLock<T>(
  folder: string,
  key: string,
  work: (stillMine: () => void) => Promise<T>,
): Promise<T> {
  const group = createHash('sha256').update(key).digest('hex').slice(0, 16);
  const started = performance.now();
  for (let attempt = 0; ; attempt++) {
    const ticket = scratchName(`lock-${group}`);
    await makeTicket(folder, ticket);
    try {
      const waiting = performance.now();
      let others = await livingTickets(folder, group, ticket);
      while (others.length > 0 && others.every((other) => compareCodePoints(ticket, other) < 0)) {
        if (performance.now() - waiting > HOLD_AT_MOST_MS) break;
        await sleep(1 + Math.random() * 2);
        others = await livingTickets(folder, group, ticket);
      }
      if (others.length === 0) {
        const held = performance.now();
        return await work(() => {
          if (performance.now() - held > HOLD_AT_MOST_MS)
            throw new Error(`the lock of ${key} was held for over ${HOLD_AT_MOST_MS / 1000} s; try again`);
        });
      }
    } finally {
      await unlinkIfThere(join(folder, ticket));
    }
    if (performance.now() - started > WAIT_AT_MOST_MS)
      throw new Error(
        `could not lock ${key} within ${WAIT_AT_MOST_MS / 1000} s: another process holds ${folder}; stop it or try again`,
      );
    await sleep(Math.random() * Math.min(2 ** attempt, 50));
  }
}

async function makeTicket(folder: string, ticket: string): Promise<void> {
  const path = join(folder, ticket);
  const handle = await open(path, 'wx').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true });
    return open(path, 'wx');
  });
  await handle.close();
}

async function livingTickets(folder: string, group: string, own: string): Promise<string[]> {
  const living: string[] = [];
  for (const name of await readdir(folder)) {
    if (name === own || !name.includes(`lock-${group}`)) continue;
    const path = join(folder, name);
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      },
    );
    if (age === null) continue;
    if (isLitter(name, age, TICKET_MAX_AGE_MS)) await unlinkIfThere(path);
    else living.push(name);
  }
  return living;
}

/** Removes a file; no error when it is gone already. */
export async function unlinkIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
