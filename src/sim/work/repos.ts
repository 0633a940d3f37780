import { repoOf } from '../../core/repo-key.ts';
import type { Random } from '../company/random.ts';
import type { FileChange, Repo } from './types.ts';

/** Organisation on the code host. */
export const CODE_ORG = 'northwind';

const repo = (team: string, name: string, isService = true): Repo => {
  const remote = `https://github.com/${CODE_ORG}/${name}.git`;
  return {
    fullName: `${CODE_ORG}/${name}`,
    key: repoOf(remote)!,
    remote,
    team,
    defaultBranch: 'main',
    isService,
  };
};

/** Every repository of the company. */
export const REPOS: readonly Repo[] = [
  repo('checkout', 'checkout-api'),
  repo('checkout', 'checkout-web'),
  repo('search', 'search-service'),
  repo('search', 'search-index', false),
  repo('mobile', 'mobile-app', false),
  repo('web-platform', 'web-app'),
  repo('web-platform', 'design-kit', false),
  repo('platform-infra', 'infra-live', false),
  repo('platform-infra', 'edge-proxy'),
  repo('security', 'auth-service'),
  repo('developer-experience', 'dev-tools', false),
  repo('data-platform', 'data-pipelines'),
  repo('data-platform', 'event-lake', false),
  repo('ml-research', 'ranking-models', false),
  repo('analytics', 'metrics-notebooks', false),
  repo('product-design', 'prototypes', false),
  repo('customer-support', 'support-macros', false),
  repo('marketing', 'campaign-site', false),
  repo('finance-ops', 'finance-scripts', false),
];

const byTeam = new Map<string, Repo[]>();
for (const one of REPOS) byTeam.set(one.team, [...(byTeam.get(one.team) ?? []), one]);

/** Repositories a team works in. */
export const reposOf = (team: string): readonly Repo[] => byTeam.get(team) ?? [];

const AREAS = ['api', 'core', 'jobs', 'model', 'store', 'ui', 'util', 'view'];
const NAMES = ['cart', 'client', 'config', 'errors', 'index', 'limits', 'rates', 'session', 'sync', 'tokens'];

/** Some files of a repository that lie close together, most of them in one area. */
export function drawFiles(random: Random, count: number): string[] {
  const home = random.pick(AREAS);
  const files = new Set<string>();
  for (let i = 0; i < count; i++) {
    const area = random.chance(0.75) ? home : random.pick(AREAS);
    const name = random.pick(NAMES);
    files.add(random.chance(0.3) ? `test/${area}/${name}.test.ts` : `src/${area}/${name}.ts`);
  }
  if (random.chance(0.1)) files.add('package-lock.json');
  return [...files];
}

/** Line changes over files; the lock file takes hundreds of lines that nobody wrote. */
export function changesOf(random: Random, files: readonly string[], size: number): FileChange[] {
  return files.map((path) => {
    const additions =
      path === 'package-lock.json' ? random.whole(150, 900) : Math.max(1, Math.round(size * random.wobble(0.6)));
    return { path, additions, deletions: Math.round(additions * 0.8 * random.next()) };
  });
}
