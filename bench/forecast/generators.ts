import { mulberry32, normalGenerator, type Uniform } from '../../src/core/forecast/rng.ts';
import type { Frequency } from '../../src/core/forecast/types.ts';

/** A generated history and the future that followed it. */
export interface Sample {
  history: Float64Array;
  future: Float64Array;
}

/** A set of generated series of one kind. */
export interface SampleSet {
  id: string;
  title: string;
  frequency: Frequency;
  samples: Sample[];
}

const SIZE = 200;
const WEEK = [1.12, 1.15, 1.14, 1.1, 0.95, 0.28, 0.26];

interface Dice {
  u: Uniform;
  n: () => number;
  between: (low: number, high: number) => number;
  whole: (low: number, high: number) => number;
}

function dice(seed: number): Dice {
  const u = mulberry32(seed);
  const between = (low: number, high: number) => low + (high - low) * u();
  return { u, n: normalGenerator(u), between, whole: (low, high) => Math.floor(between(low, high + 1)) };
}

function split(path: Float64Array, n: number): Sample {
  return { history: path.slice(0, n), future: path.slice(n) };
}

function make(id: string, title: string, frequency: Frequency, seed: number, draw: (d: Dice) => Sample): SampleSet {
  const d = dice(seed);
  return { id, title, frequency, samples: Array.from({ length: SIZE }, () => draw(d)) };
}

/** Daily usage: level, slope, weekday factors, autocorrelated and white noise; quarter of 90 days ahead. */
function daily(d: Dice): Sample {
  const n = d.whole(200, 500);
  const level = 100 * Math.exp(2 * d.u());
  const slope = 0.002 * d.u();
  let ar = 0;
  const path = Float64Array.from({ length: n + 90 }, (_, t) => {
    ar = 0.5 * ar + 0.06 * d.n();
    return level * (1 + slope * t) * Math.exp(ar + 0.08 * d.n()) * WEEK[t % 7]!;
  });
  return split(path, n);
}

/** Monthly series with growth, a wandering level and a season. */
function monthly(d: Dice): Sample {
  const n = d.whole(36, 83);
  const growth = d.between(-0.002, 0.018);
  const season = Array.from({ length: 12 }, () => Math.exp(0.15 * d.n()));
  let log = Math.log(1000);
  const path = Float64Array.from({ length: n + 3 }, (_, t) => {
    log += growth + 0.03 * d.n();
    return Math.exp(log + 0.04 * d.n()) * season[t % 12]!;
  });
  return split(path, n);
}

/** Monthly adoption curves, 5-18 months seen. */
function adoption(d: Dice): Sample {
  const n = d.whole(5, 18);
  const cap = 1000 * Math.exp(2 * d.u());
  const mid = d.between(2, 18);
  const tau = d.between(2, 6);
  const path = Float64Array.from({ length: n + 3 }, (_, t) => {
    return (cap / (1 + Math.exp(-(t - mid) / tau))) * Math.exp(0.08 * d.n());
  });
  return split(path, n);
}

/** Daily level with one step down or up. */
function levelShift(d: Dice): Sample {
  const n = 240;
  const level = 100 * Math.exp(2 * d.u());
  const factor = d.u() < 0.5 ? d.between(0.4, 0.7) : d.between(1.5, 2.5);
  const day = d.whole(60, 209);
  const path = Float64Array.from({ length: n + 90 }, (_, t) => {
    return level * (t >= day ? factor : 1) * WEEK[t % 7]! * Math.exp(0.1 * d.n());
  });
  return split(path, n);
}

/** Weekly demand that is mostly absent. */
function sporadic(d: Dice): Sample {
  const probability = d.between(0.15, 0.5);
  const size = 50 * Math.exp(d.u());
  const path = Float64Array.from({ length: 73 }, () => {
    const occurs = d.u() < probability;
    return occurs ? size * Math.exp(0.4 * d.n()) : 0;
  });
  return split(path, 60);
}

/** Monthly noise around a level. */
function noise(d: Dice): Sample {
  const sd = d.between(0.03, 0.23);
  const level = 100 * Math.exp(2 * d.u());
  return split(
    Float64Array.from({ length: 27 }, () => level * Math.exp(sd * d.n())),
    24,
  );
}

/** The six sets of single series, 200 each, always the same. */
export function sampleSets(seed = 1): SampleSet[] {
  return [
    make('G1', 'daily usage', 'daily', seed * 1000 + 1, daily),
    make('G2', 'monthly with season', 'monthly', seed * 1000 + 2, monthly),
    make('G3', 'monthly adoption', 'monthly', seed * 1000 + 3, adoption),
    make('G4', 'daily level shift', 'daily', seed * 1000 + 4, levelShift),
    make('G5', 'weekly intermittent', 'weekly', seed * 1000 + 5, sporadic),
    make('G6', 'monthly noise', 'monthly', seed * 1000 + 6, noise),
  ];
}
