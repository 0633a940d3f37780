import { REPOS, TRACKERS, WORK_FIRST_DAY } from '../work/index.ts';
import { comparison, graphqlData } from './github/answers.ts';
import type { SimVendor, VendorAnswer, VendorHttp } from './vendor.ts';

const KEY = 'ghs_simulated_not_a_secret';

const error: VendorHttp['error'] = (_status, message) => ({ message, documentation_url: 'https://example.com/docs' });

const answer: VendorHttp['answer'] = ({ path, method, body }, world): VendorAnswer => {
  const found = (data: unknown, message: string): VendorAnswer =>
    data === null
      ? { kind: 'body', status: 404, body: error(404, message) }
      : { kind: 'body', status: 200, body: data };
  const compare = /^\/repos\/([^/]+\/[^/]+)\/compare\/(\w+)\.\.\.(\w+)$/.exec(path);
  if (compare !== null) return found(comparison(compare[1]!, compare[2]!, compare[3]!, world), 'Not Found');
  if (path !== '/graphql' || method !== 'POST') return found(null, 'Not Found');
  const { query, variables } = (body ?? {}) as { query?: string; variables?: Record<string, unknown> };
  if (typeof query !== 'string') return { kind: 'body', status: 400, body: error(400, 'Problems parsing JSON') };
  const data = graphqlData(query, variables ?? {}, world);
  // A repository that nobody may see answers 200, as GraphQL does.
  if (data === null) {
    const name = `${String(variables?.owner)}/${String(variables?.name)}`;
    const message = `Could not resolve to a Repository with the name '${name}'.`;
    return {
      kind: 'body',
      status: 200,
      body: { data: { repository: null }, errors: [{ type: 'NOT_FOUND', message }] },
    };
  }
  return { kind: 'body', status: 200, body: { data } };
};

/** GitHub: pull requests with what belongs to them and deployments over GraphQL, comparisons over REST. */
export const github: SimVendor = {
  name: 'github',
  charges: () => [],
  files: (world, baseUrl) => ({
    connections: [
      {
        id: 'github-main',
        source: 'github',
        base_url: `${baseUrl}/github`,
        secret: 'GITHUB_TOKEN',
        repos: REPOS.map((r) => r.fullName),
        trackers: Object.fromEntries(
          Object.values(TRACKERS)
            .filter((t) => t.system === 'linear')
            .map((t) => [t.project, t.system]),
        ),
        ai_labels: ['ai-assisted'],
        page_size: 100,
        start: WORK_FIRST_DAY,
      },
    ],
    owners: REPOS.map((r) => ({
      owner_kind: 'repo',
      provider: 'github',
      external_id: r.fullName,
      team_id: r.team,
      pool: '',
      valid_from: '2026-01-01',
      valid_to: '',
    })),
    identities: world.known.people
      .filter((p) => p.employed)
      .map((p) => ({
        provider: 'github',
        external_id: p.login,
        email: p.email,
        valid_from: '2025-02-01',
        valid_to: '',
      })),
  }),
  http: {
    prefix: '/github',
    secret: 'GITHUB_TOKEN',
    key: KEY,
    methods: ['GET', 'POST'],
    authorised: (headers) => headers.authorization === `Bearer ${KEY}`,
    error,
    answer,
  },
};
