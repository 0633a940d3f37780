import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

const n = c.nullable;

/** Dimensions a usage row and a cost row share. */
export const sharedDimensions = {
  source_row_key: c.text(
    'Hash of source, window and the full dimension set, plus an ordinal where the source has no id.',
  ),
  usage_start: c.instant('Start of the usage window.'),
  usage_end: c.instant('End of the usage window, exclusive.'),
  provider: c.text('Who sends the invoice: openai, anthropic, aws_bedrock, …'),
  billing_account: n(c.text('Account, organisation or subscription that the provider bills.')),
  model_vendor: n(c.text('Who made the model.')),
  tool: n(c.text('Product or client used: openai_api, claude_code, codex, …')),
  model_raw: n(c.text('Model name as the source sent it.')),
  model: n(c.text('Model name through the alias rules of the parser; the raw name when none applies.')),
  service_tier: n(
    c.text(
      'standard, batch, flex, priority, fast, provisioned … or an unknown word kept as sent; NULL when the source does not say.',
    ),
  ),
  context_tier: n(c.text('short or long prompt price tier; NULL when the source does not say.')),
  geo: n(c.text('Inference geography that carries a price multiplier: global, us, regional or a region.')),
  actor_id: n(
    c.text(
      'Pseudonym of the person, or the id of the vendor user, key, service account, role or workspace that acted.',
    ),
  ),
  actor_kind: n(
    c.text(
      'email (actor_id is a pseudonym), user (a vendor user id, to be looked up in vendor_entity), key, service_account, role, workspace, project or unknown.',
    ),
  ),
  workspace: n(c.text('Vendor workspace id.')),
  project: n(c.text('Vendor project id.')),
  api_key: n(c.text('Vendor id of the API key; never the secret.')),
  session_id: n(c.text('Session or conversation id.')),
  work_hint: n(c.text('Repository or issue hint the source gives.')),
  team_tag: n(c.text('Explicit team or cost-centre tag on the row.')),
  flags: n(c.text('Sorted, comma-joined data-quality codes: identity_mismatch, tier_assumed, ttl_unknown, …')),
} as const;

/** One canonical usage row: tokens and requests, never invoice money. */
export const usage = defineContract({
  name: 'usage',
  grain: 'one row per source window and full dimension set',
  description: 'What was used, as a source reports it. Never added to cost.',
  key: ['source_row_key'],
  partition: 'day',
  row: z.object({
    ...sharedDimensions,
    evidence_rank: c.count(
      'How the source counts tokens, lowest wins in a covered scope: 1 billing-grade usage API, 2 cloud invocation log, 3 vendor tool analytics, 4 telemetry, 5 local logs.',
    ),
    input_uncached: n(c.count('Input tokens neither read from nor written to a cache.', 'tokens')),
    cache_read: n(c.count('Input tokens read from a cache.', 'tokens')),
    cache_write_5m: n(c.count('Input tokens written to a 5-minute cache.', 'tokens')),
    cache_write_1h: n(c.count('Input tokens written to a 1-hour cache.', 'tokens')),
    cache_write_30m: n(c.count('Input tokens written to a 30-minute cache.', 'tokens')),
    cache_write_12h: n(c.count('Input tokens written to a 12-hour cache.', 'tokens')),
    cache_write_unsplit: n(
      c.count(
        'Input tokens written to a cache of unknown lifetime; priced as 5-minute (OpenAI: 30-minute) and flagged ttl_unknown.',
        'tokens',
      ),
    ),
    input_total_unsplit: n(
      c.count('All input tokens where the source cannot split them; the seven fields above are then NULL.', 'tokens'),
    ),
    output: n(c.count('Output tokens, reasoning included.', 'tokens')),
    reasoning: n(c.count('Reasoning tokens; a subset of output, never added.', 'tokens')),
    audio_in: n(c.count('Audio input tokens; a subset of input, never added.', 'tokens')),
    audio_out: n(c.count('Audio output tokens; a subset of output, never added.', 'tokens')),
    image_in: n(c.count('Image input tokens; a subset of input, never added.', 'tokens')),
    image_out: n(c.count('Image output tokens; a subset of output, never added.', 'tokens')),
    embedding: n(c.count('Input tokens of embedding models; input_uncached is then NULL.', 'tokens')),
    image_count: n(c.count('Images generated.', 'images')),
    characters: n(c.count('Characters of speech input.', 'characters')),
    seconds: n(c.count('Seconds of audio transcribed.', 'seconds')),
    tool_calls: n(c.count('Server-side tool calls, web searches for instance.', 'calls')),
    sessions: n(c.count('Sessions counted by the source.', 'sessions')),
    requests: n(c.count('Model requests; NULL when the source does not count them.', 'requests')),
    quantity: n(c.decimal(38, 15, 'Amount of a unit with no column of its own.')),
    quantity_unit: n(c.text('Unit of quantity.')),
    estimated_cost: n(c.money("The vendor's own estimate; never billed money.")),
    currency: n(c.text('ISO 4217 code of estimated_cost.')),
    cost_basis: n(c.text('billed, included, consumption, byok, estimated_list or none.')),
    provisional: c.flag('The source may still restate the window.'),
  }),
});
