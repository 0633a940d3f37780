/**
 * Money of the simulator: whole pico-dollars (10⁻¹² of the currency). Own arithmetic on purpose: the simulator is the
 * independent witness of the product's.
 */
export type Money = bigint;

const DIGITS = 12;
const SCALE = 10n ** BigInt(DIGITS);

/** Pico-dollars of a decimal string with at most 12 decimals; throws on anything else. */
export function money(text: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(text);
  if (match === null) throw new RangeError(`not an amount with at most ${DIGITS} decimals: "${text}"`);
  const units = BigInt(match[2]!) * SCALE + BigInt((match[3] ?? '').padEnd(DIGITS, '0'));
  return match[1] === '-' ? -units : units;
}

/** Shortest decimal string of an amount; `decimals` moves the point, 10 prints cents. */
export function printMoney(amount: Money, decimals = DIGITS): string {
  const scale = 10n ** BigInt(decimals);
  const size = amount < 0n ? -amount : amount;
  const fraction = (size % scale).toString().padStart(decimals, '0').replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${size / scale}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Amount as decimal string of cents, the unit of Anthropic's cost report. */
export const printCents = (amount: Money): string => printMoney(amount, DIGITS - 2);

/** Amount rounded half away from zero to whole cents. */
export function roundToCents(amount: Money): Money {
  const cent = SCALE / 100n;
  const size = amount < 0n ? -amount : amount;
  const rounded = ((size + cent / 2n) / cent) * cent;
  return amount < 0n ? -rounded : rounded;
}

/** Amount × numerator ÷ denominator; throws when the result is not a whole number of pico-dollars. */
export function scaled(amount: Money, numerator: bigint, denominator: bigint): Money {
  const product = amount * numerator;
  if (product % denominator !== 0n) throw new RangeError(`${amount} × ${numerator} ÷ ${denominator} is not exact`);
  return product / denominator;
}

/** Sum of amounts. */
export const total = (amounts: Iterable<Money>): Money => {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
};

/**
 * Splits an amount by weights (not negative) so that the parts sum to it: floor, then one unit each by largest
 * remainder, ties by position. All weights zero means equal parts.
 */
export function splitMoney(amount: Money, weights: readonly bigint[]): Money[] {
  const sum = total(weights);
  if (sum === 0n)
    return weights.length === 0
      ? []
      : splitMoney(
          amount,
          weights.map(() => 1n),
        );
  const size = amount < 0n ? -amount : amount;
  const parts = weights.map((weight) => (size * weight) / sum);
  const order = weights.map((weight, i) => ({ i, rest: (size * weight) % sum }));
  order.sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
  const left = Number(size - total(parts));
  for (const { i } of order.slice(0, left)) parts[i]! += 1n;
  return amount < 0n ? parts.map((part) => -part) : parts;
}
