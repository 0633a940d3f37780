import { describe, expect, it } from 'vitest';
import { acquireLock, LockHeldError } from '../../src/app/lock.ts';
import { memoryStore } from '../../src/io/store/memory-store.ts';

function request(overrides: Partial<Parameters<typeof acquireLock>[1]> & { at?: { now: number } } = {}) {
  const at = overrides.at ?? { now: Date.parse('2026-10-25T00:00:00Z') };
  return {
    host: 'laptop',
    pid: 100,
    command: 'run',
    isAlive: () => true,
    clock: {
      now: () => at.now,
      sleep: async (ms: number) => {
        at.now += ms;
      },
    },
    ...overrides,
  };
}

/** What a living holder does while another waits. */
async function renew(store: ReturnType<typeof memoryStore>, now: number): Promise<void> {
  const { body, version } = (await store.get('_lock.json'))!;
  const record = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
  const longer = { ...record, expires_at: new Date(now + 60_000).toISOString() };
  await store.compareAndSwap('_lock.json', new TextEncoder().encode(JSON.stringify(longer)), version);
}

describe('the build lock', () => {
  it('is given to one process and to the next one after release', async () => {
    const store = memoryStore();
    const first = await acquireLock(store, request());
    await first.release();
    const second = await acquireLock(store, request({ pid: 200 }));
    expect(second.epoch).toBe(2);
    await second.release();
  });

  it('makes a second run wait, saying for whom, and after ten minutes fail with the name of the holder', async () => {
    const store = memoryStore();
    const first = await acquireLock(store, request());
    const at = { now: Date.parse('2026-10-25T00:00:00Z') };
    const waitedFor: string[] = [];
    const second = request({ pid: 200, at, onWait: (owner) => waitedFor.push(owner) });
    const renewing = {
      ...second.clock,
      sleep: async (ms: number) => {
        await second.clock.sleep(ms);
        await renew(store, at.now);
      },
    };
    await expect(acquireLock(store, { ...second, clock: renewing })).rejects.toThrow(/run by process 100 on laptop/);
    expect(waitedFor).toEqual(['run by process 100 on laptop']);
    expect(at.now - Date.parse('2026-10-25T00:00:00Z')).toBeGreaterThanOrEqual(600_000);
    await first.release();
  });

  it('is taken over at once from a dead process of the same machine, and the dead one can no longer publish', async () => {
    const store = memoryStore();
    const dead = await acquireLock(store, request({ host: 'laptop', pid: 100 }));
    const next = await acquireLock(store, request({ pid: 200, isAlive: (pid) => pid !== 100 }));
    await expect(dead.assertHeld()).rejects.toThrow(LockHeldError);
    await next.assertHeld();
    await next.release();
    await dead.release();
  });

  it('is taken over from another machine only after its lease ran out', async () => {
    const store = memoryStore();
    const at = { now: Date.parse('2026-10-25T00:00:00Z') };
    const other = await acquireLock(store, request({ host: 'ci', at }));
    await expect(acquireLock(store, request({ at, waitMs: 30_000 }))).rejects.toThrow(LockHeldError);
    at.now += 61_000;
    const taken = await acquireLock(store, request({ at }));
    expect(taken.epoch).toBe(2);
    await taken.release();
    await other.release();
  });
});
