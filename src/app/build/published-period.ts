import type { QueryEngine } from '../../io/query-engine.ts';
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

function only(state: PublishedState, mart: string, period: string): PublishedState {
  const build = state.marts[mart]?.[period];
  return { marts: { [mart]: build === undefined ? {} : { [period]: build } } };
}
