/** Where the search ended: the best point and its value. */
export interface Minimum {
  point: Float64Array;
  value: number;
}

/**
 * Minimises a function without derivatives by the simplex of Nelder and Mead (1965) with the usual coefficients
 * (reflect 1, expand 2, contract 0.5, shrink 0.5).
 *
 * @param start first corner; `steps` are added to it one axis at a time for the other corners
 * @param maxSteps greatest number of simplex moves
 * @param tolerance the search ends when worst and best corner differ by less
 */
export function nelderMead(
  f: (x: Float64Array) => number,
  start: readonly number[],
  steps: readonly number[],
  maxSteps: number,
  tolerance = 1e-6,
): Minimum {
  const d = start.length;
  const corners: Float64Array[] = [Float64Array.from(start)];
  for (let i = 0; i < d; i++) {
    const corner = Float64Array.from(start);
    corner[i]! += steps[i]!;
    corners.push(corner);
  }
  const values = corners.map(f);
  const centre = new Float64Array(d);
  let reflected: Float64Array = new Float64Array(d);
  let second: Float64Array = new Float64Array(d);
  /** Writes the point `centre + t (worst - centre)`; the buffers are reused, for this runs millions of times. */
  const along = (out: Float64Array, worst: Float64Array, t: number) => {
    for (let i = 0; i < d; i++) out[i] = centre[i]! + t * (worst[i]! - centre[i]!);
    return f(out);
  };
  for (let step = 0; step < maxSteps; step++) {
    let best = 0;
    let worst = 0;
    for (let i = 1; i <= d; i++) {
      if (values[i]! < values[best]!) best = i;
      if (values[i]! > values[worst]!) worst = i;
    }
    if (values[worst]! - values[best]! < tolerance) break;
    let next = best;
    for (let i = 0; i <= d; i++) if (i !== worst && values[i]! > values[next]!) next = i;
    centre.fill(0);
    for (let j = 0; j <= d; j++) {
      if (j === worst) continue;
      const corner = corners[j]!;
      for (let i = 0; i < d; i++) centre[i]! += corner[i]! / d;
    }
    const old = corners[worst]!;
    const atReflected = along(reflected, old, -1);
    if (atReflected < values[best]!) {
      const atExpanded = along(second, old, -2);
      if (atExpanded < atReflected) {
        corners[worst] = second;
        second = old;
        values[worst] = atExpanded;
      } else {
        corners[worst] = reflected;
        reflected = old;
        values[worst] = atReflected;
      }
      continue;
    }
    if (atReflected < values[next]!) {
      corners[worst] = reflected;
      reflected = old;
      values[worst] = atReflected;
      continue;
    }
    const atContracted = along(second, old, atReflected < values[worst]! ? -0.5 : 0.5);
    if (atContracted < Math.min(atReflected, values[worst]!)) {
      corners[worst] = second;
      second = old;
      values[worst] = atContracted;
      continue;
    }
    const anchor = corners[best]!;
    for (let j = 0; j <= d; j++) {
      if (j === best) continue;
      const corner = corners[j]!;
      for (let i = 0; i < d; i++) corner[i] = anchor[i]! + 0.5 * (corner[i]! - anchor[i]!);
      values[j] = f(corner);
    }
  }
  let best = 0;
  for (let i = 1; i <= d; i++) if (values[i]! < values[best]!) best = i;
  return { point: corners[best]!, value: values[best]! };
}
