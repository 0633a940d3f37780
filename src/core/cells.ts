import { z } from 'zod';
import { isCurrency } from './currency.ts';
import { didYouMean } from './dbt/nearest.ts';
import { type Decimal, decimalToUnits, formatDecimal, parseDecimal } from './money/decimal.ts';
import { isDay, isMonth } from './months.ts';

/** Reads one CSV cell: from its text to its value. The message of a failure is the remedy, in the imperative. */
export type Cell<T> = z.ZodType<T, string>;

const filled = () => z.string().trim().min(1, 'fill it in');

function refined(test: (text: string) => boolean, remedy: string | ((text: string) => string)): Cell<string> {
  return filled().check((context) => {
    if (context.value === '' || test(context.value)) return;
    const message = typeof remedy === 'string' ? remedy : remedy(context.value);
    context.issues.push({ code: 'custom', message, input: context.value });
  });
}

/** A decimal in plain form with at most `digits` after the point, or null. */
function decimalWithin(text: string, digits: number): string | null {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return null;
  const value: Decimal = parseDecimal(text);
  return value.scale > digits ? null : formatDecimal(value);
}

/** The cells that config, invoice and seat files are made of. */
export const cell = {
  /** Required text. */
  text: (): Cell<string> => filled(),
  /** Lower-case word of letters, digits and `_`: provider and tool names. */
  word: (): Cell<string> =>
    refined((t) => /^[a-z0-9][a-z0-9_]*$/.test(t), 'write it in lower case with _ between words, like claude_code'),
  /** `*` or a lower-case word. */
  wordOrAny: (): Cell<string> =>
    refined(
      (t) => t === '*' || /^[a-z0-9][a-z0-9_]*$/.test(t),
      'write a lower-case word like aws_bedrock, or * for any',
    ),
  /** An e-mail address, lower-cased. */
  email: (): Cell<string> =>
    refined((t) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(t), 'write an e-mail address').pipe(
      z.string().transform((t) => t.toLowerCase()),
    ) as Cell<string>,
  /** An existing day, `YYYY-MM-DD`. */
  day: (): Cell<string> => refined(isDay, 'write an existing day as YYYY-MM-DD'),
  /** A month, `YYYY-MM`. */
  month: (): Cell<string> => refined(isMonth, 'write the month as YYYY-MM'),
  /** ISO 4217 code. */
  currency: (): Cell<string> => refined(isCurrency, 'write an ISO 4217 currency code in capitals, like USD'),
  /** Exact decimal, 12 digits after the point at most; the value is its plain text. */
  decimal: (): Cell<string> =>
    refined(
      (t) => decimalWithin(t, 12) !== null,
      'write a plain decimal number like -1234.50, with at most 12 digits after the point',
    ).pipe(z.string().transform((t) => decimalWithin(t, 12) ?? t)) as Cell<string>,
  /** A share from 0 to 1 in steps of 0.0001; the value is in basis points. */
  share: (): Cell<bigint> =>
    refined((t) => {
      const text = decimalWithin(t, 4);
      if (text === null) return false;
      const points = decimalToUnits(parseDecimal(text), 4);
      return points >= 0n && points <= 10_000n;
    }, 'write a share from 0 to 1 with at most 4 digits after the point, like 0.25').pipe(
      z.string().transform((t) => decimalToUnits(parseDecimal(t), 4)),
    ) as Cell<bigint>,
  /** true or false. */
  flag: (): Cell<boolean> =>
    refined((t) => /^(true|false)$/i.test(t), 'write true or false').pipe(
      z.string().transform((t) => t.toLowerCase() === 'true'),
    ) as Cell<boolean>,
  /** One of the given words. */
  oneOf: <const W extends string>(words: readonly W[]): Cell<W> =>
    refined(
      (t) => (words as readonly string[]).includes(t),
      (t) => `write one of ${words.join(', ')}${didYouMean(t, words)}`,
    ) as unknown as Cell<W>,
  /** The same cell, where an empty one means `otherwise`. */
  or: <T, D>(of: Cell<T>, otherwise: D): Cell<T | D> =>
    z.string().transform((text, context): T | D => {
      if (text.trim() === '') return otherwise;
      const result = of.safeParse(text);
      if (result.success) return result.data;
      for (const issue of result.error.issues) context.addIssue({ code: 'custom', message: issue.message });
      return z.NEVER;
    }),
  /** The same cell, where an empty one means NULL. */
  orNull: <T>(of: Cell<T>): Cell<T | null> => cell.or(of, null),
} as const;
