/** A spell of a team: its name, parent and cost centre between two days (half-open). */
export interface TeamSpell {
  readonly name: string;
  readonly parent: string | null;
  readonly costCenter: string | null;
  readonly from: string;
  readonly to: string | null;
}

/** A team or a group of teams. People belong to teams only, never to groups. */
export interface Team {
  readonly id: string;
  readonly group: boolean;
  readonly spells: readonly TeamSpell[];
}

/** Size and habits of a team, from which its people are made. */
export interface TeamPlan {
  readonly id: string;
  readonly start: number;
  readonly hires: number;
  readonly leavers: number;
  /** Share of people who ever use the coding assistant, an editor seat, the sandbox. */
  readonly code: number;
  readonly copilot: number;
  readonly cursor: number;
  readonly sandbox: number;
  /** Monthly budget in USD at the start; grows 2 % of the start a month. */
  readonly budget: number;
}

/** Day the organisation was last written down before the demo begins. */
export const ORG_START = '2025-02-01';
/** The reorganisation: seven people change team. */
export const REORG_DAY = '2026-06-15';
/** The developer experience team moves under engineering and changes its name. */
export const RENAME_DAY = '2026-08-01';

const plan = (
  id: string,
  [start, hires, leavers]: readonly [number, number, number],
  [code, copilot, cursor, sandbox]: readonly [number, number, number, number],
  budget: number,
): TeamPlan => ({ id, start, hires, leavers, code, copilot, cursor, sandbox, budget });

/** The fourteen teams. */
export const TEAM_PLANS: readonly TeamPlan[] = [
  plan('checkout', [15, 4, 2], [0.85, 0.6, 0.25, 0], 4000),
  plan('search', [14, 3, 1], [0.85, 0.6, 0.2, 0], 2500),
  plan('mobile', [11, 4, 1], [0.8, 0.6, 0.3, 0], 2100),
  plan('web-platform', [15, 3, 2], [0.85, 0.65, 0.3, 0], 2000),
  plan('platform-infra', [14, 3, 1], [0.8, 0.5, 0.15, 0], 1100),
  plan('security', [4, 0, 0], [0.75, 0.5, 0, 0.25], 450),
  plan('developer-experience', [7, 2, 0], [1, 0.6, 0.4, 0], 1300),
  plan('data-platform', [13, 3, 1], [0.75, 0.4, 0.2, 0], 4300),
  plan('ml-research', [10, 4, 1], [0.8, 0.3, 0.4, 0.1], 3600),
  plan('analytics', [10, 2, 1], [0.4, 0.2, 0.1, 0.5], 2200),
  plan('product-design', [12, 2, 1], [0.25, 0.05, 0.15, 0.4], 900),
  plan('customer-support', [24, 5, 3], [0.05, 0, 0, 0.15], 4000),
  plan('marketing', [10, 2, 1], [0.1, 0, 0, 0.5], 700),
  plan('finance-ops', [7, 1, 0], [0.1, 0, 0, 0.4], 260),
];

const spell = (
  name: string,
  parent: string | null,
  costCenter: string | null,
  from = ORG_START,
  to: string | null = null,
) => ({
  name,
  parent,
  costCenter,
  from,
  to,
});

const team = (id: string, name: string, parent: string, costCenter: string): Team => ({
  id,
  group: false,
  spells: [spell(name, parent, costCenter)],
});

const group = (id: string, name: string, parent: string | null): Team => ({
  id,
  group: true,
  spells: [spell(name, parent, null)],
});

/** The hierarchy: the company, four groups, fourteen teams. */
export const TEAMS: readonly Team[] = [
  group('northwind', 'Northwind Demo', null),
  group('engineering', 'Engineering', 'northwind'),
  group('data', 'Data', 'northwind'),
  group('product', 'Product', 'northwind'),
  group('business', 'Business', 'northwind'),
  team('checkout', 'Checkout', 'engineering', 'CC-1010'),
  team('search', 'Search', 'engineering', 'CC-1020'),
  team('mobile', 'Mobile', 'engineering', 'CC-1030'),
  team('web-platform', 'Web Platform', 'engineering', 'CC-1040'),
  team('platform-infra', 'Platform Infrastructure', 'engineering', 'CC-1050'),
  team('security', 'Security', 'engineering', 'CC-1060'),
  {
    id: 'developer-experience',
    group: false,
    spells: [
      spell('Developer Experience', 'product', 'CC-3020', ORG_START, RENAME_DAY),
      spell('Developer Productivity', 'engineering', 'CC-1070', RENAME_DAY),
    ],
  },
  team('data-platform', 'Data Platform', 'data', 'CC-2010'),
  team('ml-research', 'ML Research', 'data', 'CC-2020'),
  team('analytics', 'Analytics', 'data', 'CC-2030'),
  team('product-design', 'Product Design', 'product', 'CC-3010'),
  team('customer-support', 'Customer Support', 'business', 'CC-4010'),
  team('marketing', 'Marketing', 'business', 'CC-4020'),
  team('finance-ops', 'Finance Operations', 'business', 'CC-4030'),
];

/** Cost centres and what they are called. */
export const COST_CENTERS: readonly (readonly [code: string, name: string])[] = [
  ['CC-1010', 'Checkout'],
  ['CC-1020', 'Search'],
  ['CC-1030', 'Mobile'],
  ['CC-1040', 'Web'],
  ['CC-1050', 'Infrastructure'],
  ['CC-1060', 'Security'],
  ['CC-1070', 'Developer Productivity'],
  ['CC-2010', 'Data Platform'],
  ['CC-2020', 'Research'],
  ['CC-2030', 'Analytics'],
  ['CC-3010', 'Design'],
  ['CC-3020', 'Developer Experience (until the reorganisation)'],
  ['CC-4010', 'Support'],
  ['CC-4020', 'Marketing'],
  ['CC-4030', 'Finance'],
];
