import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachSideBySide } from '../../../src/app/ingest/side-by-side.ts';

describe('working side by side', () => {
  it('does every item, never more at once than the limit', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await eachSideBySide([5, 1, 4, 2, 3], 2, async (n) => {
      most = Math.max(most, ++running);
      await sleep(n);
      running--;
      done.push(n);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('takes no item before there is room for it', async () => {
    let taken = 0;
    let finished = 0;
    async function* items() {
      for (; taken < 6; taken++) {
        expect(taken - finished).toBeLessThan(3);
        yield taken;
      }
    }
    await eachSideBySide(items(), 3, async () => {
      await sleep(1);
      finished++;
    });
    expect(finished).toBe(6);
  });

  it('stops at a failure, waits for what is under way and throws the failure', async () => {
    const started: number[] = [];
    let finished = false;
    const work = eachSideBySide([1, 2, 3, 4, 5], 2, async (n) => {
      started.push(n);
      if (n === 2) throw new Error('disk full');
      await sleep(5);
      finished = true;
    });
    await expect(work).rejects.toThrow('disk full');
    expect(started).toEqual([1, 2]);
    expect(finished).toBe(true);
  });

  it('waits for what is under way when the items themselves fail', async () => {
    let finished = false;
    async function* items() {
      yield 1;
      throw new Error('vendor away');
    }
    const work = eachSideBySide(items(), 4, async () => {
      await sleep(5);
      finished = true;
    });
    await expect(work).rejects.toThrow('vendor away');
    expect(finished).toBe(true);
  });
});
