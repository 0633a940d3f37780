import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { OWNER_RUNGS, REASONS, SPLIT_STEPS, WORK_CLASSES, WORK_RUNGS } from '../../../src/app/explain/codes.ts';
import type { ExplainedRow, Row } from '../../../src/app/explain/explained-row.ts';
import { ledgerSentences, lineSentences } from '../../../src/app/explain/sentence.ts';
import { headline } from '../../../src/app/explain/work-sentence.ts';

const line: Row = {
  bill_line_id: 'b1'.repeat(32),
  source: 'focus',
  connection_id: 'cloud',
  provider: 'vendor-x',
  billing_account: 'acct-fake-1',
  tool: 'x_api',
  model: 'model-1',
  service_tier: null,
  token_kind: 'output',
  charge_kind: 'usage',
  invoice_id: 'INV-FAKE-10',
  bill_state: 'final',
  charge_from: '2026-10-20',
  charge_to: '2026-10-21',
  amount_micros: '100000000',
  currency: 'USD',
  period: '2026-10',
};

const ledger: Row = {
  ledger_id: 'a1'.repeat(32),
  bill_line_id: line.bill_line_id!,
  usage_id: 'c1'.repeat(32),
  session_id: null,
  session_slice_id: null,
  outcome_id: null,
  work_item: null,
  repo: null,
  person_key: 'd1'.repeat(32),
  team_id: 'beta',
  pool: null,
  tool: 'x_api',
  usage_day: '2026-10-20',
  amount_micros: '20192308',
  currency: 'USD',
  owner_class: 'attributed',
  owner_method: 'O2_PERSON_TEAM',
  owner_confidence_bp: '9000',
  work_class: 'no_session',
  work_method: null,
  work_confidence_bp: '0',
  split_method: 'LIST_COST',
  reason_codes: 'O2_PERSON_TEAM LIST_COST',
  rule_version: '1',
  build_id: '2026-10-0123456789abcdef',
};

const usage: Row = {
  usage_id: ledger.usage_id!,
  source: 'openai',
  tool: 'x_api',
  model: 'model-1',
  usage_day: '2026-10-20',
  workspace: null,
  project: null,
  api_key: 'key_FAKE',
  tokens: '1234567',
  list_cost: '30.500000000000',
  currency: 'USD',
};

const row = (change: Row, more: Partial<ExplainedRow> = {}): ExplainedRow => ({
  ledger: { ...ledger, ...change },
  line,
  usage,
  piece: [],
  links: [],
  teamName: 'Beta',
  ...more,
});

describe('the sentences of a ledger row', () => {
  it('say the bill, the share, the usage, the owner with the evidence, and the build', () => {
    const piece = [
      { team_id: 'beta', amount_micros: '20192308' },
      { team_id: 'gamma', amount_micros: '8653846' },
    ];
    expect(ledgerSentences(row({}, { piece }))).toEqual([
      "20.192308 USD of vendor-x's October 2026 bill, invoice INV-FAKE-10, bill line b1b1b1b1b1b1 (usage, x_api, model-1, output; 2026-10-20; from focus by connection cloud): 20.2 % of the line (100.000000 USD), divided by list price.",
      'It follows usage c1c1c1c1c1c1 of 2026-10-20 (x_api, model-1, 1,234,567 tokens, 30.50 USD at list price; from openai).',
      'Team Beta (beta) owns it: the person was a member of it then (O2_PERSON_TEAM, evidence 90.0 %, person d1d1d1d1d1d1 on 2026-10-20); 70.0 % of it, the rest is of gamma.',
      'Work: of no known session.',
      'Rules version 1, build 2026-10-0123456789abcdef.',
    ]);
  });

  it('name the key that made a team the owner', () => {
    expect(ledgerSentences(row({ owner_method: 'O1_KEY', owner_confidence_bp: '9500' }))[2]).toBe(
      'Team Beta (beta) owns it: the key, project or workspace belongs to it (O1_KEY, evidence 95.0 %, API key key_FAKE).',
    );
  });

  it('say why nobody owns it, from every code of the row, each once', () => {
    const unowned = {
      owner_class: 'unattributed',
      owner_method: 'U_NO_OWNER',
      team_id: null,
      reason_codes: 'U_NO_OWNER LIST_COST TAG_UNKNOWN,OWNER_AMBIGUOUS OWNER_AMBIGUOUS',
    };
    const sentences = ledgerSentences(row(unowned, { teamName: null }));
    expect(sentences[2]).toBe('Nobody owns it: no evidence names an owner (U_NO_OWNER).');
    expect(sentences.slice(4, -1)).toEqual([
      'Its tag names no team or cost centre of that day (TAG_UNKNOWN).',
      'Two owners claim the same key, so neither counts (OWNER_AMBIGUOUS).',
    ]);
  });

  it('call a credit negative and a pool shared', () => {
    const credit = { amount_micros: '-2884615', split_method: 'POOL', pool: 'platform', owner_class: 'shared' };
    const sentences = ledgerSentences(
      row(
        { ...credit, owner_method: 'S_EVEN', usage_id: null, work_class: 'shared_platform' },
        {
          usage: null,
          line: { ...line, amount_micros: '-7500000', charge_kind: 'credit', bill_state: 'provisional' },
        },
      ),
    );
    expect(sentences[0]).toMatch(
      /^-2\.884615 USD of vendor-x's October 2026 bill \(provisional\).*: 38\.5 % of the line \(-7\.500000 USD\)/,
    );
    expect(sentences[1]).toBe(
      'It is shared: pool platform gives Beta (beta) an equal part for every team with active people (S_EVEN).',
    );
  });

  it('name the outcome and the rung once work is linked', () => {
    const linked = { work_class: 'linked', outcome_id: 'PR-102', work_method: 'L4_BRANCH', work_confidence_bp: '8000' };
    expect(ledgerSentences(row(linked))).toContain(
      'Work: linked to work that shipped: PR-102 by its branch (L4_BRANCH, evidence 80.0 %).',
    );
  });
});

describe('the one sentence of a row', () => {
  const linked = {
    amount_micros: '19230769',
    session_id: 'S2',
    work_class: 'linked',
    outcome_id: 'PR-102',
    work_method: 'L4_BRANCH',
    work_confidence_bp: '8000',
  };
  const of = (link_split: string, weights: readonly string[]) =>
    weights.map((weight, i) => ({ outcome_id: `PR-10${i + 2}`, weight, link_split }));

  it('says money, bill, share, session, person, team and work with the lines that divided it', () => {
    expect(headline(row(linked, { links: of('AI_LINES', ['120', '60']) }))).toBe(
      "19.230769 USD of vendor-x's October 2026 invoice: 19.2 % of the line, call c1c1c1c1c1c1, session S2 by d1d1d1d1d1d1 (beta on 2026-10-20), linked to PR-102 by its branch (80.0 %), 120 of 180 AI lines.",
    );
  });

  it.each([
    ['CAPPED_LINES', ['400', '80'], '400 of 480 changed lines (400 at most of each outcome)'],
    ['SEGMENT', ['5', '5'], '50.0 % by the commits its requests led to'],
    ['OVERRIDE', ['3', '1'], '75.0 % as decided'],
    ['EVEN', ['1', '1'], 'one of 2 outcomes alike'],
  ])('tells how %s divided the session', (split, weights, words) => {
    expect(headline(row(linked, { links: of(split, weights) }))).toMatch(
      new RegExp(`${words.replace(/[()]/g, '\\$&')}\\.$`),
    );
  });

  it('names the best candidate of money that is linked to nothing', () => {
    const hint = {
      outcome_id: null,
      hint_outcome_id: 'PR-7',
      hint_method: 'L7_AUTHOR_WINDOW',
      hint_confidence_bp: '3500',
    };
    const unlinked = { session_id: 'S3', work_class: 'unlinked', work_method: 'U_BELOW_MIN' };
    expect(ledgerSentences(row(unlinked, { links: [hint] }))).toContain(
      'Work: of a session that led to no known outcome; best candidate PR-7 by author and time (L7_AUTHOR_WINDOW, evidence 35.0 %).',
    );
  });
});

it('a bill line says into how many rows it went', () => {
  expect(lineSentences({ line, owners: [{ rows_count: '2' }, { rows_count: '1' }] })[1]).toBe(
    'It is divided into 3 ledger rows.',
  );
  expect(lineSentences({ line, owners: [] })[1]).toMatch(/no ledger rows/);
});

it('every code that the models write has words', () => {
  const folder = 'dbt-like-models';
  const sql = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(macros\/links|models\/.*(people|split|shared|ledger|slices|links)\/.*)\.sql$/.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
  const written = new Set([...sql.matchAll(/'((?:O\d|S|U)_[A-Z_]+)'/g)].map((m) => m[1]!));
  expect(written.size).toBeGreaterThan(6);
  expect([...written].filter((code) => OWNER_RUNGS[code] === undefined && WORK_RUNGS[code] === undefined)).toEqual([]);
  const links = [...sql.matchAll(/'(L\d_[A-Z_]+)'/g), ...sql.matchAll(/then '(OVERRIDE|SEGMENT|[A-Z]+_LINES)'/g)].map(
    (m) => m[1]!,
  );
  expect(new Set(links).size).toBeGreaterThan(10);
  expect(links.filter((code) => WORK_RUNGS[code] === undefined && SPLIT_STEPS[code] === undefined)).toEqual([]);
  const reasons = [
    ...sql.matchAll(/'((?:NO|TAG|OWNER|IDENTITY|UNKNOWN|KEY|WORKSPACE|REPO|NOTHING|APPLIES|PLATFORM|SPLIT)_[A-Z_]+)'/g),
  ];
  expect(reasons.length).toBeGreaterThan(8);
  expect(reasons.map((m) => m[1]!).filter((code) => REASONS[code] === undefined)).toEqual([]);
  const classes = /accepted_values:\n\s+arguments: \{ values: \[(linked.*)\] \}/.exec(
    readFileSync(`${folder}/models/marts/ledger/fct_ledger.yml`, 'utf8'),
  );
  expect(classes![1]!.split(', ').filter((c) => WORK_CLASSES[c] === undefined)).toEqual([]);
});
