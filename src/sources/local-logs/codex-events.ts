import type { ParsedRow } from '../source.ts';
import type { CallTrace } from './activity.ts';
import type { CodexActivity } from './codex-activity.ts';
import type { CodexPlace } from './codex-row.ts';
import { modelOf, requestIdentity } from './codex-row.ts';
import type { CodexRequest } from './codex-session.ts';
import { instantOf } from './fields.ts';
import { type EventPlace, sessionEventRow, toolColumns } from './session-row.ts';

/** Follows one rollout and gives its session events. Lines with a time in the future tell nothing. */
export class CodexEvents {
  readonly #logicalDay: string;
  readonly #calls = new Map<string, CallTrace>();
  #prompts = 0;
  #order = 0;

  constructor(logicalDay: string) {
    this.#logicalDay = logicalDay;
  }

  /** Events of a line beside tokens. */
  *take(activity: CodexActivity, timestamp: string | null, place: CodexPlace): Generator<ParsedRow> {
    if (activity.kind === 'call') {
      this.#calls.set(activity.call.id, activity.call);
      return;
    }
    const at = instantOf(timestamp);
    if (at === null || at.slice(0, 10) > this.#logicalDay) return;
    if (activity.kind === 'prompt') this.#prompts += 1;
    const event = this.#placeAt(at, place);
    if (activity.kind === 'result') {
      const { result } = activity;
      yield sessionEventRow(event, { call: result.id }, toolColumns(result, this.#calls.get(result.id)));
      this.#calls.delete(result.id);
    } else {
      const columns = activity.kind === 'prompt' ? { prompt_chars: BigInt(activity.chars) } : {};
      const identity = { session: place.session, at, kind: activity.kind, prompt: this.#prompts };
      yield sessionEventRow(event, identity, { kind: activity.kind, ...columns });
    }
  }

  /** The event of a request that counts. Codex writes no caches of its own: cache_write stays NULL. */
  request(request: CodexRequest, place: CodexPlace): ParsedRow {
    const { input, output, reasoning } = request.tokens;
    const cached = request.tokens.cached < input ? request.tokens.cached : input;
    const identity = { session: place.session, request: requestIdentity(request) };
    return sessionEventRow(this.#placeAt(request.at, place), identity, {
      kind: 'request',
      model: modelOf(request).model,
      input_uncached: input - cached,
      cache_read: cached,
      output,
      reasoning: reasoning < output ? reasoning : output,
    });
  }

  #placeAt(at: string, { session, parent, repo, branch, actor, billingAccount }: CodexPlace): EventPlace {
    const order = this.#order;
    this.#order += 1;
    return {
      tool: 'codex',
      provider: 'openai',
      session,
      parent,
      at,
      order,
      thread: 'main',
      turn: this.#prompts === 0 ? null : `${session}:${this.#prompts}`,
      repo,
      branch,
      entrypoint: null,
      actor,
      billingAccount,
    };
  }
}
