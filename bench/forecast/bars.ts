import type { CompanyScore } from './company-score.ts';
import type { SetScore } from './score.ts';

/** One figure of one set against its bar. */
export interface Line {
  set: string;
  figure: string;
  value: number;
  bar: string;
  met: boolean;
}

const atMost = (set: string, figure: string, value: number, bar: number): Line => {
  return { set, figure, value, bar: `<= ${bar}`, met: value <= bar };
};
const atLeast = (set: string, figure: string, value: number, bar: number): Line => {
  return { set, figure, value, bar: `>= ${bar}`, met: value >= bar };
};
const between = (set: string, figure: string, value: number, low: number, high: number): Line => {
  return { set, figure, value, bar: `${low}-${high}`, met: value >= low && value <= high };
};

/** The bars of the single-series sets G1-G6. */
export function seriesLines(scores: Readonly<Record<string, SetScore>>): Line[] {
  const { G1, G2, G3, G4, G5, G6 } = scores as Record<'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6', SetScore>;
  return [
    atMost('G1 daily', 'OWA', G1.owa, 0.8),
    atMost('G1 daily', 'quarter sMAPE', G1.quarterSmape, 4),
    between('G1 daily', '80 % coverage', G1.cov80, 70, 88),
    atLeast('G1 daily', '80 % coverage of the total', G1.totalCov80, 75),
    atMost('G2 monthly', 'OWA', G2.owa, 0.61),
    atMost('G2 monthly', 'quarter sMAPE', G2.quarterSmape, 5.4),
    between('G2 monthly', '80 % coverage', G2.cov80, 66, 88),
    atMost('G3 adoption', 'quarter sMAPE', G3.quarterSmape, 14),
    atLeast('G3 adoption', '80 % coverage', G3.cov80, 75),
    atMost('G4 level shift', 'OWA', G4.owa, 0.82),
    atMost('G4 level shift', 'quarter sMAPE', G4.quarterSmape, 4.3),
    atMost('G5 intermittent', 'quarter sMAPE', G5.quarterSmape, 54),
    atLeast('G5 intermittent', '90 % coverage of the total', G5.totalCov90, 75),
    atLeast('G5 intermittent', 'least quantile', G5.least, 0),
    atMost('G6 noise', 'OWA', G6.owa, 0.8),
    between('G6 noise', '80 % coverage', G6.cov80, 76, 92),
  ];
}

const COMPANY_BARS: Readonly<Record<number, number>> = { 90: 11, 180: 7, 300: 7, 500: 6 };

/** The bars of the generated companies G7. */
export function companyLines(scores: readonly CompanyScore[]): Line[] {
  return scores.flatMap(({ days, error, runRate }) => [
    atMost(`G7 company, ${days} days`, 'error of the quarter total, %', error, COMPANY_BARS[days]!),
    atMost(`G7 company, ${days} days`, 'error over that of the run rate', error / runRate, 0.75),
  ]);
}
