import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

const n = c.nullable;

/**
 * What one coding-agent session did, event by event, in one shape for every sender: telemetry, local logs, vendor files.
 * Ids, counts, codes and hashes only; no prompt, code, argument or output text has a column here.
 */
export const sessionEvent = defineContract({
  name: 'session_event',
  grain: 'one row per event of a session',
  description:
    'Prompts, model requests, tool calls, decisions and endings of coding-agent sessions, as their sender tells them. Split keys and quality signals; never added to usage or cost.',
  key: ['event_key'],
  partition: 'day',
  row: z.object({
    event_key: c.text('Hash of sender, session and event; the same event told again has the same key.'),
    tool: c.text('Product or client used: claude_code, codex, gemini_cli, copilot, cursor, …'),
    setup: c.text(
      'How the sender is set up, which decides what it can tell: default, tool_details, metrics_only, gateway or local_log; see the seed session_signal_coverage.',
    ),
    provider: n(c.text('Who bills the model requests: anthropic, openai, …; NULL when the sender does not say.')),
    billing_account: n(c.text('Account the requests are billed to, where known.')),
    workspace: n(c.text('Vendor workspace id, where the sender knows it.')),
    project: n(c.text('Vendor project id, where the sender knows it.')),
    api_key: n(c.text('Vendor id of the API key, where the sender knows it; never the secret.')),
    session_id: c.text('Session or conversation id as the tool gives it.'),
    parent_session_id: n(c.text('Session that started this one; its repo and branch hold where this row has none.')),
    turn_id: n(c.text('Prompt or turn the event belongs to.')),
    ts: c.instant('When it happened.'),
    seq: c.count('Order inside the session among events of one instant.'),
    kind: c.text(
      'prompt, request, request_error, retry, refusal, decision, tool, compaction, commit, pr, rating, abort, session_end or count (a counter: see quantity).',
    ),
    thread: n(c.text('main, sub (a subagent) or aux (a helper such as compaction).')),
    request_id: n(c.text('Id of the model request; equal in telemetry and logs of one request.')),
    model: n(c.text('Model name through the alias rules; the raw name when none applies.')),
    model_tier: n(c.text('Tier of the model where the sender names one.')),
    effort: n(c.text('Reasoning effort asked for.')),
    service_tier: n(c.text('standard, fast, batch …; NULL when the sender does not say.')),
    input_uncached: n(c.count('Input tokens neither read from nor written to a cache.', 'tokens')),
    cache_read: n(c.count('Input tokens read from a cache.', 'tokens')),
    cache_write: n(c.count('Input tokens written to a cache, of any lifetime.', 'tokens')),
    output: n(c.count('Output tokens, reasoning included.', 'tokens')),
    reasoning: n(c.count('Reasoning tokens; a subset of output, never added.', 'tokens')),
    est_cost: n(c.money("The sender's own estimate in USD; never billed money.")),
    duration_ms: n(c.count('How long it took.', 'milliseconds')),
    attempts: n(c.count('Tries of a request, the last one included.', 'tries')),
    status_code: n(c.count('HTTP status of a failed request.')),
    tool_name: n(c.text('Tool the model called.')),
    tool_group: n(c.text('edit, run, read, agent, mcp, web or other.')),
    call_id: n(c.text('Id of the tool call; a decision and its result share it.')),
    decision: n(c.text('accept or reject.')),
    decision_source: n(c.text('config, hook, user_temporary, user_permanent, user_reject or user_abort.')),
    success: n(c.flag('Whether a tool call succeeded.')),
    error_type: n(c.text('Class of the error in a word: infrastructure, context, auth, or the code the sender gives.')),
    args_hash: n(c.text('SHA-256 of the canonical JSON of the arguments.')),
    target_hash: n(c.text('SHA-256 of the path the call works on.')),
    input_bytes: n(c.count('Size of the arguments.', 'bytes')),
    result_bytes: n(c.count('Size of the result.', 'bytes')),
    prompt_chars: n(c.count('Length of the prompt.', 'characters')),
    commit_sha: n(c.text('Commit the session made.')),
    pre_tokens: n(c.count('Context before a compaction.', 'tokens')),
    post_tokens: n(c.count('Context after a compaction.', 'tokens')),
    rating: n(c.text('Rating the person gave, as a word.')),
    quantity: n(
      c.decimal(
        38,
        15,
        'Value of a counter, or how many things the row stands for; NULL means one where the kind counts things.',
      ),
    ),
    quantity_kind: n(
      c.text(
        'What quantity counts on a count row: lines_added, lines_removed, active_user_s, active_cli_s, edit_survival, ai_lines.',
      ),
    ),
    actor_id: n(c.text('Pseudonym of the person, or the id of the key or account that acted.')),
    actor_kind: n(c.text('email (actor_id is a pseudonym), user, key, service_account or unknown.')),
    entrypoint: n(c.text('How the client was started: cli, ide, sdk-… (headless), as the sender says.')),
    repo: n(
      c.text('Repository key `name-hash8` of its remote, or of its folder where no remote is known; never a path.'),
    ),
    branch: n(c.text('Branch checked out.')),
    work_hint: n(c.text('Issue key or other hint to the work item.')),
  }),
});
