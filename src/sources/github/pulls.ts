import {
  outcome,
  outcomeCommit,
  outcomeEvent,
  outcomeEvidence,
  outcomeFile,
  outcomeLabel,
  outcomeRelation,
  outcomeReview,
} from '../../core/contracts/index.ts';
import { insideOf } from '../kit/door.ts';
import { inOrder, monthWindowOf, OutcomeRows, rangeOf } from '../kit/outcome-rows.ts';
import type { HttpRequest, HttpStream, LandedPage, ParseContext, Parsed } from '../source.ts';
import { addCommits, addFiles, pullId, pullRows } from './pull-rows.ts';
import { type MoreInside, moreDoor, type PullsInside, pullsDoor } from './pulls-door.ts';
import { type MoreOf, moreRequest, pullsRequest } from './pulls-query.ts';
import { settingsOf } from './settings.ts';

const moreOf = (page: LandedPage) => page.request.carry as MoreOf | undefined;

function parse(page: LandedPage, context: ParseContext): Parsed {
  const more = moreOf(page);
  if (more !== undefined) {
    const { value, notes } = insideOf<MoreInside>(page);
    const to = new OutcomeRows(more.dt, more.outcomeId, more.versionAt);
    addCommits(to, value.commits, more.read);
    addFiles(to, value.files);
    return { rows: to.rows, notes };
  }
  const settings = settingsOf(context.settings);
  const { value, notes } = insideOf<PullsInside>(page);
  if (value.repository.toLowerCase() !== settings.unit.toLowerCase()) {
    notes.push({ code: 'repo_renamed', detail: `${settings.unit} is now ${value.repository}` });
  }
  const range = rangeOf(page);
  const rows = value.pulls.flatMap((pull) => {
    const dt = monthWindowOf(pull.updatedAt, range);
    return dt === null ? [] : inOrder(pullRows(pull, { dt, defaultBranch: value.defaultBranch, settings }), notes);
  });
  return { rows, notes };
}

/** The next page, until one ends before the range; further commits page by page. */
function nextRequest(page: LandedPage): HttpRequest | null {
  const more = moreOf(page);
  if (more !== undefined) {
    const { value } = insideOf<MoreInside>(page);
    const read = more.read + value.commits.length + value.files.length;
    return value.next === null ? null : moreRequest({ ...more, read }, value.next);
  }
  const { value } = insideOf<PullsInside>(page);
  const oldest = value.pulls.at(-1)?.updatedAt;
  if (value.next === null || (oldest !== undefined && oldest.slice(0, 10) < rangeOf(page).from)) return null;
  const { body } = page.request as { body: { query: string; variables: Record<string, unknown> } };
  return { ...page.request, body: { ...body, variables: { ...body.variables, after: value.next } } };
}

/** Pull requests with more commits or files than one page holds. */
function followUps(page: LandedPage): HttpRequest[] {
  if (moreOf(page) !== undefined) return [];
  const range = rangeOf(page);
  const { owner, name } = (page.request.body as { variables: { owner: string; name: string } }).variables;
  return insideOf<PullsInside>(page).value.pulls.flatMap((pull) => {
    const dt = monthWindowOf(pull.updatedAt, range);
    if (dt === null) return [];
    const of = { id: pull.id, dt, outcomeId: pullId(`${owner}/${name}`, pull.number), versionAt: pull.updatedAt };
    return [
      ...(pull.commitsNext === null
        ? []
        : [moreRequest({ ...of, what: 'commits', read: pull.commits.length }, pull.commitsNext)]),
      ...(pull.filesNext === null
        ? []
        : [moreRequest({ ...of, what: 'files', read: pull.files.length }, pull.filesNext)]),
    ];
  });
}

/** Pull requests by the month they changed last in, newest change first, each with commits, files, reviews and traces. */
export const pulls: HttpStream = {
  kind: 'http',
  name: 'pulls',
  tables: [
    outcome,
    outcomeCommit,
    outcomeFile,
    outcomeReview,
    outcomeLabel,
    outcomeEvidence,
    outcomeRelation,
    outcomeEvent,
  ],
  window: 'month',
  units: (settings) => settingsOf(settings).repos,
  repullDays: 1,
  maxDaysPerRequest: 366,
  firstRequest: (_range, settings) => pullsRequest(settingsOf(settings)),
  atTheDoor: (page, context) => (moreOf(page) === undefined ? pullsDoor(page, context) : moreDoor(page, context)),
  nextRequest,
  followUps,
  parse,
};
