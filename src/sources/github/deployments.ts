import { z } from 'zod';
import { outcome, outcomeDeployment, outcomeRelation } from '../../core/contracts/index.ts';
import { addDays } from '../../core/days.ts';
import { readAnswer, whereOf } from '../kit/answer.ts';
import { instant, text } from '../kit/fields.ts';
import { inOrder, monthWindowOf, OutcomeRows, rangeOf } from '../kit/outcome-rows.ts';
import {
  type HttpRequest,
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type Parsed,
  SourceDataError,
} from '../source.ts';
import { graphql } from './pulls-query.ts';
import { GITHUB, type GithubSettings, keyOfRepo, settingsOf } from './settings.ts';

const QUERY = `query($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    deployments(first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { databaseId commitOid environment createdAt updatedAt statuses(first: 20) { nodes { state createdAt } } }
      pageInfo { hasNextPage endCursor }
    }
  }
  rateLimit { cost remaining resetAt }
}`;

const deployment = z.object({
  databaseId: z.int(),
  commitOid: z.string(),
  environment: text,
  createdAt: instant,
  updatedAt: instant,
  statuses: z.object({ nodes: z.array(z.object({ state: z.string(), createdAt: instant })) }).nullable(),
});

const answer = z.object({
  data: z.object({
    repository: z.object({
      deployments: z.object({
        nodes: z.array(deployment),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }),
      }),
    }),
    rateLimit: z.unknown().optional(),
  }),
});

type Deployment = z.output<typeof deployment>;

/** Commits that a deployment brought out: `GET compare`, at most 250 of them. */
const compared = z.object({ status: z.string(), commits: z.array(z.looseObject({ sha: z.string() })) });

/** What a comparison knows of the deployment it is for. */
interface CompareFor {
  readonly dt: string;
  readonly outcomeId: string;
  readonly versionAt: string;
  readonly at: string;
}

/** Statuses may follow a deployment for this many days. */
const STATUS_DAYS = 30;

const SUCCESS = new Set(['success', 'active']);
const FAILURE = new Set(['failure', 'error']);

/** Result of a deployment: a success counts also when a later deployment has made it inactive. */
function resultOf({ statuses }: Deployment): { result: string; at: string | null } {
  const states = (statuses?.nodes ?? []).map((s) => ({ ...s, state: s.state.toLowerCase() }));
  const first = (words: ReadonlySet<string>) =>
    states
      .filter((s) => words.has(s.state))
      .reduce<string | null>((a, s) => (a === null || s.createdAt < a ? s.createdAt : a), null);
  const success = first(SUCCESS);
  if (success !== null) return { result: 'success', at: success };
  const failure = first(FAILURE);
  return failure === null ? { result: 'running', at: null } : { result: 'failure', at: failure };
}

/** When the deployment or its statuses changed last. */
function versionOf(d: Deployment): string {
  return (d.statuses?.nodes ?? []).reduce((a, s) => (s.createdAt > a ? s.createdAt : a), d.updatedAt);
}

const idOf = (d: Deployment, repo: string) => `${GITHUB}:${repo}:deployment:${d.databaseId}`;
const isProduction = (d: Deployment, settings: Pick<GithubSettings, 'production'>) =>
  d.environment !== null && settings.production.includes(d.environment.toLowerCase());

function deploymentRows(d: Deployment, dt: string, settings: GithubSettings) {
  const repo = settings.unit;
  const { result, at } = resultOf(d);
  const to = new OutcomeRows(dt, idOf(d, repo), versionOf(d));
  to.add(outcome, {
    outcome_type: 'deployment',
    scope: repo,
    native_id: String(d.databaseId),
    status: result === 'success' ? 'accepted' : result === 'running' ? 'open' : 'rejected',
    repo: keyOfRepo(repo, settings),
    owner_hint: repo,
    opened_at: d.createdAt,
    accepted_at: result === 'success' ? at : null,
    closed_at: at,
  });
  to.add(outcomeDeployment, {
    repo: keyOfRepo(repo, settings),
    application: repo.slice(repo.indexOf('/') + 1),
    environment: d.environment,
    is_production: isProduction(d, settings),
    sha: d.commitOid.toLowerCase(),
    result,
    started_at: d.createdAt,
    ended_at: at,
  });
  to.add(outcomeRelation, {
    relation: 'carries',
    target_kind: 'sha',
    target: d.commitOid.toLowerCase(),
    evidence: 'deployed',
    happened_at: at,
    confidence_bp: 10_000n,
  });
  return to.rows;
}

function parse(page: LandedPage, context: ParseContext): Parsed {
  const compare = page.request.carry as CompareFor | undefined;
  if (compare !== undefined) {
    const { value } = readAnswer(compared, page);
    const to = new OutcomeRows(compare.dt, compare.outcomeId, compare.versionAt);
    const head = page.request.path.slice(page.request.path.lastIndexOf('.') + 1);
    for (const { sha } of value.commits) {
      if (sha.toLowerCase() === head) continue;
      to.add(outcomeRelation, {
        relation: 'carries',
        target_kind: 'sha',
        target: sha.toLowerCase(),
        evidence: 'ancestry',
        happened_at: compare.at,
        confidence_bp: 10_000n,
      });
    }
    return { rows: to.rows, notes: [] };
  }
  const settings = settingsOf(context.settings);
  const { value, notes } = readAnswer(answer, page);
  const range = rangeOf(page);
  const rows = value.data.repository.deployments.nodes.flatMap((d) => {
    const dt = monthWindowOf(versionOf(d), range);
    return dt === null ? [] : inOrder(deploymentRows(d, dt, settings), notes);
  });
  return { rows, notes };
}

function nextRequest(page: LandedPage): HttpRequest | null {
  if (page.request.carry !== undefined) return null;
  const { nodes, pageInfo } = readAnswer(answer, page).value.data.repository.deployments;
  const oldest = nodes.at(-1)?.createdAt.slice(0, 10);
  if (!pageInfo.hasNextPage || (oldest !== undefined && oldest < addDays(rangeOf(page).from, -STATUS_DAYS)))
    return null;
  if (pageInfo.endCursor === null) {
    throw new SourceDataError(
      'the answer says there are more pages but gives no endCursor',
      whereOf(page),
      'Run again.',
    );
  }
  const { query, variables } = page.request.body as { query: string; variables: Record<string, unknown> };
  return graphql(query, { ...variables, after: pageInfo.endCursor });
}

/** For each successful deployment the commits since the one before it in the same environment, as far as the page shows it. */
function followUps(page: LandedPage): HttpRequest[] {
  if (page.request.carry !== undefined) return [];
  const { owner, name } = (page.request.body as { variables: { owner: string; name: string } }).variables;
  const range = rangeOf(page);
  const done = readAnswer(answer, page).value.data.repository.deployments.nodes.filter(
    (d) => resultOf(d).result === 'success',
  );
  return done.flatMap((d, index): HttpRequest[] => {
    const before = done.slice(index + 1).find((other) => other.environment === d.environment);
    const dt = monthWindowOf(versionOf(d), range);
    if (dt === null || before === undefined || before.commitOid === d.commitOid) return [];
    const carry: CompareFor = {
      dt,
      outcomeId: idOf(d, `${owner}/${name}`),
      versionAt: versionOf(d),
      at: resultOf(d).at!,
    };
    const path = `/repos/${owner}/${name}/compare/${before.commitOid}...${d.commitOid}`;
    return [{ method: 'GET', path, query: [['per_page', '250']], carry }];
  });
}

/** Only the ids of commits are let in of a comparison: it holds messages, names and patches. */
function atTheDoor(page: LandedPage): unknown {
  if (page.request.carry === undefined) return page.body;
  const { value } = readAnswer(compared, page);
  return { status: value.status, commits: value.commits.map(({ sha }) => ({ sha })) };
}

/** Deployments by the month they changed last in, with the commits each brought out. */
export const deployments: HttpStream = {
  kind: 'http',
  name: 'deployments',
  tables: [outcome, outcomeDeployment, outcomeRelation],
  optional: true,
  window: 'month',
  units: (settings) => settingsOf(settings).repos,
  repullDays: 1,
  maxDaysPerRequest: 366,
  firstRequest: (_range, settings) => {
    const [owner, name] = settingsOf(settings).unit.split('/');
    return graphql(QUERY, { owner, name, after: null });
  },
  atTheDoor,
  nextRequest,
  followUps,
  parse,
};
