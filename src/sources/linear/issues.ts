import { outcome, outcomeEvent, outcomeEvidence, outcomeLabel, outcomeRelation } from '../../core/contracts/index.ts';
import { whereOf } from '../kit/answer.ts';
import { insideOf } from '../kit/door.ts';
import { inOrder, monthWindowOf, rangeOf } from '../kit/outcome-rows.ts';
import {
  type HttpRequest,
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type Parsed,
  SourceDataError,
} from '../source.ts';
import { type IssuesInside, issuesDoor, type SessionsInside, sessionsDoor } from './door.ts';
import { after, type Carry, issuesRequest, sessionsRequest } from './query.ts';
import { issueRows } from './rows.ts';
import { settingsOf } from './settings.ts';

const carryOf = (page: LandedPage) => page.request.carry as Carry;

/** Sessions known with this page, and whether the list goes on into the range. */
function sessionsSoFar(page: LandedPage): { carry: Carry; next: string | null } {
  const { value } = insideOf<SessionsInside>(page);
  const carry = carryOf(page);
  const oldest = value.sessions.at(-1)?.updatedAt.slice(0, 10);
  const isOver = value.next === null || (oldest !== undefined && oldest < rangeOf(page).from);
  return { carry: { ...carry, sessions: [...carry.sessions, ...value.sessions] }, next: isOver ? null : value.next };
}

function parse(page: LandedPage, context: ParseContext): Parsed {
  const carry = carryOf(page);
  if (carry.what === 'sessions') return { rows: [], notes: insideOf<SessionsInside>(page).notes };
  const { value, notes } = insideOf<IssuesInside>(page);
  const range = rangeOf(page);
  const settings = settingsOf(context.settings);
  const rows = value.issues.flatMap((issue) => {
    const dt = monthWindowOf(issue.updatedAt, range);
    const sessions = carry.sessions.filter((s) => s.issue === issue.id);
    return dt === null ? [] : inOrder(issueRows(issue, { dt, settings, sessions }), notes);
  });
  return { rows, notes };
}

function nextRequest(page: LandedPage): HttpRequest | null {
  const carry = carryOf(page);
  const found =
    carry.what === 'sessions' ? sessionsSoFar(page) : { carry, next: insideOf<IssuesInside>(page).value.next };
  if (found.next === null) return null;
  if (found.next !== '') return after(page.request, found.next, found.carry);
  throw new SourceDataError('the answer says there are more pages but gives no endCursor', whereOf(page), 'Run again.');
}

function followUps(page: LandedPage): HttpRequest[] {
  if (carryOf(page).what !== 'sessions') return [];
  const { carry, next } = sessionsSoFar(page);
  return next === null ? [issuesRequest(rangeOf(page), carry)] : [];
}

/** Issues of a team by the month they changed last in, with history, delegates and agent sessions. */
export const issues: HttpStream = {
  kind: 'http',
  name: 'issues',
  tables: [outcome, outcomeLabel, outcomeEvidence, outcomeEvent, outcomeRelation],
  window: 'month',
  units: (settings) => settingsOf(settings).teams,
  repullDays: 1,
  maxDaysPerRequest: 366,
  firstRequest: (range, settings) => {
    const { unit, page_size, agent_sessions } = settingsOf(settings);
    return agent_sessions
      ? sessionsRequest({ unit, page_size })
      : issuesRequest(range, { first: page_size, team: unit, sessions: [] });
  },
  atTheDoor: (page, context) =>
    carryOf(page).what === 'sessions' ? sessionsDoor(page, context) : issuesDoor(page, context),
  nextRequest,
  followUps,
  parse,
};
