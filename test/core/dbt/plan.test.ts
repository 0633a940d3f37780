import { describe, expect, it } from 'vitest';
import { buildIdOf, type Fingerprint, type PlanFacts, planBuild } from '../../../src/core/dbt/plan.ts';
import { smallProject } from './support.ts';

// The small project with two stored models: spend (per period) and a total over all periods.
const project = smallProject({
  'models/total.sql': "select sum(amount) as amount from {{ ref('spend') }}",
  'models/total.yml':
    'version: 2\nmodels: [{ name: total, config: { meta: { tokenledger: { grain: whole, published: true } } } }]\n',
});

type Builds = Record<string, Fingerprint>;

const facts = (changes: Partial<PlanFacts> = {}, builds: Builds = {}): PlanFacts => ({
  periods: ['2026-08', '2026-09'],
  sqlHash: (model) => `sql of ${model}`,
  contentHash: (input, period) => `content of ${input} in ${period}`,
  configHash: 'config 1',
  ruleVersion: '1',
  isStored: (model) => project.nodes.get(model)!.config.published,
  published: (model, period) => builds[`${model} ${period}`],
  closed: new Set(),
  ...changes,
});

/** What is published after building everything with the given facts. */
const built = (changes: Partial<PlanFacts> = {}): Builds =>
  Object.fromEntries(planBuild(project, facts(changes)).map((s) => [`${s.model} ${s.period}`, s.fingerprint]));

const states = (changes: Partial<PlanFacts>, builds: Builds) =>
  planBuild(project, facts(changes, builds)).map((s) => [s.model, s.period, s.state, s.reasons.join('; ')]);

describe('the build plan', () => {
  it('builds everything that was never built, per period or as a whole', () => {
    expect(states({}, {})).toEqual([
      ['spend', '2026-08', 'new', 'never built'],
      ['spend', '2026-09', 'new', 'never built'],
      ['total', 'all', 'new', 'never built'],
    ]);
  });

  it('does nothing when nothing changed', () => {
    expect(states({}, built()).map(([, , state]) => state)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  });

  it('rebuilds only the period whose input changed, and what reads it', () => {
    const contentHash = (input: string, period: string) =>
      `content of ${input} in ${period}${period === '2026-09' ? ' restated' : ''}`;
    expect(states({ contentHash }, built())).toEqual([
      ['spend', '2026-08', 'unchanged', ''],
      ['spend', '2026-09', 'input changed', 'input changed: raw.charge; input changed: team'],
      ['total', 'all', 'upstream changed', 'upstream changed: spend 2026-09'],
    ]);
  });

  it('rebuilds a summary when a month of a published mart it is made from was built anew, whatever its inputs were', () => {
    const summed = smallProject({
      'models/sums.sql': "select sum(amount) as amount from {{ ref('spend') }}",
      'models/sums.yml':
        'version: 2\nmodels: [{ name: sums, config: { materialized: table, meta: { tokenledger: { grain: summary, published: true } } } }]\n',
    });
    const isStored = (model: string) => summed.nodes.get(model)!.config.published;
    const before = planBuild(summed, facts({ isStored }));
    const builds = Object.fromEntries(before.map((s) => [`${s.model} ${s.period}`, s.fingerprint]));
    const contentHash = (input: string, period: string) =>
      `content of ${input} in ${period}${input === 'raw.charge' && period === '2026-09' ? ' restated' : ''}`;
    const steps = planBuild(summed, facts({ isStored, contentHash }, builds)).filter((s) => s.model === 'sums');
    expect(steps.map((s) => [s.period, s.state, s.reasons])).toEqual([
      ['summary', 'upstream changed', ['upstream changed: spend 2026-09']],
    ]);
    expect(Object.keys(steps[0]!.fingerprint.upstream)).toEqual(['spend 2026-08', 'spend 2026-09']);
    expect(steps[0]!.fingerprint.inputs).toEqual({});
  });

  it('names the unstored model whose SQL changed', () => {
    const sqlHash = (model: string) => `sql of ${model}${model === 'stg_charge' ? ' 2' : ''}`;
    expect(states({ sqlHash }, built())[0]).toEqual(['spend', '2026-08', 'sql changed', 'sql changed: stg_charge']);
  });

  it('rebuilds everything for another configuration or rule version', () => {
    expect(states({ configHash: 'config 2' }, built())[0]).toEqual([
      'spend',
      '2026-08',
      'config changed',
      'config changed',
    ]);
    expect(states({ ruleVersion: '2' }, built())[0]).toEqual([
      'spend',
      '2026-08',
      'rules changed',
      'rules changed: 1 to 2',
    ]);
  });

  it('leaves a closed period alone and says what would change', () => {
    const closed = new Set(['2026-08']);
    expect(states({ configHash: 'config 2', closed }, built()).slice(0, 2)).toEqual([
      ['spend', '2026-08', 'closed', 'config changed'],
      ['spend', '2026-09', 'config changed', 'config changed'],
    ]);
    const [step] = planBuild(project, facts({ configHash: 'config 2', closed }, built()));
    expect(step!.buildId).toBe(planBuild(project, facts())[0]!.buildId);
  });

  it('builds of a closed period what says what came after the close, also when the closed period is published anew', () => {
    const text = (extra: string) =>
      `version: 2\nmodels: [{ name: late, config: { meta: { tokenledger: { grain: period, published: true${extra} } } } }]\n`;
    const models = (extra: string) =>
      smallProject({ 'models/late.sql': "select team from {{ ref('spend') }}", 'models/late.yml': text(extra) });
    const contentHash = (input: string, period: string) => `other content of ${input} in ${period}`;
    const statesOf = (extra: string) => {
      const known = models(extra);
      const isStored = (model: string) => known.nodes.get(model)!.config.published;
      const before = planBuild(known, facts({ isStored }));
      const builds = Object.fromEntries(before.map((s) => [`${s.model} ${s.period}`, s.fingerprint]));
      const restated = { ...builds, 'spend 2026-08': { ...builds['spend 2026-08']!, config: 'restated' } };
      const closed = new Set(['2026-08']);
      return [builds, restated].map((published) => {
        const steps = planBuild(known, facts({ contentHash, closed, isStored }, published));
        return steps.filter((s) => s.period === '2026-08').map((s) => `${s.model} ${s.state}`);
      });
    };
    expect(statesOf(', after_close: true')).toEqual([
      ['spend closed', 'late unchanged'],
      ['spend closed', 'late upstream changed'],
    ]);
    expect(statesOf('')[1]).toEqual(['spend closed', 'late closed']);
  });

  it('builds only the new period when one is added, and the whole that reads it', () => {
    expect(states({ periods: ['2026-08', '2026-09', '2026-10'] }, built()).map(([m, p, s]) => [m, p, s])).toEqual([
      ['spend', '2026-08', 'unchanged'],
      ['spend', '2026-09', 'unchanged'],
      ['spend', '2026-10', 'new'],
      ['total', 'all', 'upstream changed'],
    ]);
  });

  it('gives build ids that hold the period and depend on every part of the fingerprint', () => {
    const base: Fingerprint = { sql: { a: '1' }, inputs: { b: '1' }, upstream: { c: '1' }, config: '1', rules: '1' };
    const others: Fingerprint[] = [
      { ...base, sql: { a: '2' } },
      { ...base, inputs: { b: '2' } },
      { ...base, upstream: { c: '2' } },
      { ...base, config: '2' },
      { ...base, rules: '2' },
    ];
    const ids = [base, ...others].map((f) => buildIdOf('2026-09', f));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^2026-09-[0-9a-f]{16}$/.test(id))).toBe(true);
    expect(buildIdOf('2026-09', { ...base, sql: { a: '1' } })).toBe(ids[0]);
  });
});
