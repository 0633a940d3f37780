import { WORK_CLASSES, WORK_RUNGS, wordsFor } from './codes.ts';
import type { ExplainedRow, Row } from './explained-row.ts';
import { big, day, known, money, monthName, percent, short, text } from './words.ts';

/** What a row's money worked for and by which evidence; for money without an outcome its best candidate. */
export function workSentence({ ledger, links }: ExplainedRow): string {
  const what = wordsFor(WORK_CLASSES, text(ledger.work_class));
  const rung = text(ledger.work_method);
  const evidence = `by ${wordsFor(WORK_RUNGS, rung)} (${rung}, evidence ${percent(big(ledger.work_confidence_bp), 10_000n)})`;
  if (known(ledger.outcome_id))
    return `Work: ${what}: ${text(ledger.outcome_id)} ${evidence}${shareOf(ledger, links)}.`;
  if (known(ledger.work_item)) return `Work: ${what}: ${text(ledger.work_item)} ${evidence}${candidate(links)}.`;
  return `Work: ${what}${candidate(links)}.`;
}

/** Which part of a session slice with several outcomes goes to this one. */
function shareOf(ledger: Row, links: readonly Row[]): string {
  const own = links.find((link) => link.outcome_id === ledger.outcome_id);
  if (own === undefined || links.length < 2) return '';
  const weight = big(own.weight);
  const all = links.reduce((sum, link) => sum + big(link.weight), 0n);
  switch (own.link_split) {
    case 'AI_LINES':
      return `, ${weight} of ${all} AI lines`;
    case 'CAPPED_LINES':
      return `, ${weight} of ${all} changed lines (400 at most of each outcome)`;
    case 'SEGMENT':
      return `, ${percent(weight, all)} by the commits its requests led to`;
    case 'OVERRIDE':
      return `, ${percent(weight, all)} as decided`;
    default:
      return `, one of ${links.length} outcomes alike`;
  }
}

function candidate(links: readonly Row[]): string {
  const [hint] = links.filter((link) => known(link.hint_outcome_id));
  if (hint === undefined) return '';
  const rung = text(hint.hint_method);
  return `; best candidate ${text(hint.hint_outcome_id)} by ${wordsFor(WORK_RUNGS, rung)} (${rung}, evidence ${percent(big(hint.hint_confidence_bp), 10_000n)})`;
}

/** The whole row in one sentence: money, bill, share, session, person, team on the day, and the work with its evidence. */
export function headline({ ledger, line, links, usage }: ExplainedRow): string {
  const share = percent(big(ledger.amount_micros), big(line.amount_micros));
  const of = usage === null ? 'of the line' : `of the line, call ${short(usage.usage_id)}`;
  const session = known(ledger.session_id) ? `, session ${short(ledger.session_id)}` : '';
  const by = known(ledger.person_key) ? `${session === '' ? ', used' : ''} by ${short(ledger.person_key)}` : '';
  const team = known(ledger.team_id) ? ` (${text(ledger.team_id)} on ${day(ledger.usage_day)})` : ' (no team)';
  const work = known(ledger.outcome_id)
    ? `, linked to ${text(ledger.outcome_id)} by ${wordsFor(WORK_RUNGS, text(ledger.work_method))} (${percent(big(ledger.work_confidence_bp), 10_000n)})${shareOf(ledger, links)}`
    : `, ${wordsFor(WORK_CLASSES, text(ledger.work_class))}`;
  return `${money(ledger.amount_micros, ledger.currency)} of ${text(line.provider)}'s ${monthName(line.period)} invoice: ${share} ${of}${session}${by}${team}${work}.`;
}
