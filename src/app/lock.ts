import type { ObjectStore, Version } from '../io/object-store.ts';
import type { Clock } from './clock.ts';

/** Who holds the build lock. Stored as `_lock.json` at the lake root. */
export interface LockRecord {
  /** Words a person understands: `run by pid 4711 on laptop`. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  /** Grows with every acquisition; checked right before publishing, so that a stale writer fails. */
  readonly epoch: number;
  /** ISO 8601 instant after which the lock may be taken over; empty when released. */
  readonly expires_at: string;
}

/** Who asks for the lock, and how the world looks from there. */
export interface LockRequest {
  readonly host: string;
  readonly pid: number;
  readonly command: string;
  readonly clock: Clock;
  /** True when a process of this host is alive; a dead holder frees the lock at once. */
  readonly isAlive: (pid: number) => boolean;
  /** How long to wait for another holder, milliseconds. */
  readonly waitMs?: number;
  /** Told once, with the owner's words, when another holder has to be waited for. */
  readonly onWait?: (owner: string) => void;
}

/** The lock could not be had in time: names the holder. */
export class LockHeldError extends Error {
  override readonly name = 'LockHeldError';
}

/** A held lock. */
export interface HeldLock {
  readonly epoch: number;
  /** Throws when the lock was taken over by somebody else. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

const KEY = '_lock.json';
const LEASE_MS = 60_000;
const RENEW_MS = 15_000;
/** A build of a whole lake takes minutes; a holder that died is seen at once on its machine, else when its lease runs out. */
const DEFAULT_WAIT_MS = 600_000;
const ASK_AGAIN_MS = 250;

const encode = (record: LockRecord) => new TextEncoder().encode(`${JSON.stringify(record)}\n`);
const decode = (body: Uint8Array) => JSON.parse(new TextDecoder().decode(body)) as LockRecord;

/**
 * Takes the lock that serialises build and publish (DECISIONS.md, "Lake"): a lease of 60 s renewed every 15 s, taken by
 * put-if-absent or compare-and-swap only. Waits up to 10 minutes for another holder, then throws LockHeldError naming it.
 */
export async function acquireLock(store: ObjectStore, request: LockRequest): Promise<HeldLock> {
  const deadline = request.clock.now() + (request.waitMs ?? DEFAULT_WAIT_MS);
  for (let waited = 0; ; waited += 1) {
    const attempt = await tryAcquire(store, request);
    if ('lock' in attempt) return attempt.lock;
    if (request.clock.now() >= deadline) {
      throw new LockHeldError(
        `another run is building in ${store.location}: ${attempt.holder.owner}, lease until ${attempt.holder.expires_at}. Wait for it, or stop that process.`,
      );
    }
    if (waited === 0) request.onWait?.(attempt.holder.owner);
    await request.clock.sleep(Math.min(ASK_AGAIN_MS * (waited + 1), 2_000));
  }
}

async function tryAcquire(
  store: ObjectStore,
  request: LockRequest,
): Promise<{ lock: HeldLock } | { holder: LockRecord }> {
  const current = await store.get(KEY);
  const previous = current === null ? null : decode(current.body);
  if (previous !== null && isHeld(previous, request)) return { holder: previous };
  const record: LockRecord = {
    owner: `${request.command} by process ${request.pid} on ${request.host}`,
    host: request.host,
    pid: request.pid,
    epoch: (previous?.epoch ?? 0) + 1,
    expires_at: new Date(request.clock.now() + LEASE_MS).toISOString(),
  };
  const version =
    current === null
      ? await store.putIfAbsent(KEY, encode(record))
      : await store.compareAndSwap(KEY, encode(record), current.version);
  if (version !== null) return { lock: hold(store, request, record, version) };
  const winner = await store.get(KEY);
  return { holder: winner === null ? record : decode(winner.body) };
}

function isHeld(record: LockRecord, request: LockRequest): boolean {
  if (record.expires_at === '' || Date.parse(record.expires_at) <= request.clock.now()) return false;
  return record.host !== request.host || request.isAlive(record.pid);
}

function hold(store: ObjectStore, request: LockRequest, first: LockRecord, firstVersion: Version): HeldLock {
  let version = firstVersion;
  let lost = false;
  let renewing: Promise<void> = Promise.resolve();
  const renew = async (expiresAt: string) => {
    const next = await store.compareAndSwap(KEY, encode({ ...first, expires_at: expiresAt }), version);
    if (next === null) lost = true;
    else version = next;
  };
  const timer = setInterval(() => {
    renewing = renewing
      .then(() => (lost ? undefined : renew(new Date(request.clock.now() + LEASE_MS).toISOString())))
      .catch(() => {
        lost = true;
      });
  }, RENEW_MS);
  timer.unref();
  const assertHeld = async () => {
    await renewing;
    const now = await store.get(KEY);
    if (lost || now === null || decode(now.body).epoch !== first.epoch) {
      throw new LockHeldError(
        `this run lost its lock on ${store.location}; another run took over. Nothing was published.`,
      );
    }
  };
  return {
    epoch: first.epoch,
    assertHeld,
    release: async () => {
      clearInterval(timer);
      await renewing;
      if (!lost) await renew('');
    },
  };
}
