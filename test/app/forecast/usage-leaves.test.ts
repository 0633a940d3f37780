import { describe, expect, it } from 'vitest';
import { activeUsers, usageLeaves } from '../../../src/app/forecast/usage-leaves.ts';
import { factsWith, used } from './facts.ts';

const AXIS = { firstDay: '2026-10-01', lastDay: '2026-10-04' };

describe('usage as leaves of the forecast', () => {
  it('is 0 on days without money and unknown after the last day its tool reported', () => {
    const facts = factsWith({
      usage: [
        used('a', 'x', '2026-10-01', 3_000_000),
        used('a', 'y', '2026-10-03', 1_000_000),
        used('b', 'x', '2026-10-04', 1),
      ],
    });
    const [first] = usageLeaves(facts, 'USD', AXIS);
    expect(first).toMatchObject({ tool: 'a', team: 'x', usd: [3, 0, 0, null] });
  });

  it('is 0, not unknown, for a tool that stopped long ago', () => {
    const facts = factsWith({ usage: [used('a', 'x', '2026-08-01', 5), used('b', 'x', '2026-10-04', 5)] });
    const leaves = usageLeaves(facts, 'USD', { firstDay: '2026-08-01', lastDay: '2026-10-04' });
    expect(leaves[0]!.usd.at(-1)).toBe(0);
  });

  it('divides the tokens of a model over teams as the money of the day', () => {
    const facts = factsWith({
      usage: [
        used('a', 'x', '2026-10-01', 3_000_000),
        used('a', 'y', '2026-10-01', 1_000_000),
        used('a', 'y', '2026-10-04', 1_000_000),
      ],
      tokens: [
        { tool: 'a', model: 'm', day: '2026-10-01', tokens: 400 },
        { tool: 'a', model: 'm', day: '2026-10-04', tokens: 70 },
      ],
    });
    const leaves = usageLeaves(facts, 'USD', AXIS);
    expect(leaves.map((l) => [l.team, l.tokens[0], l.tokens[3]])).toEqual([
      ['x', 300, 0],
      ['y', 100, 70],
    ]);
  });

  it('has a volume far below one token where nobody reports tokens, so that prices still act on it', () => {
    const facts = factsWith({
      usage: [used('a', 'x', '2026-10-01', 2_000_000), used('a', 'x', '2026-10-04', 1_000_000)],
    });
    expect(usageLeaves(facts, 'USD', AXIS)[0]!.tokens).toEqual([2e-6, 0, 0, 1e-6]);
  });

  it('leaves out other currencies and days after the last complete one', () => {
    const facts = factsWith({
      usage: [{ ...used('a', 'x', '2026-10-01', 1), currency: 'EUR' }, used('a', 'x', '2026-10-05', 1)],
    });
    expect(usageLeaves(facts, 'USD', AXIS)).toEqual([]);
  });
});

describe('active users', () => {
  it('count where most of the money has a person, and are 0 on other days', () => {
    const facts = factsWith({
      usage: [
        used('a', 'x', '2026-10-01', 100, { person: 80 }),
        used('a', 'x', '2026-10-04', 100, { person: 80 }),
        used('b', 'x', '2026-10-04', 100, { person: 10 }),
      ],
      users: [
        { tool: 'a', team: 'x', day: '2026-10-01', users: 4 },
        { tool: 'b', team: 'x', day: '2026-10-04', users: 1 },
      ],
    });
    expect(activeUsers(facts, 'USD', AXIS)).toEqual([{ tool: 'a', team: 'x', users: [4, 0, 0, 0] }]);
  });
});
