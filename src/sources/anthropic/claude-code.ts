import { z } from 'zod';
import { usage } from '../../core/contracts/usage.ts';
import { addDays } from '../../core/days.ts';
import { shiftDecimal } from '../../core/money/decimal.ts';
import { readAnswer } from '../kit/answer.ts';
import { count, decimal, ignored, instant, optionalCount, text } from '../kit/fields.ts';
import { bucketDay, completeRow, flagsText, knownWord, moneyText, rowKeys } from '../kit/rows.ts';
import type { HttpStream, LandedPage, ParseContext, Parsed } from '../source.ts';
import { billingAccountOf } from './dimensions.ts';
import { ANTHROPIC, nextReportPage, organizationRequest } from './request.ts';

const NAME = 'claude_code';
/** Days asked again on every run; the last time is final. */
const REPULL_DAYS = 3;

const person = z.looseObject({ type: z.literal('user_actor'), email_address: z.string().min(1) });
const key = z.looseObject({ type: z.literal('api_actor'), api_key_name: z.string().min(1) });

const record = z.looseObject({
  date: instant,
  actor: z.discriminatedUnion('type', [person, key]),
  organization_id: text,
  customer_type: text,
  subscription_type: text,
  terminal_type: text,
  is_remote: z.boolean().nullish(),
  core_metrics: z.looseObject({
    num_sessions: count,
    lines_of_code: ignored,
    commits_by_claude_code: ignored,
    pull_requests_by_claude_code: ignored,
  }),
  tool_actions: ignored,
  model_breakdown: z.array(
    z.looseObject({
      model: z.string().min(1),
      tokens: z.looseObject({
        input: count,
        output: count,
        cache_read: optionalCount,
        cache_creation: optionalCount,
      }),
      estimated_cost: z.looseObject({ amount: decimal, currency: z.string().regex(/^[A-Za-z]{3}$/) }).nullish(),
    }),
  ),
});

const answer = z.looseObject({ data: z.array(record), has_more: z.boolean(), next_page: text });

const isProvisional = (day: string, logicalDay: string) => day > addDays(logicalDay, -REPULL_DAYS);

function parse(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = readAnswer(answer, page);
  const rowKey = rowKeys(ANTHROPIC, NAME);
  const rows = value.data.flatMap((r) => {
    const end = `${addDays(r.date.slice(0, 10), 1)}T00:00:00.000Z`;
    const dt = bucketDay(r.date, end, page);
    const customer = knownWord(r.customer_type, ['api', 'subscription'], 'customer_type', notes);
    const shared = {
      usage_start: r.date,
      usage_end: end,
      provider: ANTHROPIC,
      billing_account: billingAccountOf(context),
      tool: 'claude_code',
      ...actorOf(r.actor, context),
      // People on API billing work in the Claude Code workspace. Seats are billed elsewhere, and a key belongs to the
      // workspace it was made in, which this report does not name.
      workspace:
        customer === 'subscription' || r.actor.type !== 'user_actor'
          ? null
          : (context.settings.claude_code_workspace ?? null),
      cost_basis: customer === 'subscription' ? 'included' : customer === 'api' ? 'billed' : null,
      evidence_rank: 3n,
      provisional: isProvisional(dt, context.logicalDay),
    };
    const dimensions = {
      actor: r.actor.type === 'user_actor' ? shared.actor_id : r.actor.api_key_name,
      actor_type: r.actor.type,
      organization_id: r.organization_id,
      customer_type: r.customer_type,
      subscription_type: r.subscription_type,
      terminal_type: r.terminal_type,
      is_remote: r.is_remote,
    };
    const activity = completeRow(usage, {
      ...shared,
      source_row_key: rowKey(r.date, { ...dimensions, row: 'activity' }),
      sessions: r.core_metrics.num_sessions,
    });
    const models = r.model_breakdown.map((m) =>
      completeRow(usage, {
        ...shared,
        source_row_key: rowKey(r.date, { ...dimensions, row: 'model', model: m.model }),
        model_vendor: ANTHROPIC,
        model_raw: m.model,
        model: m.model,
        flags: flagsText(['tier_assumed', (m.tokens.cache_creation ?? 0n) > 0n && 'ttl_unknown']),
        input_uncached: m.tokens.input,
        cache_read: m.tokens.cache_read,
        cache_write_unsplit: m.tokens.cache_creation,
        output: m.tokens.output,
        estimated_cost: m.estimated_cost
          ? moneyText(shiftDecimal(m.estimated_cost.amount, -2), 'estimated_cost', notes)
          : null,
        currency: m.estimated_cost ? m.estimated_cost.currency.toUpperCase() : null,
      }),
    );
    return [activity, ...models].map((row) => ({ table: usage.name, dt, row }));
  });
  return { rows, notes };
}

/** People by pseudonym; automation by the name of its key, which is all the vendor gives. */
function actorOf(actor: z.output<typeof record>['actor'], context: ParseContext) {
  return actor.type === 'user_actor'
    ? { actor_id: context.pseudonym('email', actor.email_address), actor_kind: 'email' }
    : { actor_id: `apikey-name:${actor.api_key_name}`, actor_kind: 'key' };
}

/**
 * Claude Code by person, day and model: a way to divide the money of the Claude Code workspace, never money itself.
 * Each record gives one row that counts sessions and one row per model with tokens and the vendor's estimate.
 */
export const claudeCode: HttpStream = {
  kind: 'http',
  name: NAME,
  tables: [usage],
  window: 'day',
  repullDays: REPULL_DAYS,
  maxDaysPerRequest: 1,
  firstRequest: (range) =>
    organizationRequest('usage_report/claude_code', [
      ['starting_at', range.from],
      ['limit', '1000'],
    ]),
  nextRequest: nextReportPage,
  parse,
  isProvisional,
};
