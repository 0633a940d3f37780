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
  const along = (worst: Float64Array, t: number) => {
    const out = new Float64Array(d);
    for (let i = 0; i < d; i++) out[i] = centre[i]! + t * (worst[i]! - centre[i]!);
    return out;
  };
  for (let step = 0; step < maxSteps; step++) {
    let best = 0;
    let worst = 0;
    for (let i = 1; i <= d; i++) {
      if (values[i]! < values[best]!) best = i;
      if (values[i]! > values[worst]!) worst = i;
    }
    if (values[worst]! - values[best]! < tolerance) break;
    let second = best;
    for (let i = 0; i <= d; i++) if (i !== worst && values[i]! > values[second]!) second = i;
    centre.fill(0);
    for (let j = 0; j <= d; j++) {
      if (j === worst) continue;
      const corner = corners[j]!;
      for (let i = 0; i < d; i++) centre[i]! += corner[i]! / d;
    }
    const old = corners[worst]!;
    const reflected = along(old, -1);
    const atReflected = f(reflected);
    if (atReflected < values[best]!) {
      const expanded = along(old, -2);
      const atExpanded = f(expanded);
      const better = atExpanded < atReflected;
      corners[worst] = better ? expanded : reflected;
      values[worst] = better ? atExpanded : atReflected;
      continue;
    }
    if (atReflected < values[second]!) {
      corners[worst] = reflected;
      values[worst] = atReflected;
      continue;
    }
    const outside = atReflected < values[worst]!;
    const contracted = along(old, outside ? -0.5 : 0.5);
    const atContracted = f(contracted);
    if (atContracted < Math.min(atReflected, values[worst]!)) {
      corners[worst] = contracted;
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
