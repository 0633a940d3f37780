import type { configPrice, configPriceMultiplier } from '../contracts/config.ts';
import type { RowOf } from '../contracts/contract.ts';
import { type MultiplierEntry, multiplierFileSchema, type ProviderFile, providerFileSchema } from './book-schema.ts';
import { expandMultipliers, expandProvider, idsOf } from './expand.ts';
import { sanityFindings } from './sanity.ts';

/** One landed price: a rate of one kind in one tier, with the days it is valid and the day it became known. */
export type PriceRow = RowOf<typeof configPrice>;
/** One landed multiplier. */
export type MultiplierRow = RowOf<typeof configPriceMultiplier>;

/** The whole price book, expanded to rows: one per id, kind, tier, validity and day known. */
export interface PriceBook {
  readonly prices: readonly PriceRow[];
  readonly multipliers: readonly MultiplierRow[];
  /** Providers that have a file. */
  readonly providers: ReadonlySet<string>;
  /** The greatest known_from: pricing with all the book knows. */
  readonly latestKnown: string;
}

/** A parsed YAML file of the book and the name errors use. */
export interface BookFile {
  readonly name: string;
  readonly content: unknown;
}

/** Everything wrong with a price book, one line per finding. */
export class PriceBookError extends Error {
  readonly findings: readonly string[];
  constructor(findings: readonly string[]) {
    const shown = findings.slice(0, 20).map((finding) => `\n  ${finding}`);
    super(`the price book has ${findings.length} problem(s):${shown.join('')}${findings.length > 20 ? '\n  …' : ''}`);
    this.name = 'PriceBookError';
    this.findings = findings;
  }
}

/**
 * Builds the book from its parsed files: those with `multipliers` hold factors, the others one provider each.
 * Throws a PriceBookError naming file and place for every schema violation, unknown `same_as`, duplicate id,
 * overlapping validity or implausible price.
 */
export function buildPriceBook(files: readonly BookFile[]): PriceBook {
  const findings: string[] = [];
  const providers: ProviderFile[] = [];
  const factors: MultiplierEntry[] = [];
  for (const { name, content } of files) {
    const isMultipliers = typeof content === 'object' && content !== null && 'multipliers' in content;
    const parsed = (isMultipliers ? multiplierFileSchema : providerFileSchema).safeParse(content);
    if (!parsed.success) findings.push(...parsed.error.issues.map((i) => `${name}: ${place(i.path)}: ${i.message}`));
    else if ('multipliers' in parsed.data) factors.push(...parsed.data.multipliers);
    else providers.push(parsed.data);
  }
  if (findings.length > 0) throw new PriceBookError(findings);

  const prices = providers.flatMap((file) => expandProvider(file, providers, findings));
  const multipliers = expandMultipliers(factors, providers, findings);
  findings.push(...sanityFindings(prices, multipliers, freeModels(providers)));
  if (findings.length > 0) throw new PriceBookError(findings);
  return {
    prices,
    multipliers,
    providers: new Set(providers.map((file) => file.provider)),
    latestKnown: [...prices, ...multipliers].reduce((day, row) => (row.known_from > day ? row.known_from : day), ''),
  };
}

/**
 * Rows to land as the contract `config_price`. A price of every model of a provider (`*`) becomes a row of each model
 * that has no price of its own for the kind, so that a join on the id finds it.
 */
export function priceRows(book: PriceBook): PriceRow[] {
  const kindsOf = new Map<string, Set<string>>();
  for (const { provider, model, token_kind } of book.prices) {
    const key = `${provider}\n${model}`;
    kindsOf.set(key, (kindsOf.get(key) ?? new Set()).add(token_kind));
  }
  return book.prices.flatMap((row) => {
    if (row.model !== '*') return [row];
    const models = [...kindsOf.keys()].map((key) => key.split('\n') as [string, string]);
    return models
      .filter(([provider, model]) => provider === row.provider && model !== '*')
      .filter(([provider, model]) => !kindsOf.get(`${provider}\n${model}`)?.has(row.token_kind))
      .map(([, model]) => ({ ...row, model }));
  });
}

/** Rows to land as the contract `config_price_multiplier`. */
export function multiplierRows(book: PriceBook): MultiplierRow[] {
  return [...book.multipliers];
}

function place(path: readonly PropertyKey[]): string {
  return (
    path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
      .join('')
      .replace(/^\./, '') || '(top)'
  );
}

function freeModels(providers: readonly ProviderFile[]): Set<string> {
  const free = new Set<string>();
  for (const file of providers) {
    for (const model of file.models) {
      const lender = model.same_as;
      const source =
        lender && providers.find((p) => p.provider === lender.provider)?.models.find((m) => m.id === lender.model);
      if (model.free || source?.free) for (const id of idsOf(model)) free.add(`${file.provider}/${id}`);
    }
  }
  return free;
}
