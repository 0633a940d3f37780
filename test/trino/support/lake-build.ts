import { planWarehouse } from '../../../src/app/build/build.ts';
import { buildPeriod } from '../../../src/app/build/build-period.ts';
import type { FailedTest } from '../../../src/app/build/data-tests.ts';
import { standingMarts } from '../../../src/app/build/published-period.ts';
import type { PublishedState } from '../../../src/app/build/published-state.ts';
import { RULE_VERSION } from '../../../src/app/build/rule-version.ts';
import type { OpenProject } from '../../../src/app/project.ts';
import { SUMMARY } from '../../../src/core/dbt/plan.ts';
import type { QueryEngine } from '../../../src/io/query-engine.ts';

/** What building some periods of a lake on an engine gave. */
export interface LakeBuild {
  /** The builds as if they were published; their files lie below the engine's files root. */
  readonly state: PublishedState;
  readonly warnings: readonly FailedTest[];
  /** Milliseconds per model. */
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * Builds the given periods (`all`: the marts of no period; `summary`, as the last: what is made of the others) of a lake with the runner's own steps, models and data tests,
 * on any engine, from nothing. Throws as the runner does when a model or a data test of severity error fails.
 */
export async function buildLake(
  project: OpenProject,
  asOf: string,
  periods: readonly string[],
  openScratch: () => Promise<QueryEngine>,
): Promise<LakeBuild> {
  const { models, inputs, states, plan } = await planWarehouse({ ...project, store: withoutMarts(project) }, { asOf });
  const marts: Record<string, Record<string, PublishedState['marts'][string][string]>> = {};
  const warnings: FailedTest[] = [];
  const timings: Record<string, number> = {};
  for (const period of periods) {
    const written = await buildPeriod({
      project: models.project,
      inputs,
      states,
      period,
      planned: plan.filter((step) => step.period === period),
      standing: period === SUMMARY ? standingMarts({ models, states, published: { marts } }, SUMMARY) : new Map(),
      vars: {
        rule_version: RULE_VERSION,
        focus_include: project.config.focus.include,
        as_of: states.get(period)?.priced_as_of ?? asOf,
      },
      openScratch,
      now: () => performance.now(),
      onModel: (_, model, ms) => {
        timings[model] = (timings[model] ?? 0) + ms;
      },
      onWarning: (warning) => warnings.push(warning),
    });
    for (const { mart, period: of, build } of written) marts[mart] = { ...marts[mart], [of]: build };
  }
  return { state: { marts }, warnings, timings };
}

/** The lake's store without its published state, so that the plan says to build everything. */
function withoutMarts({ store }: OpenProject): OpenProject['store'] {
  return {
    ...store,
    get: (key, ...more) => (key.startsWith('marts/') ? Promise.resolve(null) : store.get(key, ...more)),
  };
}
