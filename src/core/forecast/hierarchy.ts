/** The finest node: what one team spends on one model of one tool; without a model its seats and single costs. */
export interface LeafKey {
  tool: string;
  model: string | null;
  team: string;
}

/** Where a team stands in the company. */
export interface TeamPlace {
  team: string;
  org: string | null;
  costCenter: string | null;
}

/** Levels of nodes. `model` is a model within its tool; `cost_center` exists so that its budgets can be watched. */
export type NodeLevel = 'company' | 'tool' | 'model' | 'org' | 'cost_center' | 'team' | 'tool_team' | 'leaf';

/** A node and the leaves it is the sum of. */
export interface HierarchyNode {
  id: string;
  level: NodeLevel;
  tool: string | null;
  model: string | null;
  team: string | null;
  org: string | null;
  costCenter: string | null;
  /** Indices of its leaves. */
  leaves: number[];
}

const EMPTY = { tool: null, model: null, team: null, org: null, costCenter: null };

/** Escapes the separator, so that two different keys never share an id. */
const part = (text: string) => text.replaceAll('%', '%25').replaceAll('/', '%2F');

/**
 * Builds company > tool > model, company > org > team, cost centres and tool x team over the leaves; aggregates first
 * (sorted by level and id), then the leaves in the order given.
 */
export function buildHierarchy(leaves: readonly LeafKey[], teams: readonly TeamPlace[]): HierarchyNode[] {
  const places = new Map(teams.map((t) => [t.team, t]));
  const nodes = new Map<string, HierarchyNode>();
  const add = (level: NodeLevel, keys: string[], fields: Partial<HierarchyNode>, leaf: number) => {
    const id = [level, ...keys.map(part)].join('/');
    const node = nodes.get(id);
    if (node) node.leaves.push(leaf);
    else nodes.set(id, { id, level, ...EMPTY, ...fields, leaves: [leaf] });
  };
  leaves.forEach(({ tool, model, team }, i) => {
    const place = places.get(team);
    const org = place?.org ?? null;
    const costCenter = place?.costCenter ?? null;
    add('company', [], {}, i);
    add('tool', [tool], { tool }, i);
    if (model !== null) add('model', [tool, model], { tool, model }, i);
    if (org !== null) add('org', [org], { org }, i);
    if (costCenter !== null) add('cost_center', [costCenter], { costCenter }, i);
    add('team', [team], { team, org, costCenter }, i);
    add('tool_team', [tool, team], { tool, team, org, costCenter }, i);
  });
  const order: NodeLevel[] = ['company', 'tool', 'model', 'org', 'cost_center', 'team', 'tool_team'];
  const aggregates = [...nodes.values()].sort(
    (a, b) => order.indexOf(a.level) - order.indexOf(b.level) || (a.id < b.id ? -1 : 1),
  );
  const finest = leaves.map(({ tool, model, team }, i): HierarchyNode => {
    const place = places.get(team);
    const id = ['leaf', part(tool), model === null ? '-' : part(model), part(team)].join('/');
    const { org = null, costCenter = null } = place ?? {};
    return { id, level: 'leaf', tool, model, team, org, costCenter, leaves: [i] };
  });
  return [...aggregates, ...finest];
}
