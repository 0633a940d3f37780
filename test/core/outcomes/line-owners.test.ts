import { describe, expect, it } from 'vitest';
import { type FileLines, LineOwners, reworkBp } from '../../../src/core/outcomes/line-owners.ts';

const day = (n: number) => 1_790_000_000 + n * 86_400;
const edit = (file: string, ...changes: [start: number, removed: number, added: number][]): FileLines => ({
  from: file,
  to: file,
  changes: changes.map(([start, removed, added]) => ({ start, removed, added })),
});
const fresh = (file: string, added: number): FileLines => ({
  from: null,
  to: file,
  changes: [{ start: 0, removed: 0, added }],
});

describe('lines of a branch', () => {
  it('belong to the commit that added them until another one takes them away', () => {
    const owners = new LineOwners();
    owners.add({ sha: 'a', committed: day(0), files: [fresh('x', 10)] });
    owners.add({ sha: 'b', committed: day(5), files: [edit('x', [2, 3, 4], [9, 1, 0])] });
    // Lines 1-6 are now one of a, four of b and one of a.
    owners.add({ sha: 'c', committed: day(40), files: [edit('x', [1, 6, 0])] });
    expect(owners.fates()).toEqual([
      {
        sha: 'a',
        added: 10,
        gone: [
          [5, 4],
          [40, 2],
        ],
      },
      { sha: 'b', added: 4, gone: [[35, 4]] },
      { sha: 'c', added: 0, gone: [] },
    ]);
  });

  it('count as rework when they went within the window, its last moment included', () => {
    const owners = new LineOwners();
    owners.add({ sha: 'a', committed: day(0), files: [fresh('x', 3)] });
    owners.add({ sha: 'b', committed: day(30), files: [edit('x', [1, 1, 0])] });
    owners.add({ sha: 'c', committed: day(30) + 1, files: [edit('x', [1, 1, 0])] });
    const [a, b] = owners.fates();
    expect([reworkBp(a!, 30), reworkBp(a!, 31), reworkBp(a!, 29)]).toEqual([3333n, 6667n, 0n]);
    expect(reworkBp(b!, 30)).toBeNull();
  });

  it('go with a renamed file, and two files may change their names with each other', () => {
    const owners = new LineOwners();
    owners.add({ sha: 'a', committed: day(0), files: [fresh('x', 4), fresh('y', 6)] });
    owners.add({
      sha: 'b',
      committed: day(1),
      files: [
        { from: 'x', to: 'y', changes: [] },
        { from: 'y', to: 'x', changes: [] },
      ],
    });
    owners.add({ sha: 'c', committed: day(2), files: [{ ...edit('x', [1, 6, 0]), to: null }] });
    expect(owners.fates()[0]!.gone).toEqual([[2, 6]]);
  });

  it('of generated files, and of what was there before, are nobody’s', () => {
    const owners = new LineOwners();
    owners.add({ sha: 'a', committed: day(0), files: [fresh('package-lock.json', 900), edit('old', [7, 0, 2])] });
    owners.add({
      sha: 'b',
      committed: day(1),
      files: [edit('package-lock.json', [1, 900, 1]), edit('old', [1, 8, 0])],
    });
    expect(owners.fates().map(({ added, gone }) => [added, gone])).toEqual([
      [2, [[1, 1]]],
      [0, []],
    ]);
  });
});
