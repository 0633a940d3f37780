import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costRow, member, personRows, priceRow, teamRows, usageRow } from './rows.ts';
import { buildWarehouse, type LandedRow, type Warehouse } from './warehouse.ts';

const DAY = '2026-10-10';
const owner = (owner_kind: string, external_id: string, row: LandedRow) => ({
  owner_kind,
  provider: '*',
  external_id,
  valid_from: '2026-01-01',
  ...row,
});
const identity = (actor_id: string, person_key: string, method: string, row: LandedRow = {}) => ({
  provider: '*',
  actor_id,
  person_key,
  method,
  confidence_bp: 9000,
  valid_from: '2026-01-01',
  ...row,
});

/** Usage with one piece of evidence each; every case is an account of its own with a bill of one dollar. */
const cases: Record<string, LandedRow> = {
  'tag names a team': { team_tag: 'RED', actor_id: 'ann', actor_kind: 'email' },
  'tag names a cost centre': { team_tag: 'cc-blue' },
  'tag maps to a team': { team_tag: 'legacy-name' },
  'tag names a closed team': { team_tag: 'gone', actor_id: 'ann' },
  'key has a team': { api_key: 'key-blue', actor_id: 'ann' },
  'project has a team': { project: 'project-blue', workspace: 'workspace-green' },
  'key has two teams': { api_key: 'key-torn', actor_id: 'ann' },
  'key belongs to a pool': { api_key: 'key-shared', actor_id: 'ann' },
  'person has a team': { actor_id: 'ann', work_hint: 'repo-green' },
  'person has two teams': { actor_id: 'bob' },
  'person by vendor directory': { actor_id: 'user-77', actor_kind: 'user' },
  'person by alias': { actor_id: 'ann-alias' },
  'override outranks': { actor_id: 'ann-like' },
  'two persons claim it': { actor_id: 'torn', actor_kind: 'email' },
  'alias has ended': { actor_id: 'old-alias', actor_kind: 'email' },
  'bot works in a repository': { actor_id: 'robot', work_hint: 'repo-green' },
  'repository has a team': { work_hint: 'repo-green' },
  'account has a team': { billing_account: 'account-green' },
  'tool has a pool': { tool: 'gateway' },
  'key nobody knows': { api_key: 'key-lost' },
  'person nobody knows': { actor_id: 'stranger', actor_kind: 'email' },
  'person without team': { actor_id: 'dan' },
  'nothing at all': {},
};

let warehouse: Warehouse;
beforeAll(async () => {
  const account = (name: string) => (cases[name]!.billing_account as string) ?? name;
  warehouse = await buildWarehouse({
    usage: Object.entries(cases).map(([name, row]) =>
      usageRow(name, DAY, {
        billing_account: account(name),
        model: 'm',
        service_tier: 'standard',
        input_uncached: 1_000_000,
        ...row,
      }),
    ),
    cost: Object.keys(cases).map((name) => costRow(name, DAY, { billing_account: account(name), billed_cost: '1' })),
    config_price: [priceRow('m', 'input_uncached', '1')],
    config_team: [
      ...teamRows('red', 'blue', 'green').map((team) => ({ ...team, cost_center: `cc-${team.team_id}` })),
      { team_id: 'gone', team_name: 'Gone', valid_from: '2025-01-01', valid_to: '2026-10-01' },
    ],
    config_person: [...personRows('ann', 'bob', 'dan', 'eve'), { person_key: 'robot', is_bot: true }],
    config_membership: [
      member('ann', 'red'),
      member('bob', 'red', { weight_bp: 7000 }),
      member('bob', 'blue', { weight_bp: 3000 }),
    ],
    config_owner: [
      owner('tag', 'legacy-name', { team_id: 'green' }),
      owner('api_key', 'key-blue', { team_id: 'blue' }),
      owner('api_key', 'key-blue', { team_id: 'red', valid_from: '2025-01-01', valid_to: '2026-01-01' }),
      owner('project', 'project-blue', { team_id: 'blue' }),
      owner('workspace', 'workspace-green', { team_id: 'green' }),
      owner('api_key', 'key-torn', { team_id: 'red' }),
      owner('api_key', 'key-torn', { team_id: 'blue', valid_from: '2026-02-01' }),
      owner('api_key', 'key-shared', { pool: 'lab' }),
      owner('repo', 'repo-green', { team_id: 'green' }),
      owner('account', 'account-green', { team_id: 'green' }),
      owner('tool', 'gateway', { pool: 'lab' }),
    ],
    config_identity: [
      identity('ann-alias', 'ann', 'I4'),
      identity('ann-like', 'ann', 'I4'),
      identity('ann-like', 'bob', 'I1'),
      identity('torn', 'ann', 'I4'),
      identity('torn', 'bob', 'I4'),
      identity('old-alias', 'ann', 'I4', { valid_to: '2026-10-10' }),
    ],
    vendor_entity: [{ provider: 'vendor', entity_kind: 'user', entity_id: 'user-77', actor_id: 'ann' }],
    config_shared_rule: [
      { pool: 'lab', method: 'S_FIXED', team_id: 'green', weight_bp: 10000, valid_from: '2026-01-01' },
    ],
  });
});
afterAll(() => warehouse.close());

const ownersOf = async (name: string) => {
  const rows = await warehouse.query(
    `SELECT coalesce(ledger.team_id, 'none') AS team, owner_method AS method, ledger.amount_micros AS m, reason
     FROM fct_ledger AS ledger JOIN fct_cost USING (bill_line_id) WHERE source_row_key = '${name}' ORDER BY 1`,
  );
  return rows.map((row) => `${row.team} ${row.method} ${row.m} ${row.reason}`);
};

describe('owner ladder', () => {
  it('keeps every invariant on these cases', async () => {
    expect(await warehouse.failedTests()).toEqual([]);
  });

  it.each([
    ['tag names a team', 'red O1_TAG 1000000 OK'],
    ['tag names a cost centre', 'blue O1_TAG 1000000 OK'],
    ['tag maps to a team', 'green O1_TAG 1000000 OK'],
    ['tag names a closed team', 'red O2_PERSON_TEAM 1000000 TAG_UNKNOWN'],
    ['key has a team', 'blue O1_KEY 1000000 OK'],
    ['project has a team', 'blue O1_KEY 1000000 OK'],
    ['key has two teams', 'red O2_PERSON_TEAM 1000000 OWNER_AMBIGUOUS'],
    ['key belongs to a pool', 'green S_FIXED 1000000 OK'],
    ['person has a team', 'red O2_PERSON_TEAM 1000000 OK'],
    ['person by vendor directory', 'red O2_PERSON_TEAM 1000000 OK'],
    ['person by alias', 'red O2_PERSON_TEAM 1000000 OK'],
    ['two persons claim it', 'none U_NO_OWNER 1000000 IDENTITY_CONFLICT'],
    ['alias has ended', 'none U_NO_OWNER 1000000 UNKNOWN_PERSON'],
    ['bot works in a repository', 'green O3_REPO 1000000 OK'],
    ['repository has a team', 'green O3_REPO 1000000 OK'],
    ['account has a team', 'green O4_ACCOUNT_DEFAULT 1000000 OK'],
    ['tool has a pool', 'green S_FIXED 1000000 OK'],
    ['key nobody knows', 'none U_NO_OWNER 1000000 KEY_WITHOUT_OWNER'],
    ['person nobody knows', 'none U_NO_OWNER 1000000 UNKNOWN_PERSON'],
    ['person without team', 'none U_NO_OWNER 1000000 NO_MEMBERSHIP'],
    ['nothing at all', 'none U_NO_OWNER 1000000 NO_EVIDENCE'],
  ])('%s: %s', async (name, expected) => {
    expect(await ownersOf(name)).toEqual([expected]);
  });

  it.each(['person has two teams', 'override outranks'])('%s: split by weight', async (name) => {
    expect(await ownersOf(name)).toEqual(['blue O2_PERSON_TEAM 300000 OK', 'red O2_PERSON_TEAM 700000 OK']);
  });

  it('shows what nobody owns with its reason and share of the bill', async () => {
    const rows = await warehouse.query(
      `SELECT reason, sum(amount) AS amount, sum(share) AS share FROM fin_unattributed_v1 GROUP BY 1 ORDER BY 1`,
    );
    expect(rows.map((row) => `${row.reason} ${row.amount}`)).toEqual([
      'IDENTITY_CONFLICT 1.000000',
      'KEY_WITHOUT_OWNER 1.000000',
      'NO_EVIDENCE 1.000000',
      'NO_MEMBERSHIP 1.000000',
      'UNKNOWN_PERSON 2.000000',
    ]);
    expect(rows[0]!.share).toBe('0.043478');
  });

  it('counts people, not bots, as active', async () => {
    expect(await warehouse.query('SELECT team_id, active_people FROM fct_team_activity ORDER BY 1')).toEqual([
      { team_id: 'blue', active_people: '1' },
      { team_id: 'red', active_people: '2' },
    ]);
  });
});

describe('shared pools', () => {
  const build = (tables: Record<string, LandedRow[]>) =>
    buildWarehouse({
      config_team: teamRows('red', 'blue'),
      config_person: personRows('ann', 'bob'),
      config_membership: [member('ann', 'red'), member('bob', 'blue')],
      config_price: [priceRow('m', 'input_uncached', '1')],
      cost: [costRow('fee', DAY, { charge_kind: 'fee', billed_cost: '10' })],
      ...tables,
    });
  const shares = async (w: Warehouse) =>
    (
      await w.query(
        'SELECT coalesce(team_id, owner_class) AS team, owner_method AS how, amount_micros AS m FROM fct_ledger ORDER BY 1',
      )
    ).map((row) => `${row.team} ${row.how} ${row.m}`);
  const used = (actor_id: string, dollars: number) =>
    usageRow(actor_id, DAY, {
      actor_id,
      model: 'm',
      service_tier: 'standard',
      input_uncached: dollars * 1_000_000,
      cost_basis: 'included',
    });
  const rule = [{ pool: 'platform', method: 'S_PROPORTIONAL_USAGE', team_id: '*', valid_from: '2026-01-01' }];

  it('are even among active teams without direct money, by usage when the rule says so, and nobody’s without anybody', async () => {
    const even = await build({ usage: [used('ann', 3), used('bob', 1)] });
    expect(await shares(even)).toEqual(['blue S_EVEN 5000000', 'red S_EVEN 5000000']);
    await even.close();
    const byUsage = await build({ usage: [used('ann', 3), used('bob', 1)], config_shared_rule: rule });
    expect(await shares(byUsage)).toEqual(['blue S_PROPORTIONAL_USAGE 2500000', 'red S_PROPORTIONAL_USAGE 7500000']);
    await byUsage.close();
    const nobody = await build({});
    expect(await shares(nobody)).toEqual(['unattributed U_NO_RECEIVER 10000000']);
    await nobody.close();
  });

  it('leave a fee with the team whose key or tag it carries', async () => {
    const warehouse = await build({
      cost: [costRow('fee', DAY, { charge_kind: 'fee', team_tag: 'blue', billed_cost: '10' })],
    });
    expect(await shares(warehouse)).toEqual(['blue O1_TAG 10000000']);
    await warehouse.close();
  });
});
