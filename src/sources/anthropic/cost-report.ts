import { z } from 'zod';
import { cost } from '../../core/contracts/cost.ts';
import { shiftDecimal } from '../../core/money/decimal.ts';
import { readAnswer } from '../kit/answer.ts';
import { decimal, instant, text } from '../kit/fields.ts';
import { bucketDay, completeRow, flagsText, knownWord, moneyText, rowKeys } from '../kit/rows.ts';
import type { HttpStream, LandedPage, ParseContext, Parsed, ParseNote } from '../source.ts';
import { billingAccountOf, priceDimensions, toolOf, workspaceOf } from './dimensions.ts';
import { ANTHROPIC, bucketRequest, isProvisional, nextReportPage, repullFrom } from './request.ts';

const NAME = 'cost_report';

/** Canonical token kind of each `token_type`. */
const TOKEN_KINDS: Readonly<Record<string, string>> = {
  uncached_input_tokens: 'input_uncached',
  cache_read_input_tokens: 'cache_read',
  'cache_creation.ephemeral_5m_input_tokens': 'cache_write_5m',
  'cache_creation.ephemeral_1h_input_tokens': 'cache_write_1h',
  output_tokens: 'output',
};

const result = z.looseObject({
  amount: decimal,
  currency: z.string().regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code'),
  cost_type: text,
  description: text,
  model: text,
  token_type: text,
  service_tier: text,
  context_window: text,
  inference_geo: text,
  workspace_id: text,
});

const answer = z.looseObject({
  data: z.array(z.looseObject({ starting_at: instant, ending_at: instant, results: z.array(result) })),
  has_more: z.boolean(),
  next_page: text,
});

function parse(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = readAnswer(answer, page);
  const key = rowKeys(ANTHROPIC, NAME);
  const days = value.data.map((bucket) => bucketDay(bucket.starting_at, bucket.ending_at, page));
  const rows = value.data.flatMap((bucket, index) => {
    const dt = days[index]!;
    return bucket.results.map((r) => {
      const workspace = workspaceOf(r.workspace_id);
      const dollars = shiftDecimal(r.amount, -2);
      const isCredit = dollars.units < 0n;
      const row = completeRow(cost, {
        source_row_key: key(`${bucket.starting_at}/${bucket.ending_at}`, {
          workspace_id: r.workspace_id,
          description: r.description,
          cost_type: r.cost_type,
          model: r.model,
          token_type: r.token_type,
          service_tier: r.service_tier,
          context_window: r.context_window,
          inference_geo: r.inference_geo,
        }),
        usage_start: bucket.starting_at,
        usage_end: bucket.ending_at,
        provider: ANTHROPIC,
        billing_account: billingAccountOf(context),
        model_vendor: r.model === null ? null : ANTHROPIC,
        tool: toolOf(workspace, context),
        model_raw: r.model,
        model: r.model,
        ...priceDimensions(r, notes),
        actor_id: `workspace:${workspace}`,
        actor_kind: 'workspace',
        workspace,
        flags: flagsText([isCredit && 'negative_amount']),
        period: dt.slice(0, 7),
        charge_category: isCredit ? 'Credit' : 'Usage',
        charge_kind: isCredit ? 'credit' : 'usage',
        charge_description: r.description,
        token_kind: tokenKind(r, notes),
        sku: knownWord(r.cost_type, ['tokens', 'web_search', 'code_execution', 'session_usage'], 'cost_type', notes),
        billed_cost: moneyText(dollars, 'amount', notes),
        currency: r.currency.toUpperCase(),
        provisional: isProvisional(dt, context.logicalDay),
      });
      return { table: cost.name, dt, row };
    });
  });
  return { rows, notes, days };
}

/** Usage column the line charges for: a token kind, `tool_calls` for web searches, NULL for everything without usage rows. */
function tokenKind(r: z.output<typeof result>, notes: ParseNote[]): string | null {
  if (r.cost_type === 'web_search') return 'tool_calls';
  const word = knownWord(r.token_type, Object.keys(TOKEN_KINDS), 'token_type', notes);
  return word === null ? null : (TOKEN_KINDS[word] ?? null);
}

/** Billed money by day, workspace and description. The vendor sends cents as decimal text; rows carry dollars. */
export const costReport: HttpStream = {
  kind: 'http',
  name: NAME,
  tables: [cost],
  window: 'day',
  repullDays: 3,
  repullFrom,
  maxDaysPerRequest: 31,
  firstRequest: (range) => bucketRequest('cost_report', range, ['workspace_id', 'description']),
  nextRequest: nextReportPage,
  parse,
  isProvisional,
};
