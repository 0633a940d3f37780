import type { Column, ColumnType } from '../../core/contracts/contract.ts';
import type { Model, Project } from '../../core/dbt/project-types.ts';
import type { ParquetRelation, RelationComments } from '../../io/query-engine.ts';
import type { PublishedBuild, PublishedState } from './published-state.ts';

/** Columns that lie in the path of a mart's files, not in the files. */
export const MART_PARTITIONS = ['period', 'build_id'] as const;

/** Models whose rows are stored and published. */
export function publishedMarts(project: Project): Model[] {
  return [...project.nodes.values()].filter(
    (n): n is Model => n.kind === 'model' && n.config.published && n.config.materialized !== 'view',
  );
}

/** The finance views: models of `sql/views`, made over published marts. */
export function financeViews(project: Project): Model[] {
  return [...project.nodes.values()].filter((n): n is Model => n.kind === 'model' && n.config.materialized === 'view');
}

/** A mart's columns as its files hold them. Throws when a column has no declared `data_type`: the file would have no contract. */
export function martFileColumns(mart: Model): Column[] {
  return mart.columns
    .filter((c) => !(MART_PARTITIONS as readonly string[]).includes(c.name))
    .map((c) => {
      if (c.type === undefined)
        throw new Error(`${mart.file}: column ${c.name} of mart ${mart.name} has no data_type in its yml`);
      return {
        name: c.name,
        type: c.type.replaceAll(' ', '') as ColumnType,
        nullable: true,
        description: c.description ?? '',
      };
    });
}

/** Folder of one build of a mart, below the lake root. */
export function buildFolder(mart: string, period: string, buildId: string): string {
  return `marts/${mart}/period=${period}/build_id=${buildId}`;
}

/** The published builds of a mart as a relation over its files. */
export function martRelation(mart: Model, state: PublishedState): ParquetRelation {
  const builds: PublishedBuild[] = Object.values(state.marts[mart.name] ?? {});
  return {
    description: mart.description,
    files: builds.flatMap((b) => b.files),
    columns: martFileColumns(mart),
    partitions: MART_PARTITIONS.map((name) => ({ name, type: 'varchar' as const })),
  };
}

/** What a model and its columns mean, from its yml. */
export function commentsOf(model: Model): RelationComments {
  const columns = model.columns.flatMap((c) => (c.description === undefined ? [] : [[c.name, c.description] as const]));
  return { description: model.description, columns: Object.fromEntries(columns) };
}
