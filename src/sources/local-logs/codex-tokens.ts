import type { CodexTokens } from './codex-line.ts';
import { countOf, tokensIn } from './fields.ts';

/** Tokens of one request, or running totals of a session. */
export interface Tokens {
  readonly input: bigint;
  /** Inside input. */
  readonly cached: bigint;
  readonly output: bigint;
  /** Inside output. */
  readonly reasoning: bigint;
}

/** Reads token counts; absent ones are 0 here, because Codex writes all of them or none. Undefined when one is no count. */
export function tokensOf(said: CodexTokens): Tokens | undefined {
  const [input, cached, output, reasoning] = [
    said.input_tokens,
    said.cached_input_tokens,
    said.output_tokens,
    said.reasoning_output_tokens,
  ].map(countOf);
  if (input === undefined || cached === undefined || output === undefined || reasoning === undefined) return undefined;
  return { input: input ?? 0n, cached: cached ?? 0n, output: output ?? 0n, reasoning: reasoning ?? 0n };
}

/** Tokens a quarantined event names. */
export function tokensNamed(said: CodexTokens | undefined): number {
  return tokensIn([said?.input_tokens, said?.output_tokens]);
}

/** What totals grew by since the previous ones, never below 0. */
export function growth(total: Tokens, previous: Tokens | null): Tokens {
  const over = (now: bigint, before: bigint) => (now > before ? now - before : 0n);
  if (previous === null) return total;
  return {
    input: over(total.input, previous.input),
    cached: over(total.cached, previous.cached),
    output: over(total.output, previous.output),
    reasoning: over(total.reasoning, previous.reasoning),
  };
}

/** True when nothing was used. */
export function isNothing(tokens: Tokens): boolean {
  return tokens.input === 0n && tokens.cached === 0n && tokens.output === 0n && tokens.reasoning === 0n;
}

/** True when two counts agree in every kind. */
export function isSame(a: Tokens, b: Tokens): boolean {
  return a.input === b.input && a.cached === b.cached && a.output === b.output && a.reasoning === b.reasoning;
}
