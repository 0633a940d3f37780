import { readFileSync } from 'node:fs';
import { parseCsv } from '../../src/core/csv.ts';
import { E1_LEDGER } from './e1-ledger.ts';
import type { LandedRow, LandedTables } from './warehouse.ts';

const folder = new URL('../fixtures/models/e1/', import.meta.url);

/** What is landed for the worked example E1. */
export const E1_INPUT = JSON.parse(readFileSync(new URL('input.json', folder), 'utf8')) as LandedTables;

/** A question to the warehouse, in SQL of both engines, and its answer: every value a text or NULL. */
export interface Question {
  readonly asks: string;
  readonly answer: readonly Readonly<Record<string, string | null>>[];
}

/** The worked example with something changed, and what is then true. The bill stays whole in each of them. */
export interface E1Variation {
  /** Completes "the worked example …". */
  readonly behaviour: string;
  readonly tables: LandedTables;
  readonly questions: readonly Question[];
}

/** The whole bill, which no variation changes. */
export const E1_WHOLE: Question = {
  asks: 'SELECT CAST(sum(amount_micros) AS VARCHAR) AS micros FROM fct_ledger',
  answer: [{ micros: '283090000' }],
};

const ledger: Question = {
  asks: E1_LEDGER,
  answer: parseCsv(readFileSync(new URL('expected-ledger.csv', folder), 'utf8')).map(({ values }) => values),
};

/** Micros of the ledger per value of a column. */
const totals = (column: string, expected: Readonly<Record<string, string>>): Question => ({
  asks: `SELECT coalesce(${column}, 'none') AS k, CAST(sum(amount_micros) AS VARCHAR) AS v FROM fct_ledger
    GROUP BY 1 ORDER BY 1`,
  answer: Object.entries(expected).map(([k, v]) => ({ k, v })),
});

/** Who owns the usage U3, and by which rule. */
const ownerOfU3 = (team_id: string | null, owner_method: string, reason: string): Question => ({
  asks: `SELECT DISTINCT team_id, owner_method, reason FROM fct_ledger JOIN stg_usage USING (usage_id)
    WHERE source_row_key = 'U3'`,
  answer: [{ team_id, owner_method, reason }],
});

const changed = (table: string, key: string, id: string, change: LandedRow): LandedTables => ({
  [table]: E1_INPUT[table]!.map((row) => (row[key] === id ? { ...row, ...change } : row)),
});

const withoutP2: LandedTables = {
  config_membership: E1_INPUT.config_membership!.filter((row) => row.person_key !== 'p2'),
};

/** The platform fee is shared by a rule of its own. */
const feeBy = (method: string, shares: Readonly<Record<string, number>>): LandedTables => ({
  config_shared_rule: Object.entries(shares).map(([team_id, weight_bp]) => ({
    pool: 'platform',
    method,
    team_id,
    weight_bp,
    valid_from: '2026-01-01',
  })),
});
const fee = (...micros: readonly string[]): Question => ({
  asks: `SELECT team_id, CAST(amount_micros AS VARCHAR) AS micros FROM fct_ledger WHERE owner_class = 'shared'
    ORDER BY team_id`,
  answer: ['alpha', 'beta', 'gamma'].map((team_id, i) => ({ team_id, micros: micros[i]! })),
});

/** A second pull request is named by the same trailer as 101; both changed as said. */
const twoTrailers = (size: LandedRow, evidence: LandedRow): LandedTables => {
  const known = size.lines_added !== undefined;
  return {
    outcome: [
      ...E1_INPUT.outcome!.map((row) => (row.pr_number === 101 ? { ...row, ...size } : row)),
      {
        ...E1_INPUT.outcome![0]!,
        outcome_id: 'github:example/shop:pr:105',
        native_id: '105',
        pr_number: 105,
        lines_added: known ? 80 : null,
        lines_deleted: known ? 0 : null,
      },
    ],
    outcome_evidence: [
      ...E1_INPUT.outcome_evidence!.map((row) => (row.kind === 'session_trailer' ? { ...row, ...evidence } : row)),
      {
        ...E1_INPUT.outcome_evidence![0]!,
        ...(evidence.ai_lines === undefined ? {} : { kind: 'note', ai_lines: 60 }),
        outcome_id: 'github:example/shop:pr:105',
      },
    ],
  };
};
/** How the largest line of session S1 is divided. */
const sharesOfS1 = (...shares: readonly (readonly [outcome: string, how: string, micros: string])[]): Question => ({
  asks: `SELECT outcome_id, split_method, CAST(amount_micros AS VARCHAR) AS micros FROM fct_ledger
    WHERE session_id = 'S1' AND amount_micros > 7500000 ORDER BY outcome_id`,
  answer: shares.map(([number, how, micros]) => ({
    outcome_id: `github:example/shop:pr:${number}`,
    split_method: `LIST_COST+${how}`,
    micros,
  })),
});

/** The worked example E1 as it stands and with each thing changed that should, or should not, move money. */
export const E1_VARIATIONS: readonly E1Variation[] = [
  {
    behaviour: 'gives every atom to the micro',
    tables: E1_INPUT,
    questions: [
      ledger,
      totals('owner_class', { attributed: '220750000', shared: '50000000', unattributed: '12340000' }),
      totals('team_id', { alpha: '84321914', beta: '107203816', gamma: '79224270', none: '12340000' }),
      {
        asks: 'SELECT team_id, CAST(direct_micros AS VARCHAR) AS micros FROM int_team_direct ORDER BY team_id',
        answer: [
          { team_id: 'alpha', micros: '68750000' },
          { team_id: 'beta', micros: '87406251' },
          { team_id: 'gamma', micros: '64593749' },
        ],
      },
      totals('work_class', {
        idle_seat: '40000000',
        linked: '137812500',
        no_session: '16215000',
        shared_platform: '50000000',
        unlinked: '39062500',
      }),
      totals('outcome_id', {
        'github:example/shop:pr:101': '68750000',
        'github:example/shop:pr:102': '19375000',
        'github:example/shop:pr:103': '9687500',
        'github:example/shop:pr:104': '40000000',
        none: '145277500',
      }),
      {
        asks: `SELECT
            CAST(CAST(CAST(sum(CASE WHEN work_class = 'linked' THEN amount_micros * work_confidence_bp END) AS DOUBLE)
              / sum(CASE WHEN work_class = 'linked' THEN amount_micros END) AS DECIMAL(18, 0)) AS VARCHAR) AS mean_bp,
            CAST(CAST(CAST(sum(amount_micros * work_confidence_bp) AS DOUBLE) / 10000
              / sum(amount_micros) AS DECIMAL(18, 5)) AS VARCHAR) AS coverage
          FROM fct_ledger`,
        answer: [{ mean_bp: '9070', coverage: '0.44156' }],
      },
    ],
  },
  {
    behaviour: 'does not depend on the order in which rows were landed',
    tables: Object.fromEntries(Object.entries(E1_INPUT).map(([table, rows]) => [table, [...rows].reverse()])),
    questions: [ledger],
  },
  {
    behaviour: 'lets the usage of a person without membership fall to the default of the account',
    tables: { ...E1_INPUT, ...withoutP2 },
    questions: [ownerOfU3('gamma', 'O4_ACCOUNT_DEFAULT', 'OK')],
  },
  {
    behaviour: 'prefers the owner of the repository to the default of the account',
    tables: {
      ...E1_INPUT,
      ...withoutP2,
      ...changed('usage', 'source_row_key', 'U3', { project: null, work_hint: 'search-work' }),
      config_owner: [
        { owner_kind: 'repo', provider: '*', external_id: 'search-work', team_id: 'alpha', valid_from: '2026-01-01' },
      ],
    },
    questions: [ownerOfU3('alpha', 'O3_REPO', 'OK')],
  },
  {
    behaviour: 'leaves usage unattributed that no rule gives an owner, and says why',
    tables: { ...E1_INPUT, ...withoutP2, config_owner: [] },
    questions: [ownerOfU3(null, 'U_NO_OWNER', 'NO_MEMBERSHIP')],
  },
  {
    behaviour: 'lets a credit that names nothing follow the positive usage of its vendor',
    tables: { ...E1_INPUT, ...changed('cost', 'line_key', 'BL3', { applies_to: null }) },
    questions: [
      ledger,
      {
        asks: `SELECT DISTINCT split_part(split_method, '+', 1) AS first FROM fct_ledger
          JOIN fct_bill_line USING (bill_line_id) WHERE line_key = 'BL3'`,
        answer: [{ first: 'FOLLOWS_VENDOR_TOTAL' }],
      },
    ],
  },
  {
    behaviour: 'gives everything before a later move to the old team',
    tables: {
      ...E1_INPUT,
      config_membership: E1_INPUT.config_membership!.map((row) => {
        if (row.person_key !== 'p1') return row;
        return row.team_id === 'alpha' ? { ...row, valid_to: '2026-10-26' } : { ...row, valid_from: '2026-10-26' };
      }),
    },
    questions: [
      {
        asks: `SELECT DISTINCT session_id, team_id FROM fct_ledger WHERE session_id IN ('S2', 'C2') ORDER BY 1`,
        answer: [
          { session_id: 'C2', team_id: 'alpha' },
          { session_id: 'S2', team_id: 'alpha' },
        ],
      },
    ],
  },
  {
    // p3 was not active in October, but p2 is a member of gamma too.
    behaviour: 'shares the platform fee evenly when the rule says so',
    tables: { ...E1_INPUT, ...feeBy('S_EVEN', { '*': 0 }) },
    questions: [fee('16666667', '16666667', '16666666')],
  },
  {
    behaviour: 'shares the platform fee by fixed shares when the rule says so',
    tables: { ...E1_INPUT, ...feeBy('S_FIXED', { alpha: 5000, beta: 3000, gamma: 2000 }) },
    questions: [fee('25000000', '15000000', '10000000')],
  },
  {
    behaviour: 'divides a session that two pull requests name by their AI lines',
    tables: { ...E1_INPUT, ...twoTrailers({}, { kind: 'note', ai_lines: 120 }) },
    questions: [sharesOfS1(['101', 'AI_LINES', '25641025'], ['105', 'AI_LINES', '12820513'])],
  },
  {
    // 5,200 changed lines count as 400, so 80 lines beside them still pay a sixth. The vendor counted lines of 101 only.
    behaviour: 'divides it by capped changed lines where not each has AI lines',
    tables: { ...E1_INPUT, ...twoTrailers({ lines_added: 5000, lines_deleted: 200 }, {}) },
    questions: [sharesOfS1(['101', 'CAPPED_LINES', '32051282'])],
  },
  {
    behaviour: 'divides it evenly where no lines are known',
    tables: { ...E1_INPUT, ...twoTrailers({}, {}) },
    questions: [sharesOfS1(['101', 'EVEN', '19230769'], ['105', 'EVEN', '19230769'])],
  },
  {
    behaviour: 'links nothing that is weaker than the limit',
    tables: {
      ...E1_INPUT,
      config_threshold: [
        { threshold: 'min_link_confidence_bp', value: '8500', unit: 'basis points', valid_from: '2026-01-01' },
      ],
    },
    questions: [
      totals('work_class', {
        idle_seat: '40000000',
        linked: '108750000',
        no_session: '16215000',
        shared_platform: '50000000',
        unlinked: '68125000',
      }),
      {
        asks: `SELECT DISTINCT work_method FROM fct_ledger WHERE session_id = 'S2'`,
        answer: [{ work_method: 'U_BELOW_MIN' }],
      },
    ],
  },
];
