import { z } from 'zod';
import { usage } from '../../core/contracts/usage.ts';
import { readAnswer } from '../kit/answer.ts';
import { count, instant, optionalCount, text } from '../kit/fields.ts';
import { bucketDay, completeRow, flagsText, knownWord, rowKeys } from '../kit/rows.ts';
import type { HttpStream, LandedPage, ParseContext, Parsed } from '../source.ts';
import { billingAccountOf, priceDimensions, toolOf, workspaceOf } from './dimensions.ts';
import { ANTHROPIC, bucketRequest, isProvisional, nextReportPage, repullFrom } from './request.ts';

const NAME = 'messages_usage';

const result = z.looseObject({
  account_id: text,
  api_key_id: text,
  service_account_id: text,
  workspace_id: text,
  model: text,
  service_tier: text,
  context_window: text,
  inference_geo: text,
  speed: text,
  uncached_input_tokens: count,
  cache_creation: z
    .looseObject({ ephemeral_5m_input_tokens: optionalCount, ephemeral_1h_input_tokens: optionalCount })
    .nullish(),
  cache_read_input_tokens: count,
  output_tokens: count,
  server_tool_use: z.looseObject({ web_search_requests: optionalCount }).nullish(),
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
      const prices = priceDimensions(r, notes);
      const speed = knownWord(r.speed, ['standard', 'fast'], 'speed', notes);
      const tier =
        speed === 'fast' && (prices.service_tier ?? 'standard') === 'standard' ? 'fast' : prices.service_tier;
      const workspace = workspaceOf(r.workspace_id);
      const row = completeRow(usage, {
        source_row_key: key(`${bucket.starting_at}/${bucket.ending_at}`, {
          account_id: r.account_id,
          api_key_id: r.api_key_id,
          service_account_id: r.service_account_id,
          workspace_id: r.workspace_id,
          model: r.model,
          service_tier: r.service_tier,
          context_window: r.context_window,
          inference_geo: r.inference_geo,
          speed: r.speed,
        }),
        usage_start: bucket.starting_at,
        usage_end: bucket.ending_at,
        provider: ANTHROPIC,
        billing_account: billingAccountOf(context),
        model_vendor: r.model === null ? null : ANTHROPIC,
        tool: toolOf(workspace, context),
        model_raw: r.model,
        model: r.model,
        ...prices,
        service_tier: tier,
        ...actorOf(r, workspace),
        workspace,
        api_key: r.api_key_id,
        flags: flagsText([tier === null && 'tier_assumed', speed === 'fast' && tier !== 'fast' && 'fast_mode']),
        evidence_rank: 1n,
        input_uncached: r.uncached_input_tokens,
        cache_read: r.cache_read_input_tokens,
        cache_write_5m: r.cache_creation?.ephemeral_5m_input_tokens ?? null,
        cache_write_1h: r.cache_creation?.ephemeral_1h_input_tokens ?? null,
        output: r.output_tokens,
        tool_calls: r.server_tool_use?.web_search_requests ?? null,
        // Committed priority capacity is invoiced apart: the cost report has no line for these tokens.
        cost_basis: tier?.startsWith('priority') ? null : 'billed',
        provisional: isProvisional(dt, context.logicalDay),
      });
      return { table: usage.name, dt, row };
    });
  });
  return { rows, notes, days };
}

/** The first actor the row names: account, service account, key, else the workspace. */
function actorOf(r: z.output<typeof result>, workspace: string): { actor_id: string; actor_kind: string } {
  if (r.account_id !== null) return { actor_id: r.account_id, actor_kind: 'user' };
  if (r.service_account_id !== null) return { actor_id: r.service_account_id, actor_kind: 'service_account' };
  if (r.api_key_id !== null) return { actor_id: r.api_key_id, actor_kind: 'key' };
  return { actor_id: `workspace:${workspace}`, actor_kind: 'workspace' };
}

/** Tokens of the Messages API by day and every dimension the report can group by. Tokens only; money is in the cost report. */
export const messagesUsage: HttpStream = {
  kind: 'http',
  name: NAME,
  tables: [usage],
  window: 'day',
  repullDays: 3,
  repullFrom,
  maxDaysPerRequest: 31,
  firstRequest: (range) =>
    bucketRequest(
      'usage_report/messages',
      range,
      [
        'account_id',
        'api_key_id',
        'context_window',
        'inference_geo',
        'model',
        'service_account_id',
        'service_tier',
        'speed',
        'workspace_id',
      ],
      { 'anthropic-beta': 'fast-mode-2026-02-01' },
    ),
  nextRequest: nextReportPage,
  parse,
  isProvisional,
};
