import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { OWN_PREFIX } from './keys.ts';

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A day: scratch of another machine, or of a process id taken again, is litter after it. */
const LITTER_AGE_MS = 24 * 60 * 60 * 1000;

/** A fresh name for a temporary file or lock ticket, carrying who made it, so that litter of dead processes can be told. */
export function scratchName(kind: string): string {
  return `${OWN_PREFIX}${kind}-${host}-${process.pid}-${randomBytes(8).toString('hex')}`;
}

/**
 * True when the maker of a scratch name is known to be gone: a dead process of this machine, or nothing touched it for
 * `maxAgeMs` (a process id can be taken again; other machines cannot be asked).
 */
export function isLitter(name: string, ageMs: number, maxAgeMs = LITTER_AGE_MS): boolean {
  if (ageMs > maxAgeMs) return true;
  const [, madeOn, pid] = /-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}$/.exec(name) ?? [];
  return madeOn === host && pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
