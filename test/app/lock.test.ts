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

describe('the build lock', () => {
  it('is given to one process and to the next one after release', async () => {
    const store = memoryStore();
    const first = await acquireLock(store, request());
    await first.release();
    const second = await acquireLock(store, request({ pid: 200 }));
    expect(second.epoch).toBe(2);
    await second.release();
  });

  it('makes a second run wait and then names the holder', async () => {
    const store = memoryStore();
    const first = await acquireLock(store, request());
    await expect(acquireLock(store, request({ pid: 200 }))).rejects.toThrow(/run by process 100 on laptop/);
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
    await expect(acquireLock(store, request({ at }))).rejects.toThrow(LockHeldError);
    at.now += 61_000;
    const taken = await acquireLock(store, request({ at }));
    expect(taken.epoch).toBe(2);
    await taken.release();
    await other.release();
  });
});
