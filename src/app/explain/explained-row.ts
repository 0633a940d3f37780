import type { Cell, QueryEngine } from '../../io/query-engine.ts';
import { RunError, UsageError } from '../errors.ts';

/** A row of the warehouse by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** A ledger row with what it came from. */
export interface ExplainedRow {
  readonly ledger: Row;
  readonly line: Row;
  /** Usage the row's money follows, summed over its token kinds; null for seats, whole lines and pools. */
  readonly usage: Row | null;
  /** Money of a person in several teams: the rows of all of them for the same usage, the row itself among them. */
  readonly piece: readonly Row[];
  /** What its session slice was found to work for, one row per outcome or one that says why not; empty without a session. */
  readonly links: readonly Row[];
  /** Name of the owning team on the day; null when unattributed or not known by name. */
  readonly teamName: string | null;
}

/** A bill line with the ledger rows it was divided into. */
export interface ExplainedLine {
  readonly line: Row;
  /** Its rows per owner: team, method, reason, rows and micros, largest first. */
  readonly owners: readonly Row[];
}

const SHORTEST = 6;
const LISTED = 5;

const quoted = (value: Cell | undefined) =>
  value === null || value === undefined ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`;

/**
 * Finds the ledger row or bill line an id (or its beginning, 6 characters or more) names. Throws UsageError for a text
 * that cannot be an id or that several rows begin with, RunError when no published row has it.
 */
export async function findRow(engine: QueryEngine, id: string): Promise<{ kind: 'ledger' | 'line'; id: string }> {
  const wanted = id.toLowerCase();
  if (!new RegExp(`^[0-9a-f]{${SHORTEST},64}$`).test(wanted)) {
    throw new UsageError(
      `${id} is no ledger or bill line id: write at least ${SHORTEST} of its hexadecimal digits, as fct_ledger and fct_bill_line have them`,
    );
  }
  const { rows } = await engine.query(`
    SELECT * FROM (
      SELECT DISTINCT 'ledger' AS kind, ledger_id AS id FROM fct_ledger WHERE ledger_id LIKE '${wanted}%'
      UNION ALL
      SELECT DISTINCT 'line', bill_line_id FROM fct_bill_line WHERE bill_line_id LIKE '${wanted}%'
    ) AS found ORDER BY kind, id LIMIT ${LISTED + 1}`);
  const [first] = rows;
  if (first === undefined) {
    throw new RunError(
      `no published ledger row or bill line begins with ${wanted}; ids: tokenledger query "select ledger_id, team_id, amount_micros from fct_ledger limit 10"`,
    );
  }
  if (rows.length > 1) {
    const some = rows.slice(0, LISTED).map((r) => `${r.kind === 'line' ? 'bill line' : 'ledger row'} ${r.id}`);
    const more = rows.length > LISTED ? `\n… and more` : '';
    throw new UsageError(`${wanted} is the beginning of several ids; write more of it:\n${some.join('\n')}${more}`);
  }
  return { kind: first.kind as 'ledger' | 'line', id: String(first.id) };
}

/** Reads a ledger row with its bill line, its usage and its siblings. */
export async function readLedgerRow(engine: QueryEngine, id: string): Promise<ExplainedRow> {
  const ledger = await one(engine, `SELECT * FROM fct_ledger WHERE ledger_id = '${id}'`);
  const where = `period = ${quoted(ledger.period)} AND bill_line_id = ${quoted(ledger.bill_line_id)}`;
  const line = await one(engine, `SELECT * FROM fct_bill_line WHERE ${where}`);
  const { rows: usage } = await engine.query(`
    SELECT usage_id, max(source) AS source, max(tool) AS tool, max(model) AS model, max(usage_day) AS usage_day,
      max(workspace) AS workspace, max(project) AS project, max(api_key) AS api_key, max(repo) AS repo,
      max(person_key) AS person_key, max(session_id) AS session_id,
      CAST(sum(tokens) AS BIGINT) AS tokens, sum(list_cost) AS list_cost, max(currency) AS currency
    FROM fct_usage WHERE period = ${quoted(ledger.period)} AND usage_id = ${quoted(ledger.usage_id)} GROUP BY usage_id`);
  const same = (column: string) => `${column} IS NOT DISTINCT FROM ${quoted(ledger[column])}`;
  const isPersonal = ledger.owner_method === 'O2_PERSON_TEAM' && ledger.usage_id !== null;
  const piece = isPersonal
    ? await engine.query(`
        SELECT team_id, amount_micros FROM fct_ledger
        WHERE ${where} AND ${['usage_id', 'session_slice_id', 'person_key'].map(same).join(' AND ')}
        ORDER BY amount_micros DESC, team_id`)
    : { rows: [] };
  const { rows: links } = await engine.query(`
    SELECT outcome_id, weight, link_split, hint_outcome_id, hint_method, hint_confidence_bp FROM fct_slice_link
    WHERE period = ${quoted(ledger.period)} AND session_slice_id = ${quoted(ledger.session_slice_id)}
    ORDER BY weight DESC, outcome_id`);
  const { rows: teams } = await engine.query(`
    SELECT team_name FROM dim_team WHERE team_id = ${quoted(ledger.team_id)}
      AND valid_from <= ${quoted(ledger.usage_day)} ORDER BY valid_from DESC LIMIT 1`);
  const teamName = teams[0]?.team_name ?? null;
  return {
    ledger,
    line,
    usage: usage[0] ?? null,
    piece: piece.rows,
    links,
    teamName: teamName === null ? null : String(teamName),
  };
}

/** Reads a bill line with its division over owners. */
export async function readBillLine(engine: QueryEngine, id: string): Promise<ExplainedLine> {
  const line = await one(engine, `SELECT * FROM fct_bill_line WHERE bill_line_id = '${id}'`);
  const { rows: owners } = await engine.query(`
    SELECT team_id, owner_class, owner_method, split_method, reason, count(*) AS rows_count,
      CAST(sum(amount_micros) AS BIGINT) AS amount_micros, min(ledger_id) AS example
    FROM fct_ledger WHERE period = ${quoted(line.period)} AND bill_line_id = '${id}'
    GROUP BY ALL ORDER BY sum(amount_micros) DESC, team_id, owner_method, split_method, reason`);
  return { line, owners };
}

async function one(engine: QueryEngine, sql: string): Promise<Row> {
  const { rows } = await engine.query(sql);
  const row = rows[0];
  if (row === undefined)
    throw new RunError(`the published tables do not belong together (${sql}); run 'tokenledger doctor'`);
  return row;
}
