import { addDays, daysOf, firstOfMonth } from '../../core/days.ts';
import type { DayRange, HttpStream } from '../../sources/source.ts';

/** The `dt` of every window of a range: its days, or the first days of its months. */
export function windowDays(window: HttpStream['window'], range: DayRange): string[] {
  const days = daysOf(range);
  return window === 'month' ? [...new Set(days.map(firstOfMonth))] : days;
}

/** What the planner must know of a stream's past and present. */
export interface WindowPlan {
  readonly stream: Pick<HttpStream, 'window' | 'repullDays' | 'repullFrom' | 'isProvisional'>;
  /** First day of interest, from the connection. */
  readonly start: string;
  /** Logical day of the run; the day itself is not complete and is never asked. */
  readonly logicalDay: string;
  /** Days that have a counting window (complete or empty), with the logical day of the run that asked last. */
  readonly covered: ReadonlyMap<string, string>;
}

/**
 * Ranges to ask in this run, in order and without gaps inside: days never answered, the days the source may restate,
 * and days whose last answer was provisional and no longer is. A snapshot is one range, the logical day; months are asked
 * from the first one due to the logical day.
 */
export function windowsToAsk(plan: WindowPlan): DayRange[] {
  const { stream, logicalDay, covered } = plan;
  if (stream.window === 'snapshot') return [{ from: logicalDay, to: addDays(logicalDay, 1) }];
  if (stream.window === 'month') return monthsToAsk(plan);
  const repullFrom = stream.repullFrom?.(logicalDay) ?? addDays(logicalDay, -stream.repullDays);
  const isDue = (day: string) => {
    const askedOn = covered.get(day);
    if (askedOn === undefined || day >= repullFrom) return true;
    return (stream.isProvisional?.(day, askedOn) ?? false) && !(stream.isProvisional?.(day, logicalDay) ?? false);
  };
  return contiguous(daysOf({ from: plan.start, to: logicalDay }).filter(isDue));
}

/**
 * One range from the first month that was never answered, or that the overlap reaches, to the logical day. What changed
 * last in an earlier month has either not changed since, or is found in a later one.
 */
function monthsToAsk({ stream, start, logicalDay, covered }: WindowPlan): DayRange[] {
  if (start >= logicalDay) return [];
  const overlap = firstOfMonth(stream.repullFrom?.(logicalDay) ?? addDays(logicalDay, -stream.repullDays));
  const due = windowDays('month', { from: start, to: logicalDay }).find((m) => !covered.has(m) || m >= overlap);
  return due === undefined ? [] : [{ from: due < start ? start : due, to: logicalDay }];
}

/** Cuts a range into consecutive ones of at most `days` days. */
export function chunksOf(range: DayRange, days: number): DayRange[] {
  const all = daysOf(range);
  return Array.from({ length: Math.ceil(all.length / days) }, (_, index) => {
    const part = all.slice(index * days, (index + 1) * days);
    return { from: part[0]!, to: addDays(part.at(-1)!, 1) };
  });
}

/** The two halves of a range of two or more days. */
export function halvesOf(range: DayRange): [DayRange, DayRange] {
  const middle = addDays(range.from, Math.floor(daysOf(range).length / 2));
  return [
    { from: range.from, to: middle },
    { from: middle, to: range.to },
  ];
}

function contiguous(days: readonly string[]): DayRange[] {
  const ranges: { from: string; to: string }[] = [];
  for (const day of days) {
    const last = ranges.at(-1);
    if (last?.to === day) last.to = addDays(day, 1);
    else ranges.push({ from: day, to: addDays(day, 1) });
  }
  return ranges;
}
