import { z } from 'zod';
import { PRICE_KINDS } from './kinds.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a UTC day, YYYY-MM-DD');
const amount = z.string().regex(/^\d+(\.\d+)?$/, "a decimal in quotes, for instance '0.30'");
const rates = z
  .partialRecord(z.enum(PRICE_KINDS), amount)
  .refine((r) => Object.keys(r).length > 0, 'at least one rate');

const priceEntry = z
  .strictObject({
    from: day,
    to: day.optional(),
    known: day.optional(),
    rates: rates.optional(),
    long: z.strictObject({ above: z.int().positive(), rates: rates.optional() }).optional(),
    unknown: z.literal(true).optional(),
    origin: z.string().min(1).optional(),
  })
  .refine((e) => (e.rates === undefined) === (e.unknown === true), 'either rates, or unknown: true')
  .refine((e) => e.to === undefined || e.to > e.from, '`to` must be after `from`');

const modelEntry = z
  .strictObject({
    id: z.string().min(1),
    snapshots: z.array(z.string().min(1)).default([]),
    aliases: z.array(z.string().min(1)).default([]),
    free: z.literal(true).optional(),
    same_as: z.strictObject({ provider: z.string().min(1), model: z.string().min(1) }).optional(),
    since: day.optional(),
    prices: z.array(priceEntry).min(1).optional(),
  })
  .refine((m) => (m.prices === undefined) !== (m.same_as === undefined), 'either prices or same_as');

/**
 * One provider file of the price book. Rates are per million units. An entry replaces earlier ones from its `from` day
 * on for the kinds it names; `known` is the day it became known (default `from`); `long` is the price of the whole
 * request once its prompt exceeds `above` tokens, without rates: equal to the short price; `snapshots` and `aliases`
 * are the only other ids that inherit the rates.
 */
export const providerFileSchema = z.strictObject({
  provider: z.string().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'),
  origin: z.string().min(1),
  models: z.array(modelEntry).min(1),
});

const multiplierEntry = z
  .strictObject({
    provider: z.string().min(1),
    model: z.string().min(1).optional(),
    models: z.array(z.string().min(1)).min(1).optional(),
    dimension: z.enum(['service_tier', 'geo']),
    word: z.string().min(1).optional(),
    words: z.array(z.string().min(1)).min(1).optional(),
    factor: amount,
    from: day,
    to: day.optional(),
    known: day.optional(),
  })
  .refine((m) => (m.model === undefined) !== (m.models === undefined), 'either model or models')
  .refine((m) => (m.word === undefined) !== (m.words === undefined), 'either word or words');

/** The multipliers file: factors on list price by service tier or inference geography. */
export const multiplierFileSchema = z.strictObject({ multipliers: z.array(multiplierEntry) });

export type ProviderFile = z.infer<typeof providerFileSchema>;
export type ModelEntry = ProviderFile['models'][number];
export type PriceEntry = z.infer<typeof priceEntry>;
export type MultiplierEntry = z.infer<typeof multiplierEntry>;
