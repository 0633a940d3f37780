import { SUMMARY } from '../../core/dbt/plan.ts';
import type { ParquetRelation, QueryEngine } from '../../io/query-engine.ts';
import type { Planning } from './build.ts';
import { martRelation, publishedMarts } from './mart-relation.ts';
import type { PublishedState } from './published-state.ts';

/** Makes the published builds of one period readable as `schema.<mart>`; a mart that is not published is there and empty. */
export async function createPublishedPeriod(
  engine: QueryEngine,
  planning: Pick<Planning, 'models' | 'published'>,
  period: string,
  marts: readonly string[],
  schema: string,
): Promise<void> {
  for (const mart of publishedMarts(planning.models.project)) {
    if (!marts.includes(mart.name)) continue;
    await engine.relationOverParquet(
      schema,
      mart.name,
      martRelation(mart, only(planning.published, mart.name, period)),
    );
  }
}

/**
 * What stands of a closed period: its published builds, which nothing changes. A mart that a later release adds is made
 * from these, so that it agrees with them whatever config and models say today; so is one that says what came after the
 * close. A summary is made from all months of what is published. Nothing stands of other periods.
 */
export function standingMarts(
  planning: Pick<Planning, 'models' | 'published' | 'states'>,
  period: string,
): ReadonlyMap<string, ParquetRelation> {
  if (period === SUMMARY) return everyMonth(planning);
  if (planning.states.get(period)?.state !== 'closed') return new Map();
  const stored = publishedMarts(planning.models.project).filter(
    (mart) => !mart.config.afterClose && planning.published.marts[mart.name]?.[period] !== undefined,
  );
  return new Map(
    stored.map((mart) => [mart.name, martRelation(mart, only(planning.published, mart.name, period))] as const),
  );
}

function everyMonth(planning: Pick<Planning, 'models' | 'published'>): ReadonlyMap<string, ParquetRelation> {
  const marts = publishedMarts(planning.models.project).filter((mart) => mart.config.grain !== 'summary');
  return new Map(marts.map((mart) => [mart.name, martRelation(mart, planning.published)] as const));
}

function only(state: PublishedState, mart: string, period: string): PublishedState {
  const build = state.marts[mart]?.[period];
  return { marts: { [mart]: build === undefined ? {} : { [period]: build } } };
}
