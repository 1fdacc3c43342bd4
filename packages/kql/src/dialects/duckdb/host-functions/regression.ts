// Lines and polynomials through a series, and what is said of their fit (kql-semantics §5.8).

/** A least-squares fit: `coefficients` from the highest power down. */
export interface Fit {
  readonly rsquare: number;
  readonly coefficients: readonly number[];
  readonly variance: number;
  readonly rvariance: number;
  readonly fitted: readonly number[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sample variance; 0 for fewer than two values. */
export function varianceOf(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(values.length - 1, 1);
}

function described(y: readonly number[], fitted: readonly number[], coefficients: readonly number[]): Fit {
  const variance = varianceOf(y);
  const residuals = y.map((value, i) => value - (fitted[i] ?? 0));
  const rvariance = varianceOf(residuals);
  return { rsquare: variance === 0 ? 1 : 1 - rvariance / variance, coefficients, variance, rvariance, fitted };
}

/** The line through `y`: slope, and interception where the first point stands at 1, as the language counts. */
export function fitLine(y: readonly number[]): Fit {
  const middle = (y.length - 1) / 2;
  const height = mean(y);
  const spread = y.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = spread === 0 ? 0 : y.reduce((sum, value, i) => sum + (i - middle) * (value - height), 0) / spread;
  const interception = height - slope * middle;
  return described(
    y,
    y.map((_, i) => slope * i + interception),
    [slope, interception - slope],
  );
}

/** Past it the normal equations say nothing in doubles, and their cost grows with the cube. */
const highestDegree = 30;

/** The polynomial of a degree through `y` over `x`; null when the points do not determine one. */
export function fitPolynomial(y: readonly number[], x: readonly number[], degree: number): Fit | null {
  if (degree < 0 || degree >= y.length || degree > highestDegree) return null;
  const size = degree + 1;
  // Powers of a scaled and centred x keep the normal equations well conditioned.
  const middle = mean(x);
  const [centre, scale] = [middle, x.reduce((most, value) => Math.max(most, Math.abs(value - middle)), 1e-300)];
  const u = x.map((value) => (value - centre) / scale);
  const rows = Array.from({ length: size }, (_, r) => [
    ...Array.from({ length: size }, (_, c) => u.reduce((sum, value) => sum + value ** (r + c), 0)),
    u.reduce((sum, value, i) => sum + value ** r * (y[i] ?? 0), 0),
  ]);
  const scaled = solve(rows);
  if (!scaled) return null;
  const fitted = u.map((value) => scaled.reduce((sum, coefficient, power) => sum + coefficient * value ** power, 0));
  return described(y, fitted, expanded(scaled, centre, scale).reverse());
}

// Gauss with pivots; the last column is the right-hand side.
function solve(rows: number[][]): number[] | null {
  const size = rows.length;
  const at = (r: number, c: number): number => rows[r]?.[c] ?? 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let r = column + 1; r < size; r++) if (Math.abs(at(r, column)) > Math.abs(at(pivot, column))) pivot = r;
    if (Math.abs(at(pivot, column)) < 1e-12) return null;
    const [upper, lower] = [rows[column] ?? [], rows[pivot] ?? []];
    rows[column] = lower;
    rows[pivot] = upper;
    for (let r = 0; r < size; r++) {
      if (r === column) continue;
      const factor = at(r, column) / at(column, column);
      rows[r] = (rows[r] ?? []).map((value, c) => value - factor * at(column, c));
    }
  }
  return rows.map((_, r) => at(r, size) / at(r, r));
}

// Coefficients in ((x - centre) / scale), written out for x; from the lowest power up.
function expanded(scaled: readonly number[], centre: number, scale: number): number[] {
  const out = scaled.map(() => 0);
  let power = [1];
  for (const coefficient of scaled) {
    power.forEach((factor, i) => {
      out[i] = (out[i] ?? 0) + coefficient * factor;
    });
    const next = Array.from({ length: power.length + 1 }, () => 0);
    power.forEach((factor, i) => {
      next[i + 1] = (next[i + 1] ?? 0) + factor / scale;
      next[i] = (next[i] ?? 0) - (factor * centre) / scale;
    });
    power = next;
  }
  return out;
}

/** Two lines, one on each side of the split that leaves the least error. */
export interface TwoLines {
  readonly split: number;
  readonly whole: Fit;
  readonly left: Fit;
  readonly right: Fit;
}

/** Null for fewer than two points. */
export function fitTwoLines(y: readonly number[]): TwoLines | null {
  if (y.length < 2) return null;
  const toTheLeft = errorsOfPrefixes(y);
  const toTheRight = errorsOfPrefixes(y.toReversed());
  const slightly = 1e-12 * varianceOf(y) * y.length;
  let [best, least] = [1, Number.POSITIVE_INFINITY];
  for (let split = 1; split < y.length; split++) {
    const error = (toTheLeft[split] ?? 0) + (toTheRight[y.length - split] ?? 0);
    if (error < least - slightly) [best, least] = [split, error];
  }
  const [left, right] = [fitLine(y.slice(0, best)), fitLine(y.slice(best))];
  return { split: best, whole: described(y, [...left.fitted, ...right.fitted], []), left, right };
}

// The squared error of the line through the first n points, for every n: running means and products, one pass.
function errorsOfPrefixes(y: readonly number[]): Float64Array {
  const errors = new Float64Array(y.length + 1);
  let [meanX, meanY, xx, xy, yy] = [0, 0, 0, 0, 0];
  y.forEach((value, i) => {
    const count = i + 1;
    const [dx, dy] = [i - meanX, value - meanY];
    meanX += dx / count;
    meanY += dy / count;
    xx += dx * (i - meanX);
    xy += dx * (value - meanY);
    yy += dy * (value - meanY);
    errors[count] = xx === 0 ? 0 : Math.max(yy - xy ** 2 / xx, 0);
  });
  return errors;
}
