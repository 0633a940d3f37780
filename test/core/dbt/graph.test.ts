import { describe, expect, it } from 'vitest';
import { buildOrder, readersOf } from '../../../src/core/dbt/graph.ts';
import { lineageOf, mermaidOf } from '../../../src/core/dbt/lineage.ts';
import { dataTestsOf, selectNodes, unitTestsOf } from '../../../src/core/dbt/select.ts';
import { smallProject } from './support.ts';

const project = smallProject();
const selected = (select?: string, exclude?: string) => [...selectNodes(project, { select, exclude })].sort();

describe('the graph', () => {
  it('puts every node after what it is made from, free ones by name', () => {
    expect(buildOrder(project)).toEqual(['raw.charge', 'stg_charge', 'team', 'spend', 'report']);
  });

  it('knows who reads a node', () => {
    expect(readersOf(project).get('team')).toEqual(['spend']);
  });

  it('is drawn as data and as a Mermaid chart', () => {
    expect(lineageOf(project).edges).toContainEqual({ from: 'stg_charge', to: 'spend' });
    expect(mermaidOf(lineageOf(project, new Set(['spend', 'team', 'raw.charge', 'stg_charge'])))).toBe(
      [
        'flowchart LR',
        '  raw__charge[(raw.charge)]',
        '  spend[[spend]]',
        '  stg_charge[stg_charge]',
        '  team[/team/]',
        '  raw__charge --> stg_charge',
        '  stg_charge --> spend',
        '  team --> spend',
      ].join('\n'),
    );
  });
});

describe('selecting', () => {
  const cases: readonly [string | undefined, string | undefined, string[]][] = [
    [undefined, undefined, ['report', 'spend', 'stg_charge', 'team']],
    ['spend', undefined, ['spend']],
    ['+spend', undefined, ['spend', 'stg_charge', 'team']],
    ['spend+', undefined, ['report', 'spend']],
    ['+spend+', undefined, ['report', 'spend', 'stg_charge', 'team']],
    ['tag:staging', undefined, ['stg_charge']],
    ['tag:staging+', undefined, ['report', 'spend', 'stg_charge']],
    ['path:models/staging', undefined, ['stg_charge']],
    ['path:test/fixtures/dbt/small/seeds/team.csv', undefined, ['team']],
    ['source:raw.charge+', undefined, ['report', 'spend', 'stg_charge']],
    ['config:published', undefined, ['spend']],
    ['s*', undefined, ['spend', 'stg_charge']],
    ['team report', undefined, ['report', 'team']],
    ['+report,tag:staging', undefined, ['stg_charge']],
    ['+report,team+ stg_charge', undefined, ['report', 'spend', 'stg_charge', 'team']],
    [undefined, 'spend+', ['stg_charge', 'team']],
    ['+report', 'team tag:staging', ['report', 'spend']],
  ];
  for (const [select, exclude, expected] of cases) {
    it(`takes ${select ?? 'everything'}${exclude ? ` without ${exclude}` : ''}`, () => {
      expect(selected(select, exclude)).toEqual(expected);
    });
  }

  const wrong: readonly [string, string][] = [
    ['spent', 'spent matches no model; did you mean spend?'],
    ['tag:stagin', 'tag:stagin matches no model; did you mean staging?'],
    ['tags:x', 'tags: is not a way to select; did you mean tag?'],
    ['a+b', 'a+b is not a selector: write model, +model, model+, +model+, tag:x or path:x'],
    [' ', 'the selection is empty'],
  ];
  for (const [select, message] of wrong) {
    it(`refuses "${select}"`, () => expect(() => selected(select)).toThrow(message));
  }

  it('takes the tests of what is selected', () => {
    const names = selectNodes(project, { select: 'stg_charge' });
    expect(dataTestsOf(project, names).map((t) => t.name)).toContain('no_huge_charge');
    expect(dataTestsOf(project, names).map((t) => t.name)).not.toContain('unique_spend_team_id');
    expect(unitTestsOf(project, new Set(['spend'])).map((t) => t.name)).toEqual(['charges_of_a_team_add_up']);
  });
});
