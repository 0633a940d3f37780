import type { Problem } from './problem.ts';
import type { NodeConfig } from './project-types.ts';
import { type NodeConfigInput, nodeConfigSchema, type ProjectYml } from './project-yml.ts';

/** One place that configures a node. */
export interface ConfigLayer {
  readonly file: string;
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Layers of dbt_project.yml for a node in the given folders: `models.<project>.<folder>…` keys that start with `+`. */
export function folderLayers(
  { file, lineOf, data }: { file: string; lineOf: (path: readonly PropertyKey[]) => number; data: ProjectYml },
  kind: 'models' | 'seeds',
  folders: readonly string[],
): ConfigLayer[] {
  const layers: ConfigLayer[] = [];
  const path: string[] = [kind];
  let here: unknown = data[kind];
  for (const step of [undefined, data.name, ...folders]) {
    if (step !== undefined) {
      path.push(step);
      here = (here as Record<string, unknown>)[step];
    }
    if (here === null || typeof here !== 'object') break;
    const own = Object.entries(here).filter(([key]) => key.startsWith('+'));
    if (own.length === 0) continue;
    const values = Object.fromEntries(own.map(([k, v]) => [k.slice(1), v]));
    layers.push({ file, line: lineOf([...path, own[0]![0]]), values });
  }
  return layers;
}

/** Merges layers, later ones winning; tags add up and `meta.tokenledger` merges by key, as in dbt. */
export function resolveConfig(layers: readonly ConfigLayer[], problems: Problem[]): NodeConfig {
  const tags = new Set<string>();
  let merged: NodeConfigInput = {};
  let own: NonNullable<NonNullable<NodeConfigInput['meta']>['tokenledger']> = {};
  for (const { file, line, values } of layers) {
    const parsed = nodeConfigSchema.safeParse(values);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        const where = issue.path.length > 0 ? `config ${issue.path.map(String).join('.')}: ` : 'config: ';
        problems.push({ file, line, message: where + issue.message });
      }
      continue;
    }
    for (const tag of [parsed.data.tags ?? []].flat()) tags.add(tag);
    merged = { ...merged, ...parsed.data };
    own = { ...own, ...parsed.data.meta?.tokenledger };
  }
  return {
    materialized: merged.materialized ?? 'view',
    tags: [...tags].sort(),
    enabled: merged.enabled ?? true,
    grain: own.grain ?? 'whole',
    published: own.published ?? false,
    restricted: own.restricted ?? false,
    afterClose: own.after_close ?? false,
    key: own.key ?? [],
    clusterBy: own.cluster_by ?? [],
  };
}
