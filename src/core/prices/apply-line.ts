import { addDecimals, type Decimal, formatDecimal, ZERO } from '../money/decimal.ts';
import { CountError, isObject } from './body/fields.ts';
import { modelNamedBy, type RecognisedBody, recogniseBody, type UnrecognisedBody } from './body/recognise.ts';
import { type Counts, TOKEN_KINDS, type TokenKind } from './kinds.ts';
import type { PriceIndex } from './lookup.ts';
import { type PriceReason, priceUsage } from './price-usage.ts';

/** One line of `prices apply`. */
export interface AppliedLine {
  /** Line of the input file, or position in the list, from 1. */
  readonly line: number;
  readonly provider: string | null;
  /** Model as the answer names it. */
  readonly model: string | null;
  /** Reported canonical kinds; an absent kind was not reported. */
  readonly tokens: Readonly<Partial<Record<TokenKind, number>>>;
  /** Exact list price as a decimal string; null with reasons when a part has no price. */
  readonly cost: string | null;
  readonly currency: string | null;
  readonly reasons: readonly PriceReason[];
}

/** Days that decide: usage day and knowledge day. */
export interface ApplyDays {
  readonly day: string;
  readonly asOf: string;
}

/**
 * Prices one parsed line. Never throws: what cannot be read or priced becomes a null cost with reasons.
 * `isBroken` tells a line that is no usable record from one that merely has no price.
 */
export function applyPrices(
  line: number,
  value: unknown,
  index: PriceIndex,
  days: ApplyDays,
): { readonly applied: AppliedLine; readonly isBroken: boolean } {
  if (!isObject(value)) return { applied: withoutUsage(line, 'line_not_an_object'), isBroken: true };
  let body: RecognisedBody | UnrecognisedBody;
  try {
    body = recogniseBody(value, index);
  } catch (error) {
    if (!(error instanceof CountError)) throw error;
    return { applied: withoutUsage(line, 'count_invalid', modelNamedBy(value)), isBroken: true };
  }
  if ('code' in body) return { applied: withoutUsage(line, body.code, body.model), isBroken: false };
  return { applied: priced(line, body, index, days), isBroken: false };
}

/** The output line of an input whose usage cannot be read. */
export function withoutUsage(line: number, code: string, model: string | null = null): AppliedLine {
  return {
    line,
    provider: null,
    model,
    tokens: {},
    cost: null,
    currency: null,
    reasons: [{ kind: null, code }],
  };
}

function priced(line: number, body: RecognisedBody, index: PriceIndex, days: ApplyDays): AppliedLine {
  const counts = sumCounts(body.calls.map((call) => call.counts));
  const base = { line, provider: body.provider, model: body.modelRaw, tokens: tokensOf(counts) };
  const gap = body.modelRaw === null ? 'model_missing' : body.providerGap;
  if (gap !== null || body.provider === null) {
    return { ...base, cost: null, currency: null, reasons: gapReasons(counts, gap ?? 'provider_unknown') };
  }
  const results = body.calls.map((call) =>
    priceUsage(
      index,
      {
        provider: body.provider as string,
        model: call.modelId as string,
        day: days.day,
        serviceTier: body.serviceTier,
        geo: body.geo,
        contextTier: null,
        singleRequest: body.isSingleRequest,
        counts: call.counts,
      },
      days.asOf,
    ),
  );
  const unreported = body.calls.flatMap((call) => unreportedSides(call.counts));
  const reasons = distinct([...results.flatMap((result) => result.reasons), ...unreported]);
  const cost = results.reduce<Decimal | null>(
    (sum, result) => (sum === null || result.cost === null ? null : addDecimals(sum, result.cost)),
    ZERO,
  );
  return {
    ...base,
    cost: cost === null || reasons.length > 0 ? null : formatDecimal(cost),
    currency: results.find((result) => result.currency !== null)?.currency ?? null,
    reasons,
  };
}

/** Kinds one of which stands for what was sent. */
const SENT: readonly TokenKind[] = [
  'input_uncached',
  'input_total_unsplit',
  'cache_read',
  'embedding',
  'characters',
  'seconds',
  'tool_calls',
];

/** A side of a call that the answer does not report: not 0, so that the other side is not the whole cost. */
function unreportedSides(counts: Counts): PriceReason[] {
  const isUnknown = (kinds: readonly TokenKind[]) => kinds.every((kind) => counts[kind] == null);
  if (isUnknown(SENT)) return [{ kind: 'input_uncached', code: 'count_missing' }];
  const isGenerated = counts.input_uncached != null || counts.cache_read != null;
  return isGenerated && isUnknown(['output', 'seconds']) ? [{ kind: 'output', code: 'count_missing' }] : [];
}

function sumCounts(all: readonly Counts[]): Counts {
  const sum: Counts = {};
  for (const counts of all) {
    for (const kind of TOKEN_KINDS) {
      const value = counts[kind];
      if (value !== undefined && value !== null) sum[kind] = (sum[kind] ?? 0n) + value;
    }
  }
  return sum;
}

function tokensOf(counts: Counts): AppliedLine['tokens'] {
  const tokens: Partial<Record<TokenKind, number>> = {};
  for (const kind of TOKEN_KINDS) if (counts[kind] != null) tokens[kind] = Number(counts[kind]);
  return tokens;
}

/** One reason per kind with tokens, or a single one without kind. */
function gapReasons(counts: Counts, code: string): PriceReason[] {
  const subsets = new Set<TokenKind>(['reasoning', 'audio_in', 'audio_out', 'image_in', 'image_out']);
  const kinds = TOKEN_KINDS.filter((kind) => !subsets.has(kind) && (counts[kind] ?? 0n) > 0n);
  return kinds.length === 0 ? [{ kind: null, code }] : kinds.map((kind) => ({ kind, code }));
}

function distinct(reasons: readonly PriceReason[]): PriceReason[] {
  return [...new Map(reasons.map((reason) => [`${reason.kind} ${reason.code}`, reason])).values()];
}
