import { outcome, outcomeEvent, outcomeEvidence, outcomeLabel, outcomeRelation } from '../../core/contracts/index.ts';
import { addDays } from '../../core/days.ts';
import { readAnswer, whereOf } from '../kit/answer.ts';
import { insideOf } from '../kit/door.ts';
import { inOrder, monthWindowOf, rangeOf } from '../kit/outcome-rows.ts';
import {
  type DayRange,
  type HttpRequest,
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type Parsed,
  SourceDataError,
} from '../source.ts';
import {
  type ChangeInside,
  type HistoryInside,
  historyDoor,
  type IssueInside,
  type SearchInside,
  searchDoor,
} from './door.ts';
import { issueRows } from './rows.ts';
import { type JiraSettings, settingsOf } from './settings.ts';
import { statusAnswer } from './shape.ts';

const STATUS_PATH = '/rest/api/3/status';
const SEARCH_PATH = '/rest/api/3/search/jql';
const HISTORY_PATH = '/rest/api/3/changelog/bulkfetch';
const FIELDS = 'issuetype project status resolution created updated labels components assignee parent issuelinks'.split(
  ' ',
);

/** What later pages of a chain know: categories by status id, and for histories the issues they are of. */
interface Carry {
  readonly categories: Readonly<Record<string, string>>;
  readonly issues?: readonly IssueInside[];
  readonly changes?: readonly ChangeInside[];
}

const carryOf = (page: LandedPage) => (page.request.carry ?? { categories: {} }) as Carry;

/** Issues of a project that changed in the range, by change. Jira reads the days in the time zone of the account: a day more on both sides. */
function searchRequest(range: DayRange, settings: JiraSettings, carry: Carry, token: string | null): HttpRequest {
  const from = addDays(range.from, -1);
  const jql = `project = "${settings.unit}" AND updated >= "${from} 00:00" ORDER BY updated ASC`;
  const body = {
    jql,
    fields: FIELDS,
    maxResults: settings.page_size,
    ...(token === null ? {} : { nextPageToken: token }),
  };
  return { method: 'POST', path: SEARCH_PATH, query: [], body, carry };
}

function historyRequest(carry: Carry, token: string | null): HttpRequest {
  const body = {
    issueIdsOrKeys: carry.issues!.map((issue) => issue.id),
    fieldIds: ['status', 'Key'],
    maxResults: 1000,
    ...(token === null ? {} : { nextPageToken: token }),
  };
  return { method: 'POST', path: HISTORY_PATH, query: [], body, carry };
}

/** Issues and all changes known with this page; null while more pages of their histories follow. */
function wholeHistory(page: LandedPage): { issues: readonly IssueInside[]; changes: ChangeInside[] } | null {
  const { value } = insideOf<HistoryInside>(page);
  if (value.next !== null) return null;
  const { issues, changes } = carryOf(page);
  return { issues: issues ?? [], changes: [...(changes ?? []), ...value.changes] };
}

function parse(page: LandedPage, context: ParseContext): Parsed {
  if (page.request.path === STATUS_PATH) return { rows: [], notes: readAnswer(statusAnswer, page).notes };
  if (page.request.path === SEARCH_PATH) return { rows: [], notes: insideOf<SearchInside>(page).notes };
  const { notes } = insideOf<HistoryInside>(page);
  const whole = wholeHistory(page);
  if (whole === null) return { rows: [], notes };
  const range = rangeOf(page);
  const settings = settingsOf(context.settings);
  const categories = new Map(Object.entries(carryOf(page).categories));
  const unknown = new Set(
    whole.changes.filter((c) => c.field === 'status' && c.to !== null && !categories.has(c.to)).map((c) => c.to!),
  );
  for (const status of unknown)
    notes.push({ code: 'unknown_word', detail: `status ${status}: deleted, or of a project nobody may see` });
  const rows = whole.issues.flatMap((issue) => {
    const dt = monthWindowOf(issue.updated, range);
    const own = whole.changes
      .filter((c) => c.issueId === issue.id)
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return dt === null ? [] : inOrder(issueRows(issue, own, { dt, settings, categories }), notes);
  });
  return { rows, notes };
}

function nextRequest(page: LandedPage): HttpRequest | null {
  const { path, body } = page.request;
  if (path === STATUS_PATH) return null;
  const asked = body as Record<string, unknown>;
  const { next } = insideOf<SearchInside | HistoryInside>(page).value;
  if (next === null) return null;
  if (next === asked.nextPageToken) {
    throw new SourceDataError('the answer gives the page token it was asked with', whereOf(page), 'Run again.');
  }
  if (path === SEARCH_PATH) return { ...page.request, body: { ...asked, nextPageToken: next } };
  const carry = carryOf(page);
  const changes = [...(carry.changes ?? []), ...insideOf<HistoryInside>(page).value.changes];
  return historyRequest({ ...carry, changes }, next);
}

function followUps(page: LandedPage, settings: Readonly<Record<string, unknown>>): HttpRequest[] {
  const { path } = page.request;
  if (path === STATUS_PATH) {
    const categories = Object.fromEntries(
      readAnswer(statusAnswer, page).value.map((s) => [s.id, s.statusCategory.key]),
    );
    return [searchRequest(rangeOf(page), settingsOf(settings), { categories }, null)];
  }
  if (path !== SEARCH_PATH) return [];
  const { issues } = insideOf<SearchInside>(page).value;
  return issues.length === 0 ? [] : [historyRequest({ categories: carryOf(page).categories, issues }, null)];
}

/** Issues of a project by the month they changed last in, each with its changes of status. */
export const issues: HttpStream = {
  kind: 'http',
  name: 'issues',
  tables: [outcome, outcomeLabel, outcomeEvidence, outcomeEvent, outcomeRelation],
  window: 'month',
  units: (settings) => settingsOf(settings).projects,
  repullDays: 1,
  maxDaysPerRequest: 366,
  firstRequest: () => ({ method: 'GET', path: STATUS_PATH, query: [] }),
  atTheDoor: (page, context) => {
    if (page.request.path === STATUS_PATH) return page.body;
    return page.request.path === SEARCH_PATH ? searchDoor(page, context) : historyDoor(page, context);
  },
  nextRequest,
  followUps,
  parse,
};
