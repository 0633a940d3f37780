import { describe, expect, it } from 'vitest';
import { runSchedule } from '../../../src/core/dbt/schedule.ts';

const graph: Record<string, string[]> = { a: [], b: ['a'], c: ['a'], d: ['b', 'c'], e: [], f: ['e'] };
const order = Object.keys(graph);
const inputsOf = (name: string) => graph[name]!;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('running over the graph', () => {
  it('starts a node after its inputs and gives every value', async () => {
    const finished: string[] = [];
    const run = async (name: string) => {
      expect(inputsOf(name).every((i) => finished.includes(i))).toBe(true);
      await turn();
      finished.push(name);
      return name.toUpperCase();
    };
    const outcomes = await runSchedule({ order, inputsOf, concurrency: 3, run });
    expect([...outcomes]).toEqual(order.map((n) => [n, { status: 'done', value: n.toUpperCase() }]));
  });

  it('never runs more at a time than allowed, and uses what is allowed', async () => {
    for (const concurrency of [1, 2, 5]) {
      let now = 0;
      let most = 0;
      const run = async () => {
        most = Math.max(most, ++now);
        await turn();
        now--;
      };
      await runSchedule({ order: ['p', 'q', 'r', 's'], inputsOf: () => [], concurrency, run });
      expect(most).toBe(Math.min(concurrency, 4));
    }
  });

  it('skips what is made from a failed node, with the chain, and goes on elsewhere', async () => {
    const error = new Error('b is broken');
    const run = async (name: string) => {
      await turn();
      if (name === 'b') throw error;
      return name;
    };
    const deeper = { ...graph, g: ['d'] };
    const outcomes = await runSchedule({
      order: Object.keys(deeper),
      inputsOf: (n) => deeper[n as keyof typeof deeper]!,
      concurrency: 2,
      run,
    });
    expect(outcomes.get('b')).toEqual({ status: 'failed', error });
    expect(outcomes.get('d')).toEqual({ status: 'skipped', chain: ['b', 'd'] });
    expect(outcomes.get('g')).toEqual({ status: 'skipped', chain: ['b', 'd', 'g'] });
    expect(['a', 'c', 'e', 'f'].map((n) => outcomes.get(n)!.status)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('treats a function that throws at once like one that rejects', async () => {
    const run = (): Promise<void> => {
      throw new Error('at once');
    };
    expect((await runSchedule({ order: ['a'], inputsOf: () => [], concurrency: 1, run })).get('a')!.status).toBe(
      'failed',
    );
  });

  it('takes inputs outside the selection as done, and an empty selection', async () => {
    const outcomes = await runSchedule({ order: ['d'], inputsOf, concurrency: 1, run: async (n) => n });
    expect(outcomes.get('d')).toEqual({ status: 'done', value: 'd' });
    expect((await runSchedule({ order: [], inputsOf, concurrency: 1, run: async (n) => n })).size).toBe(0);
  });

  it('refuses a circle and no workers instead of waiting for ever', async () => {
    const circle = { order: ['x', 'y'], inputsOf: (n: string) => [n === 'x' ? 'y' : 'x'], run: async () => 1 };
    await expect(runSchedule({ ...circle, concurrency: 2 })).rejects.toThrow('wait for each other');
    await expect(runSchedule({ ...circle, concurrency: 0 })).rejects.toThrow('concurrency must be at least 1');
  });
});
