import { outcome, outcomeIncident, outcomeRelation } from '../../core/contracts/index.ts';
import { addDays, firstOfMonth } from '../../core/days.ts';
import { whereOf } from '../kit/answer.ts';
import { insideOf } from '../kit/door.ts';
import { rangeOf } from '../kit/outcome-rows.ts';
import {
  type DayRange,
  type HttpRequest,
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type Parsed,
  SourceDataError,
} from '../source.ts';
import { type ChangesInside, changesDoor, type IncidentsInside, incidentsDoor } from './door.ts';
import { type Carry, changeRows, idOf, incidentRows, versionOf } from './rows.ts';
import { settingsOf } from './settings.ts';

const PAGE = 100;
/** `offset` and `limit` together may not pass this. */
const LAST_OFFSET = 10_000;

const carryOf = (page: LandedPage) => page.request.carry as Carry | undefined;

function parse(page: LandedPage, context: ParseContext): Parsed {
  const carry = carryOf(page);
  if (carry !== undefined) {
    const { value, notes } = insideOf<ChangesInside>(page);
    return { rows: changeRows(value, carry), notes };
  }
  const { value, notes } = insideOf<IncidentsInside>(page);
  const settings = settingsOf(context.settings);
  const { from, to } = rangeOf(page);
  const inside = value.incidents.filter(
    ({ createdAt }) => createdAt.slice(0, 10) >= from && createdAt.slice(0, 10) < to,
  );
  const rows = inside.flatMap((i) => {
    if (i.resolvedAt === null || i.resolvedAt >= i.createdAt) return incidentRows(i, settings);
    notes.push({ code: 'quarantined', detail: `incident ${i.id}: resolved ${i.resolvedAt}, created ${i.createdAt}` });
    return [];
  });
  return { rows, notes };
}

/** Months of at most this many days are asked at once: the vendor answers no longer window, and no offset beyond 10,000. */
const SLICE_DAYS = 90;

function incidentsRequest(range: DayRange, from: string, offset: number): HttpRequest {
  const end = addDays(from, SLICE_DAYS);
  const until = end < range.to ? end : range.to;
  return {
    method: 'GET',
    path: '/incidents',
    query: [
      ['since', `${from}T00:00:00Z`],
      ['until', `${until}T00:00:00Z`],
      ['sort_by', 'created_at:asc'],
      ['limit', String(PAGE)],
      ['offset', String(offset)],
    ],
  };
}

function nextRequest(page: LandedPage): HttpRequest | null {
  if (carryOf(page) !== undefined) return null;
  const range = rangeOf(page);
  const asked = new Map(page.request.query);
  const since = asked.get('since')!.slice(0, 10);
  const until = asked.get('until')!.slice(0, 10);
  const { next } = insideOf<IncidentsInside>(page).value;
  if (next === null) return until < range.to ? incidentsRequest(range, until, 0) : null;
  if (next + PAGE <= LAST_OFFSET && next > Number(asked.get('offset'))) return incidentsRequest(range, since, next);
  throw new SourceDataError(
    `there are more incidents from ${since} on than one list gives`,
    whereOf(page),
    'Set start of the connection to a later day.',
  );
}

function followUps(page: LandedPage, given: Readonly<Record<string, unknown>>): HttpRequest[] {
  const settings = settingsOf(given);
  if (carryOf(page) !== undefined || !settings.change_events) return [];
  return insideOf<IncidentsInside>(page).value.incidents.map((i) => {
    const dt = firstOfMonth(i.createdAt.slice(0, 10));
    const carry: Carry = { dt, outcomeId: idOf(i, settings.account), versionAt: versionOf(i) };
    return { method: 'GET', path: `/incidents/${i.id}/related_change_events`, query: [], carry };
  });
}

/** Incidents by the month they began in; the last month is asked again for late solutions. */
export const incidents: HttpStream = {
  kind: 'http',
  name: 'incidents',
  tables: [outcome, outcomeIncident, outcomeRelation],
  window: 'month',
  repullDays: 30,
  maxDaysPerRequest: 366,
  firstRequest: (range) => incidentsRequest(range, range.from, 0),
  atTheDoor: (page) => (carryOf(page) === undefined ? incidentsDoor(page) : changesDoor(page)),
  nextRequest,
  followUps,
  parse,
};
