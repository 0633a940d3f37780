import { formatDecimal, parseDecimal, subtractDecimals } from '../money/decimal.ts';
import type { Accuracy, QualityFacts, Range } from './facts.ts';
import { dayName, money, percent, ratio, signedPercent, wholeAmount } from './numbers.ts';

/** `80 % interval: USD 104,100 to 121,300`. */
export function intervalSentence(range: Range, currency: string): string {
  return `80 % interval: ${money(range.p10, currency)} to ${wholeAmount(range.p90)}`;
}

/** An amount against its budget: `96 % of the budget of USD 35,240, USD 1,371 left`. */
export function budgetSentence(amount: string, budget: string | null, currency: string): string {
  if (budget === null) return 'No budget is set.';
  const used = ratio(amount, budget);
  if (used === null) return `The budget is ${money(budget, currency)}.`;
  const rest = formatDecimal(subtractDecimals(parseDecimal(budget), parseDecimal(amount)));
  const over = rest.startsWith('-');
  return `${percent(used)} of the budget of ${money(budget, currency)}, ${money(rest.replace('-', ''), currency)} ${over ? 'over' : 'left'}`;
}

/** `+1.5 % against the month before`; null when there is nothing to compare with. */
export function changeSentence(amount: string, before: string | null, name: string): string | null {
  const change = ratio(amount, before);
  return change === null ? null : `${signedPercent(change - 1)} against ${name}`;
}

/** What earlier forecasts were worth, in one or two sentences. */
export function accuracySentence(accuracy: Accuracy | null): string {
  if (accuracy === null || accuracy.origins === 0 || accuracy.quarterError === null) {
    return 'No track record yet: the history is too short to test the forecast against its past.';
  }
  const dates =
    accuracy.origins === 1
      ? 'The forecast made at one earlier date'
      : `Forecasts made at ${accuracy.origins} earlier dates`;
  const runRate =
    accuracy.runRateError === null
      ? ''
      : `; carrying the last 30 days forward missed by ${percent(accuracy.runRateError)}`;
  const sentences = [`${dates} missed the quarter total by ${percent(accuracy.quarterError)} on average${runRate}.`];
  if (accuracy.coverage80 !== null) {
    sentences.push(`${percent(accuracy.coverage80)} of the daily outcomes fell inside the 80 % interval.`);
  }
  if (accuracy.intervalQuality === 'low') {
    sentences.push('The history is shorter than twelve months: take the interval as a rough one.');
  }
  return sentences.join(' ');
}

/** One line on the data behind the mail. */
export function qualitySentence(quality: QualityFacts): string {
  const parts = [
    quality.completeThrough === null
      ? 'it is not known which days are complete'
      : `data are complete through ${dayName(quality.completeThrough)}`,
    ...(quality.ownedShare === null ? [] : [`${percent(quality.ownedShare)} of the money has an owning team`]),
    ...(quality.pricedShare === null ? [] : [`${percent(quality.pricedShare)} of the tokens have a list price`]),
    checksSentence(quality),
  ];
  const line = `${parts.join('; ')}.`;
  return line.charAt(0).toUpperCase() + line.slice(1);
}

function checksSentence({ checks, checksOutside }: QualityFacts): string {
  if (checks === 0) return 'no second source was there to check the bills against';
  if (checksOutside === 0) return `all ${checks} checks against a second source agree or are explained`;
  return `${checksOutside} of ${checks} checks against a second source ${checksOutside === 1 ? 'differs' : 'differ'} without an explanation`;
}
