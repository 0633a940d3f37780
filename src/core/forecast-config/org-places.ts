/** A team and the team above it. */
export interface TeamParent {
  readonly team: string;
  readonly parent: string | null;
}

/** Teams from a team up to the top, itself first. A circle ends where it closes. */
export function ancestors(team: string, parents: ReadonlyMap<string, string | null>): string[] {
  const chain: string[] = [];
  for (let at: string | null = team; at !== null && !chain.includes(at); at = parents.get(at) ?? null) chain.push(at);
  return chain;
}

/**
 * The org of every team: the highest team below the one top that all share, or the highest team where there are several
 * tops. A team that nothing reports to and that stands highest itself has none.
 */
export function orgOfTeams(teams: readonly TeamParent[]): Map<string, string | null> {
  const parents = new Map(teams.map((t) => [t.team, t.parent]));
  const tops = new Set(teams.map((t) => ancestors(t.team, parents).at(-1)!));
  const withTeams = new Set(teams.flatMap((t) => (t.parent === null ? [] : [t.parent])));
  return new Map(
    teams.map(({ team }) => {
      const chain = ancestors(team, parents);
      const org = tops.size === 1 ? chain.at(-2) : chain.at(-1);
      return [team, org === undefined || (org === team && !withTeams.has(team)) ? null : org];
    }),
  );
}

/** How a budget of a team is watched: the team alone, everything below an org, or the whole company. */
export type TeamScope = { readonly kind: 'team' | 'org'; readonly id: string } | { readonly kind: 'company' };

/** The node a team budget stands for; null for a team in the middle, whose parts are no node of the forecast. */
export function scopeOfTeam(team: string, teams: readonly TeamParent[]): TeamScope | null {
  const hasTeams = teams.some((t) => t.parent === team);
  if (!hasTeams) return { kind: 'team', id: team };
  const tops = teams.filter((t) => t.parent === null);
  if (tops.length === 1 && tops[0]!.team === team) return { kind: 'company' };
  return [...orgOfTeams(teams).values()].includes(team) ? { kind: 'org', id: team } : null;
}
