import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptanceOf, type Transition } from '../../../src/core/outcomes/acceptance.ts';

const at = (hours: number) => new Date(Date.UTC(2026, 9, 1) + hours * 3_600_000).toISOString();
const step = (hours: number, isDone: boolean): Transition => ({ at: at(hours), isDone });

describe('acceptance by changes of state', () => {
  it('is the first entry into done', () => {
    expect(acceptanceOf([step(1, false), step(5, true)])).toEqual({
      acceptedAt: at(5),
      reopenedAt: null,
      reopenCount: 0,
      isDone: true,
    });
  });

  it('does not count an entry that is left within 24 hours', () => {
    expect(acceptanceOf([step(0, true), step(24, false), step(30, true)])).toMatchObject({
      acceptedAt: at(30),
      reopenCount: 0,
    });
  });

  it('stays where it was when the work is taken up again later, and says when that was', () => {
    expect(acceptanceOf([step(0, true), step(25.5, false), step(43, true)])).toEqual({
      acceptedAt: at(0),
      reopenedAt: at(25.5),
      reopenCount: 1,
      isDone: true,
    });
  });

  it('is open where nothing was done, or what was done was undone at once', () => {
    expect(acceptanceOf([])).toMatchObject({ acceptedAt: null, isDone: false });
    expect(acceptanceOf([step(0, true), step(2, false)])).toMatchObject({ acceptedAt: null, isDone: false });
  });

  it('does not move when more happens, nor with the order of what is told', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.boolean()), { maxLength: 12 });
    const distinct = steps.map((list) => [...new Map(list)].sort(([a], [b]) => a - b).map(([h, d]) => step(h, d)));
    fc.assert(
      fc.property(distinct, (all) => {
        const whole = acceptanceOf(all);
        expect(acceptanceOf([...all].reverse())).toEqual(whole);
        for (let i = 0; i < all.length; i += 1) {
          const then = acceptanceOf(all.slice(0, i));
          if (then.reopenedAt !== null) expect(whole.acceptedAt).toBe(then.acceptedAt);
        }
      }),
    );
  });
});
