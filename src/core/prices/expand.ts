import type { MultiplierRow, PriceRow } from './book.ts';
import type { ModelEntry, MultiplierEntry, PriceEntry, ProviderFile } from './book-schema.ts';
import type { PriceKind } from './kinds.ts';

/** Every id that carries a model's rates: its own, its dated snapshots and its aliases. */
export function idsOf(model: Pick<ModelEntry, 'id' | 'snapshots' | 'aliases'>): string[] {
  return [model.id, ...model.snapshots.map((s) => `${model.id}-${s}`), ...model.aliases];
}

/** Rows of one provider file; adds to `findings` what cannot be resolved. */
export function expandProvider(file: ProviderFile, all: readonly ProviderFile[], findings: string[]): PriceRow[] {
  const rows: PriceRow[] = [];
  const seen = new Map<string, string>();
  for (const model of file.models) {
    const base =
      model.prices === undefined ? borrowed(model, file, all, findings) : ratesOf(model.prices, file, model.id);
    for (const id of idsOf(model)) {
      const owner = seen.get(id.toLowerCase());
      if (owner !== undefined) findings.push(`${file.provider}: id ${id} belongs to both ${owner} and ${model.id}`);
      seen.set(id.toLowerCase(), model.id);
      for (const row of base) rows.push({ ...row, provider: file.provider, model: id });
    }
  }
  return rows;
}

/** Multiplier rows, one per id and word; a factor on a model also holds for its snapshots and aliases. */
export function expandMultipliers(
  entries: readonly MultiplierEntry[],
  providers: readonly ProviderFile[],
  findings: string[],
): MultiplierRow[] {
  const rows: MultiplierRow[] = [];
  for (const entry of entries) {
    for (const name of entry.models ?? [entry.model as string]) {
      for (const id of name === '*' ? ['*'] : idsOfNamed(entry.provider, name, providers, findings)) {
        for (const word of entry.words ?? [entry.word as string]) {
          rows.push({
            provider: entry.provider,
            model: id,
            dimension: entry.dimension,
            word,
            factor: entry.factor,
            valid_from: entry.from,
            valid_to: entry.to ?? null,
            known_from: entry.known ?? entry.from,
          });
        }
      }
    }
  }
  return rows;
}

function idsOfNamed(provider: string, name: string, providers: readonly ProviderFile[], findings: string[]): string[] {
  const model = modelNamed(provider, name, providers);
  if (model === undefined) {
    findings.push(`multipliers: ${provider} has no model ${name}`);
    return [];
  }
  // A snapshot or alias may be named on its own; only the model's own id stands for all of them.
  return model.id === name ? idsOf(model) : [name];
}

function modelNamed(provider: string, name: string, providers: readonly ProviderFile[]): ModelEntry | undefined {
  return providers.find((file) => file.provider === provider)?.models.find((m) => idsOf(m).includes(name));
}

function borrowed(model: ModelEntry, file: ProviderFile, all: readonly ProviderFile[], findings: string[]): PriceRow[] {
  const target = model.same_as as NonNullable<ModelEntry['same_as']>;
  const lender = all.find((other) => other.provider === target.provider);
  const source = lender?.models.find((m) => m.id === target.model);
  if (lender === undefined || source?.prices === undefined) {
    findings.push(
      `${file.provider}/${model.id}: same_as names ${target.provider}/${target.model}, which has no prices of its own`,
    );
    return [];
  }
  const rows = ratesOf(source.prices, { ...lender, provider: file.provider }, model.id);
  const since = model.since;
  if (since === undefined) return rows;
  return rows
    .filter((row) => row.valid_to === null || row.valid_to > since)
    .map((row) => (row.valid_from < since ? { ...row, valid_from: since } : row));
}

function ratesOf(entries: readonly PriceEntry[], file: ProviderFile, model: string): PriceRow[] {
  const rows: PriceRow[] = [];
  for (const entry of entries) {
    const row = (kind: string, tier: 'short' | 'long', price: string | null, above: bigint | null): PriceRow => ({
      provider: file.provider,
      model,
      token_kind: kind,
      context_tier: tier,
      long_context_above: above,
      currency: file.currency,
      price_per_million: price,
      valid_from: entry.from,
      valid_to: entry.to ?? null,
      known_from: entry.known ?? entry.from,
      origin: entry.origin ?? file.origin,
    });
    if (entry.rates === undefined) {
      // The price is known to be unknown: every kind and tier priced so far gets an empty price.
      const slots = new Map(rows.map((r) => [`${r.token_kind} ${r.context_tier}`, r]));
      for (const r of slots.values())
        rows.push(row(r.token_kind, r.context_tier as 'short', null, r.long_context_above));
      continue;
    }
    const above = entry.long === undefined ? null : BigInt(entry.long.above);
    for (const [kind, price] of pairs(entry.rates)) rows.push(row(kind, 'short', price, above));
    if (entry.long !== undefined) {
      for (const [kind, price] of pairs(entry.long.rates ?? entry.rates)) rows.push(row(kind, 'long', price, above));
    }
  }
  return rows;
}

function pairs(rates: Partial<Record<PriceKind, string>>): [PriceKind, string][] {
  return Object.entries(rates) as [PriceKind, string][];
}
