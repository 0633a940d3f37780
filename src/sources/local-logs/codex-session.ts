import type { CodexLine, CodexTokens } from './codex-line.ts';
import { growth, isNothing, isSame, type Tokens, tokensNamed, tokensOf } from './codex-tokens.ts';
import { instantOf } from './fields.ts';

/** One model request of a session. */
export interface CodexRequest {
  readonly at: string;
  /** Model as the log names it; null when it names none. */
  readonly model: string | null;
  readonly tokens: Tokens;
  /** Running totals after the request; null in headless output. */
  readonly total: Tokens | null;
}

/** An event that cannot be counted, and the tokens it names. */
export interface QuarantinedEvent {
  readonly quarantined: string;
  readonly tokens: number;
}

type Event = {
  readonly timestamp: string | null;
  readonly model: string | null;
  readonly last?: CodexTokens;
  readonly total?: CodexTokens;
};

/** Follows one session file line by line and gives its requests, each once. */
export class CodexSession {
  id: string | null = null;
  repo: string | null = null;
  branch: string | null = null;
  parent: string | null = null;
  readonly #logicalDay: string;
  #model: string | null = null;
  #totals: Tokens | null = null;
  #hasMeta = false;
  #replaySeconds: (string | null)[] = [];
  /** While a replay of the parent's events may still come: the second they share, once known. */
  #replay: { readonly metaSecond: string | null; second: string | null; held: Event | null } | null = null;

  constructor(logicalDay: string) {
    this.#logicalDay = logicalDay;
  }

  /** Takes the next line. */
  *take(line: CodexLine): Generator<CodexRequest | QuarantinedEvent> {
    if (line.type === 'session_meta') {
      if (this.#hasMeta) return; // the parent's own first line, replayed
      this.#hasMeta = true;
      const { id, repo, branch, parent, replays } = line.payload;
      Object.assign(this, { id, repo, branch, parent });
      if (replays) {
        this.#replay = { metaSecond: secondOf(line.timestamp), second: null, held: null };
        this.#replaySeconds = [secondOf(line.timestamp)];
      }
    } else if (line.type === 'turn_context') {
      this.#model = line.payload.model ?? this.#model;
    } else if (line.type === 'turn.completed') {
      yield* this.#count({ timestamp: line.timestamp, model: line.model, last: line.usage });
    } else if (line.type === 'event_msg') {
      const { last_token_usage: last, total_token_usage: total } = line.payload.info;
      if (last === undefined && total === undefined) return;
      yield* this.#afterReplay({ timestamp: line.timestamp, model: line.payload.model ?? this.#model, last, total });
    }
  }

  /** True for an instant inside the block in which a forked file repeats its parent. */
  isReplayed(timestamp: string | null): boolean {
    const second = secondOf(timestamp);
    return this.#replaySeconds.includes(second);
  }

  /** To be called after the last line. */
  *end(): Generator<CodexRequest | QuarantinedEvent> {
    const held = this.#replay?.held;
    this.#replay = null;
    if (held) yield* this.#count(held);
  }

  /**
   * Drops the parent's events at the start of a forked file: they all carry one and the same second. Their last totals
   * stay as the baseline. A single first event is a replay only when it carries the second the file was made in.
   */
  *#afterReplay(event: Event): Generator<CodexRequest | QuarantinedEvent> {
    const replay = this.#replay;
    if (replay === null) {
      yield* this.#count(event);
      return;
    }
    const second = secondOf(event.timestamp);
    if (replay.second === null) {
      replay.second = second;
      if (second === replay.metaSecond) this.#rebase(event);
      else replay.held = event;
      return;
    }
    if (second === replay.second) {
      replay.held = null;
      this.#replaySeconds.push(second);
      this.#rebase(event);
      return;
    }
    yield* this.end();
    yield* this.#count(event);
  }

  #rebase(event: Event): void {
    const total = event.total === undefined ? undefined : tokensOf(event.total);
    if (total !== undefined) this.#totals = total;
  }

  *#count(event: Event): Generator<CodexRequest | QuarantinedEvent> {
    const total = event.total === undefined ? null : tokensOf(event.total);
    const last = event.last === undefined ? null : tokensOf(event.last);
    const named = tokensNamed(event.last ?? event.total);
    if (total === undefined || last === undefined) {
      yield { quarantined: 'a count that is no whole number of 0 or more', tokens: named };
      return;
    }
    const before = this.#totals;
    if (total !== null) this.#totals = total;
    if (total !== null && before !== null && isSame(total, before)) return; // sent again for a change of rate limits
    const tokens = last ?? growth(total!, before);
    if (isNothing(tokens)) return;
    const at = instantOf(event.timestamp);
    if (at === null) yield { quarantined: 'no timestamp', tokens: named };
    else if (at.slice(0, 10) > this.#logicalDay) yield { quarantined: 'timestamp in the future', tokens: named };
    else yield { at, model: event.model ?? this.#model, tokens, total };
  }
}

function secondOf(timestamp: string | null): string | null {
  return instantOf(timestamp)?.slice(0, 19) ?? null;
}
