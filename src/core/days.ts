const MILLISECONDS_A_DAY = 86_400_000;
const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/** Days that were read or written before: programs ask for few days, and for these millions of times. */
const numbers = new Map<string, number>();
const names = new Map<number, string>();
const MOST_KNOWN = 20_000;

/** Days since 1970-01-01 of a UTC day `YYYY-MM-DD`; throws a RangeError for anything that is no calendar day. */
export function dayNumber(day: string): number {
  const known = numbers.get(day);
  if (known !== undefined) return known;
  const milliseconds = SHAPE.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== day) {
    throw new RangeError(`"${day}" is not a calendar day; write it like 2026-10-01`);
  }
  return remember(numbers, day, milliseconds / MILLISECONDS_A_DAY);
}

/** The UTC day `YYYY-MM-DD` of a day number. */
export function dayOfNumber(number: number): string {
  return names.get(number) ?? remember(names, number, new Date(number * MILLISECONDS_A_DAY).toISOString().slice(0, 10));
}

function remember<K, V>(known: Map<K, V>, key: K, value: V): V {
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, value);
  return value;
}

/** The day `count` days later; earlier when `count` is negative. */
export function addDays(day: string, count: number): string {
  return dayOfNumber(dayNumber(day) + count);
}

/** Every day of the half-open range `[from, to)`, in order. */
export function daysOf(range: { readonly from: string; readonly to: string }): string[] {
  const first = dayNumber(range.from);
  return Array.from({ length: Math.max(0, dayNumber(range.to) - first) }, (_, index) => dayOfNumber(first + index));
}

/** The first day of the month a day lies in. */
export function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

/** True for Sundays. */
export function isSunday(day: string): boolean {
  return new Date(dayNumber(day) * MILLISECONDS_A_DAY).getUTCDay() === 0;
}
