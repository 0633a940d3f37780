import { z } from 'zod';
import { type Contract, column as c, defineContract } from './contract.ts';

const n = c.nullable;
const from = () => c.day('First day the row holds.');
const to = () => n(c.day('First day the row no longer holds; NULL means still valid.'));

const snapshot = <Shape extends z.ZodRawShape>(
  name: string,
  grain: string,
  description: string,
  key: (keyof Shape & string)[],
  shape: Shape,
  restricted = false,
): Contract<Shape> =>
  defineContract({
    name: `config_${name}`,
    grain,
    description,
    key,
    partition: 'snapshot',
    restricted,
    row: z.object(shape),
  });

/** People by pseudonym. Names and e-mails stay in the config folder and the restricted directory. */
export const configPerson = snapshot('person', 'one row per person', 'People known to the company.', ['person_key'], {
  person_key: c.text('Pseudonym: HMAC of the primary e-mail.'),
  is_bot: c.flag('Automation, never counted as a person.'),
  active_from: n(c.day('First day at the company.')),
  active_to: n(c.day('Day after the last day at the company.')),
});

/** Which vendor identity belongs to whom. */
export const configIdentity = snapshot(
  'identity',
  'one row per provider, external pseudonym and interval',
  'Vendor identities of people, with the rung that resolved them.',
  ['provider', 'actor_id', 'valid_from', 'person_key'],
  {
    provider: c.text('Provider, or * for every provider.'),
    actor_id: c.text('Pseudonym of the e-mail or login, or a vendor user id.'),
    person_key: c.text('Person it belongs to.'),
    method: c.text('I1 operator override … I6 forge no-reply address.'),
    confidence_bp: c.count('Strength of the evidence.', 'basis points'),
    valid_from: from(),
    valid_to: to(),
  },
);

/** Team hierarchy. */
export const configTeam = snapshot(
  'team',
  'one row per team and interval',
  'Teams and their parents.',
  ['team_id', 'valid_from'],
  {
    team_id: c.text('Team id.'),
    team_name: c.text('Display name.'),
    parent_team_id: n(c.text('Parent team; NULL at the top.')),
    cost_center: n(c.text('Cost centre that carries the spend.')),
    valid_from: from(),
    valid_to: to(),
  },
);

/** Who belongs to which team, when and with which weight. */
export const configMembership = snapshot(
  'membership',
  'one row per person, team and interval',
  'Team membership; per person and day the weights sum to 10,000.',
  ['person_key', 'team_id', 'valid_from'],
  {
    person_key: c.text('Person.'),
    team_id: c.text('Team.'),
    weight_bp: c.count('Share of the person.', 'basis points'),
    valid_from: from(),
    valid_to: to(),
  },
);

/** Cost centres. */
export const configCostCenter = snapshot(
  'cost_center',
  'one row per cost centre',
  'Cost centres of the general ledger.',
  ['cost_center'],
  {
    cost_center: c.text('Code.'),
    name: c.text('Name.'),
    owner: n(c.text('Pseudonym of the responsible person.')),
  },
);

/** Budgets by scope and month. */
export const configBudget = snapshot(
  'budget',
  'one row per budget, month and validity',
  'Budgets, SCD2: a correction is a new row with a later valid_from.',
  ['budget_id', 'period', 'valid_from'],
  {
    budget_id: c.text('Budget id.'),
    scope_kind: c.text('team, tool, cost_center or company.'),
    scope_id: c.text('Team, tool or cost centre; company for the whole.'),
    period: c.text('Month YYYY-MM the amount is for.'),
    amount: c.money('Budgeted amount.'),
    currency: c.text('ISO 4217 code.'),
    owner: n(c.text('Pseudonym of the budget owner.')),
    valid_from: c.day('First day this amount was in force.'),
  },
);

/** Explicit owners of accounts, keys, workspaces, projects, repositories, tags and tools. */
export const configOwner = snapshot(
  'owner',
  'one row per owned thing and interval',
  'Which team owns a key, workspace, project, repository, account or tag.',
  ['owner_kind', 'provider', 'external_id', 'valid_from'],
  {
    owner_kind: c.text('api_key, workspace, project, repo, account or tag.'),
    provider: c.text('Provider, or * for every provider.'),
    external_id: c.text('Id at the provider.'),
    team_id: n(c.text('Owning team; NULL when the thing is shared.')),
    pool: n(c.text('Shared pool the thing belongs to; NULL when a team owns it.')),
    valid_from: from(),
    valid_to: to(),
  },
);

/** How the money of a shared pool is allocated to teams. */
export const configSharedRule = snapshot(
  'shared_rule',
  'one row per pool, team and validity',
  'Allocation keys of shared pools.',
  ['pool', 'team_id', 'valid_from'],
  {
    pool: c.text('Shared pool.'),
    method: c.text('S_PROPORTIONAL_DIRECT, S_PROPORTIONAL_USAGE, S_EVEN or S_FIXED.'),
    team_id: c.text('Receiving team of a fixed key; * for the other methods.'),
    weight_bp: n(c.count('Fixed share; per pool and day they sum to 10,000.', 'basis points')),
    valid_from: from(),
    approved_by: n(c.text('Who approved the rule.')),
  },
);

/** Which source is the ledger of money for an account. */
export const configLedgerOfMoney = snapshot(
  'ledger_of_money',
  'one row per provider, account and validity',
  'The one source whose cost rows are the money; the others are witnesses.',
  ['provider', 'billing_account', 'valid_from'],
  {
    provider: c.text('Provider, or * for every provider.'),
    billing_account: c.text('Account, or * for every account.'),
    money_source: c.text(
      'Source whose cost rows are the money. Not named source: that is a partition column of every raw table.',
    ),
    valid_from: from(),
  },
);

/** Contract discounts per account. */
export const configContract = snapshot(
  'contract',
  'one row per provider, account, model pattern and interval',
  'Negotiated factors on list price.',
  ['provider', 'billing_account', 'model_pattern', 'valid_from'],
  {
    provider: c.text('Provider.'),
    billing_account: c.text('Account, or * for every account.'),
    model_pattern: c.text('Model id, or * for every model.'),
    factor: c.decimal(18, 6, 'Multiplier on list cost: 0.85 is a discount of 15 %.', 'ratio'),
    currency: c.text('Currency of the account.'),
    valid_from: from(),
    valid_to: to(),
  },
);

/** Fiscal calendar and working days. */
export const configCalendar = snapshot(
  'calendar',
  'one row per day',
  'Fiscal periods and working-day weights.',
  ['calendar_day'],
  {
    calendar_day: c.day('Day.'),
    fiscal_year: c.text('Fiscal year label.'),
    fiscal_quarter: c.text('Fiscal quarter label, FY2027-Q1 for instance.'),
    working_weight: c.decimal(18, 6, 'Weight of the day in budget pacing: 1 working, 0.1 other.', 'weight'),
  },
);

/** Thresholds every judgement cites. */
export const configThreshold = snapshot(
  'threshold',
  'one row per key and validity',
  'Named limits; a judgement stores the value it used.',
  ['threshold', 'valid_from'],
  {
    threshold: c.text('Key, budget_pace_over for instance.'),
    value: c.decimal(28, 12, 'Value.'),
    unit: n(c.text('Unit.')),
    valid_from: from(),
  },
);

/** Links from sessions to outcomes that people decided; they outrank every rung. */
export const configLinkOverride = snapshot(
  'link_override',
  'one row per session, outcome and place',
  'Sessions linked to outcomes by hand, with weights. A row without repo, branch and day holds for the whole session.',
  ['session_id', 'outcome_id', 'repo', 'branch', 'day'],
  {
    session_id: c.text('Session id as the tool gives it.'),
    outcome_id: c.text('Outcome the money goes to.'),
    weight: c.decimal(28, 12, 'Share among the lines of the same session and place; any positive number.', 'weight'),
    repo: n(c.text('Repository key; NULL means any.')),
    branch: n(c.text('Branch; NULL means any.')),
    day: n(c.day('UTC day; NULL means any.')),
    decided_by: c.text('Pseudonym of who decided.'),
    reason: c.text('Why, as written.'),
    decided_on: c.day('Day of the decision.'),
  },
);

/** The bitemporal price book. */
export const configPrice = snapshot(
  'price',
  'one row per provider, model, kind, tiers, validity and day known',
  'List prices per million units.',
  ['provider', 'model', 'token_kind', 'context_tier', 'currency', 'valid_from', 'known_from'],
  {
    provider: c.text('Who sends the invoice.'),
    model: c.text('Model id as usage rows carry it.'),
    token_kind: c.text(
      'Canonical kind: input_uncached, cache_read, cache_write_5m, …, output, embedding, or a modality with a price of its own (audio_in, image_out, cache_read_audio, …).',
    ),
    context_tier: c.text(
      'short or long; a model and kind without a valid long row costs the short price at any length.',
    ),
    long_context_above: n(c.count('Prompt size above which the long tier applies to the whole request.', 'tokens')),
    currency: c.text('ISO 4217 code.'),
    price_per_million: n(
      c.decimal(
        28,
        12,
        'Price of one million units; NULL when the price is known to be unknown from valid_from on (a promotion ran out).',
        'currency per million',
      ),
    ),
    valid_from: from(),
    valid_to: to(),
    known_from: c.day('First day the price was known.'),
    origin: c.text('Where the price was seen.'),
  },
);

/** Multipliers on list price by tier or geography. */
export const configPriceMultiplier = snapshot(
  'price_multiplier',
  'one row per provider, model, dimension, word and validity',
  'Factors for batch, flex, priority, fast tiers and regional inference.',
  ['provider', 'model', 'dimension', 'word', 'valid_from', 'known_from'],
  {
    provider: c.text('Provider.'),
    model: c.text('Canonical model id, or * for every model.'),
    dimension: c.text('service_tier or geo.'),
    word: c.text('The tier or geography.'),
    factor: c.decimal(18, 6, 'Multiplier.', 'ratio'),
    valid_from: from(),
    valid_to: to(),
    known_from: c.day('First day the factor was known.'),
  },
);

/** State of each billing month. */
export const configPeriodState = snapshot(
  'period_state',
  'one row per period',
  'Open, provisional or closed, and what a closed period was closed with.',
  ['period'],
  {
    period: c.text('Month YYYY-MM.'),
    state: c.text('open, provisional or closed.'),
    priced_as_of: c.day('Prices known on this day apply.'),
    config_hash: c.text('Config the period was closed with; empty while open.'),
  },
);

/** Product-independent list of every config contract. */
export const configContracts: readonly Contract[] = [
  configPerson,
  configIdentity,
  configTeam,
  configMembership,
  configCostCenter,
  configBudget,
  configOwner,
  configSharedRule,
  configLedgerOfMoney,
  configContract,
  configCalendar,
  configThreshold,
  configLinkOverride,
  configPrice,
  configPriceMultiplier,
  configPeriodState,
];
