// Sine, cosine and direction rounded once, so that coordinates which went through the sphere print with the digits of
// the engine: the runtime's own functions may miss by a last digit.

/** A sum of two doubles, the second below the precision of the first. */
type Pair = readonly [high: number, low: number];

const SPLITTER = 2 ** 27 + 1;

function sum(a: number, b: number): Pair {
  const high = a + b;
  const shift = high - a;
  return [high, a - (high - shift) + (b - shift)];
}

function halves(a: number): Pair {
  const scaled = SPLITTER * a;
  const high = scaled - (scaled - a);
  return [high, a - high];
}

function product(a: number, b: number): Pair {
  const high = a * b;
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  return [high, aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

function plus(a: Pair, b: Pair): Pair {
  const [high, low] = sum(a[0], b[0]);
  return sum(high, low + a[1] + b[1]);
}

function times(a: Pair, b: Pair): Pair {
  const [high, low] = product(a[0], b[0]);
  return sum(high, low + a[0] * b[1] + a[1] * b[0]);
}

function over(a: Pair, divisor: number): Pair {
  const quotient = a[0] / divisor;
  const [high, low] = product(quotient, divisor);
  return sum(quotient, (a[0] - high - low + a[1]) / divisor);
}

const negative = (a: Pair): Pair => [-a[0], -a[1]];

// A quarter turn to 160 bits, in three doubles.
const QUARTER: readonly [number, number, number] = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33];
/** Terms until they are below the precision of a pair, for angles up to an eighth of a turn. */
const TERMS = 28;

function sineAndCosine(angle: number): readonly [sine: Pair, cosine: Pair] {
  const turns = Math.round(angle / QUARTER[0]);
  const rest = plus(sum(angle, -turns * QUARTER[0]), plus(product(-turns, QUARTER[1]), [-turns * QUARTER[2], 0]));
  const sums: [Pair, Pair] = [[1, 0], rest];
  let term: Pair = rest;
  for (let n = 2; n < TERMS; n++) {
    term = over(times(term, rest), n);
    const at = n % 2 === 0 ? 0 : 1;
    sums[at] = plus(sums[at], n % 4 < 2 ? term : negative(term));
  }
  const [cosine, sine] = sums;
  switch (((turns % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, negative(sine)];
    case 2:
      return [negative(sine), negative(cosine)];
    default:
      return [negative(cosine), sine];
  }
}

/** The sine and cosine of an angle in radians, of at most some turns. */
export function sinCos(angle: number): readonly [sine: number, cosine: number] {
  const [sine, cosine] = sineAndCosine(angle);
  return [sine[0], cosine[0]];
}

/** The angle in radians of the direction (x, y), as `Math.atan2(y, x)`. */
export function direction(y: number, x: number): number {
  const near = Math.atan2(y, x);
  const [sine, cosine] = sineAndCosine(near);
  const across = plus(times([y, 0], cosine), negative(times([x, 0], sine)));
  const along = x * cosine[0] + y * sine[0];
  return along === 0 ? near : near + across[0] / along;
}
