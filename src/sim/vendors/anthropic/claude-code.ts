import type { Fact } from '../../company/facts.ts';
import type { TokenKind } from '../../company/list-prices.ts';
import type { World } from '../../world.ts';
import { limitOf } from '../query.ts';
import { BadRequest, type VendorAnswer } from '../vendor.ts';
import { listCost } from './bill.ts';

/** Made-up organisation id. */
const ORGANISATION = '00000000-0000-4000-8000-000000000077';
/** The one service that runs the coding assistant with a key of its own. */
const BOT = 'ci-refactor-bot';

const cents = (fact: Fact): number => {
  const kinds = ['input_uncached', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'output'] as const;
  const pico = kinds.reduce((sum, kind) => sum + listCost(fact, kind as TokenKind, fact.counts[kind] ?? 0), 0n);
  return Number(pico / 1_000_000n) / 10_000;
};

const breakdown = (fact: Fact) => ({
  model: fact.model,
  tokens: {
    input: fact.counts.input_uncached ?? 0,
    output: fact.counts.output ?? 0,
    cache_read: fact.counts.cache_read ?? 0,
    cache_creation: (fact.counts.cache_write_5m ?? 0) + (fact.counts.cache_write_1h ?? 0),
  },
  estimated_cost: { currency: 'USD', amount: cents(fact) },
});

const actions = (accepted: number, rejected: number) => ({
  edit_tool: { accepted, rejected },
  multi_edit_tool: { accepted: 0, rejected: 0 },
  write_tool: { accepted: Math.floor(accepted / 4), rejected: 0 },
  notebook_edit_tool: { accepted: 0, rejected: 0 },
});

function personRecord(world: World, day: string, facts: readonly Fact[]) {
  const code = facts[0]!.code!;
  const person = world.people.get(facts[0]!.person!)!;
  return {
    date: `${day}T00:00:00Z`,
    actor: { type: 'user_actor', email_address: person.code!.email },
    organization_id: ORGANISATION,
    customer_type: code.customer,
    subscription_type: code.customer === 'subscription' ? 'team' : null,
    terminal_type: code.terminal,
    is_remote: code.remote,
    core_metrics: {
      num_sessions: code.sessions,
      lines_of_code: { added: code.linesAdded, removed: code.linesRemoved },
      commits_by_claude_code: code.commits,
      pull_requests_by_claude_code: code.pullRequests,
    },
    tool_actions: actions(code.accepted, code.rejected),
    model_breakdown: facts.map(breakdown),
  };
}

function botRecord(day: string, facts: readonly Fact[]) {
  return {
    date: `${day}T00:00:00Z`,
    actor: { type: 'api_actor', api_key_name: BOT },
    organization_id: ORGANISATION,
    customer_type: 'api',
    subscription_type: null,
    terminal_type: 'non-interactive',
    is_remote: false,
    core_metrics: {
      num_sessions: facts.reduce((sum, f) => sum + (f.counts.requests ?? 0), 0),
      lines_of_code: { added: 0, removed: 0 },
      commits_by_claude_code: 0,
      pull_requests_by_claude_code: 0,
    },
    tool_actions: actions(0, 0),
    model_breakdown: facts.map(breakdown),
  };
}

function records(world: World, day: string): unknown[] {
  const people = new Map<string, Fact[]>();
  const bot: Fact[] = [];
  for (const fact of world.facts(day)) {
    if (fact.workload === BOT && world.company.odd.botAnalytics) bot.push(fact);
    if (fact.product !== 'claude_code' || fact.code?.reported !== true) continue;
    const id = `${fact.person}|${fact.code.remote}`;
    people.set(id, [...(people.get(id) ?? []), fact]);
  }
  const all: unknown[] = [...people.values()].map((facts) => personRecord(world, day, facts));
  return bot.length === 0 ? all : [...all, botRecord(day, bot)];
}

/** `GET /v1/organizations/usage_report/claude_code`: one UTC day per call, one record per actor and client. */
export function claudeCode(query: URLSearchParams, world: World): VendorAnswer {
  const day = query.get('starting_at');
  if (day === null || !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new BadRequest('starting_at: must be a date YYYY-MM-DD');
  const all = records(world, day);
  return {
    kind: 'pages',
    unit: 'row',
    total: all.length,
    limit: limitOf(query, 20, 1000),
    slice: (from, to) => all.slice(from, to),
    render: (data, has_more, next_page) => ({ data, has_more, next_page }),
  };
}
