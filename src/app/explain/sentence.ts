import { addDays } from '../../core/days.ts';
import type { Cell } from '../../io/query-engine.ts';
import { OWNER_RUNGS, REASONS, SPLIT_STEPS, wordsFor } from './codes.ts';
import type { ExplainedLine, ExplainedRow, Row } from './explained-row.ts';
import { big, capital, day, exact, grouped, known, money, monthName, percent, short, text } from './words.ts';
import { workSentence } from './work-sentence.ts';

/** The sentences of a ledger row: which bill, which share, whose and why, which work, and what else was met; from codes only. */
export function ledgerSentences(row: ExplainedRow): string[] {
  const { ledger, line } = row;
  const share = percent(big(ledger.amount_micros), big(line.amount_micros));
  return [
    `${money(ledger.amount_micros, ledger.currency)} of ${billOf(line)}: ${share} of the line (${money(line.amount_micros, line.currency)}), divided ${splitWords(ledger)}.`,
    ...usageSentence(row),
    ownerSentence(row),
    workSentence(row),
    ...reasonSentences(ledger),
    `Rules version ${text(ledger.rule_version)}, build ${text(ledger.build_id)}.`,
  ];
}

/** The sentences of a bill line: which bill, which charge, what it is split into. */
export function lineSentences({ line, owners }: ExplainedLine): string[] {
  const rows = owners.reduce((sum, o) => sum + big(o.rows_count), 0n);
  const rest =
    owners.length === 0
      ? 'It has no ledger rows: its amount is 0 in whole micros.'
      : `It is divided into ${rows} ledger ${rows === 1n ? 'row' : 'rows'}.`;
  return [`${money(line.amount_micros, line.currency)} of ${billOf(line)}.`, rest];
}

function billOf(line: Row): string {
  const invoice = known(line.invoice_id) ? `, invoice ${text(line.invoice_id)}` : '';
  const state = line.bill_state === 'final' ? '' : ` (${text(line.bill_state)})`;
  const what = [line.charge_kind, line.tool, line.model, line.service_tier, line.token_kind].filter(known).map(text);
  const from = text(line.charge_from);
  const days = addDays(from, 1) === text(line.charge_to) ? from : `${from} to before ${text(line.charge_to)}`;
  return `${text(line.provider)}'s ${monthName(line.period)} bill${state}${invoice}, bill line ${short(line.bill_line_id)} (${what.join(', ')}; ${days}; from ${text(line.source)} by connection ${text(line.connection_id)})`;
}

function splitWords(ledger: Row): string {
  const steps = text(ledger.split_method).split('+');
  return steps.map((step) => wordsFor(SPLIT_STEPS, step)).join(', then ');
}

function usageSentence({ ledger, usage }: ExplainedRow): string[] {
  if (usage === null) {
    if (!known(ledger.usage_id)) return [];
    return [`It follows seat holding ${short(ledger.usage_id)}.`];
  }
  const tokens = known(usage.tokens) ? `, ${grouped(text(usage.tokens))} tokens` : '';
  const list = known(usage.list_cost) ? `, ${exact(text(usage.list_cost))} ${text(usage.currency)} at list price` : '';
  const session = known(ledger.session_id) ? `, session ${short(ledger.session_id)}` : '';
  return [
    `It follows usage ${short(usage.usage_id)} of ${day(usage.usage_day)} (${[usage.tool, usage.model].filter(known).map(text).join(', ')}${tokens}${list}; from ${text(usage.source)})${session}.`,
  ];
}

function ownerSentence(row: ExplainedRow): string {
  const { ledger, piece, teamName } = row;
  const rung = text(ledger.owner_method);
  if (ledger.owner_class === 'unattributed') {
    return `Nobody owns it: ${wordsFor(OWNER_RUNGS, rung)} (${rung}).`;
  }
  const team =
    teamName === null || teamName === ledger.team_id ? text(ledger.team_id) : `${teamName} (${text(ledger.team_id)})`;
  const confidence = percent(big(ledger.owner_confidence_bp), 10_000n);
  if (ledger.owner_class === 'shared') {
    return `It is shared: pool ${text(ledger.pool)} gives ${team} ${wordsFor(OWNER_RUNGS, rung)} (${rung}).`;
  }
  const whole = piece.reduce((sum, p) => sum + big(p.amount_micros), 0n);
  const others = piece.filter((p) => p.team_id !== ledger.team_id).map((p) => text(p.team_id));
  const part =
    others.length === 0
      ? ''
      : `; ${percent(big(ledger.amount_micros), whole)} of it, the rest is of ${others.join(', ')}`;
  return `Team ${team} owns it: ${wordsFor(OWNER_RUNGS, rung)} (${rung}, evidence ${confidence}${evidence(row)})${part}.`;
}

/** The thing that names the owner, as far as the published tables hold it. */
function evidence({ ledger, line, usage }: ExplainedRow): string {
  const first = (column: string) => [usage?.[column], line[column]].find(known);
  const named: Record<string, [string, Cell | undefined][]> = {
    O1_KEY: [
      ['API key', first('api_key')],
      ['project', first('project')],
      ['workspace', first('workspace')],
    ],
    O3_REPO: [['repository', ledger.repo]],
    O4_ACCOUNT_DEFAULT: [
      ['account', line.billing_account],
      ['tool', ledger.tool],
    ],
  };
  if (ledger.owner_method === 'O2_PERSON_TEAM' && known(ledger.person_key)) {
    return `, person ${short(ledger.person_key)} on ${day(ledger.usage_day)}`;
  }
  const things = (named[text(ledger.owner_method)] ?? []).filter(([, value]) => known(value));
  return things.length === 0 ? '' : `, ${things.map(([word, value]) => `${word} ${text(value)}`).join(', ')}`;
}

function reasonSentences(ledger: Row): string[] {
  const codes = text(ledger.reason_codes)
    .split(/[ ,]+/)
    .filter(
      (code) =>
        code !== ledger.owner_method && code !== ledger.split_method && code !== ledger.work_method && code !== '',
    );
  return [...new Set(codes)].map((code) => `${capital(wordsFor(REASONS, code))} (${code}).`);
}
