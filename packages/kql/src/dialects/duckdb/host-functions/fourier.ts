// The discrete Fourier transform of any length in n log n, and what rests on it: convolution and circular autocorrelation.

/** A complex series; both parts are of one length. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const zeros = (length: number): Complex => ({ re: new Float64Array(length), im: new Float64Array(length) });
const powerAtLeast = (length: number): number => 2 ** Math.ceil(Math.log2(Math.max(length, 1)));

/** The transform, without scaling. */
export function fourier({ re, im }: Complex): Complex {
  const input = { re: Float64Array.from(re), im: Float64Array.from(im) };
  if (input.re.length === powerAtLeast(input.re.length)) return halved(input);
  return chirped(input);
}

/** The inverse of `fourier`, scaled by the length: parts that change places turn one into the other. */
export function inverseFourier({ re, im }: Complex): Complex {
  const { re: outIm, im: outRe } = fourier({ re: im, im: re });
  return { re: outRe.map((value) => value / re.length), im: outIm.map((value) => value / re.length) };
}

// Cooley and Tukey, in place, for powers of two.
function halved({ re, im }: Complex): Complex {
  const length = re.length;
  const swap = (part: Float64Array, i: number, j: number): void => {
    const kept = part[i] as number;
    part[i] = part[j] as number;
    part[j] = kept;
  };
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) for (const part of [re, im]) swap(part, i, j);
  }
  const turns = turnsOf(length);
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    const stride = length / size;
    for (let start = 0; start < length; start += size) {
      for (let k = 0; k < half; k++) {
        const [upper, lower] = [start + k, start + k + half];
        const [cos, sin] = [turns.re[k * stride] as number, turns.im[k * stride] as number];
        const [x, y] = [re[lower] as number, im[lower] as number];
        const [turnedRe, turnedIm] = [x * cos - y * sin, x * sin + y * cos];
        const [heldRe, heldIm] = [re[upper] as number, im[upper] as number];
        re[lower] = heldRe - turnedRe;
        im[lower] = heldIm - turnedIm;
        re[upper] = heldRe + turnedRe;
        im[upper] = heldIm + turnedIm;
      }
    }
  }
  return { re, im };
}

function turnsOf(length: number): Complex {
  const turns = zeros(length / 2);
  for (let k = 0; k < length / 2; k++) {
    turns.re[k] = Math.cos((2 * Math.PI * k) / length);
    turns.im[k] = -Math.sin((2 * Math.PI * k) / length);
  }
  return turns;
}

// Bluestein: any other length as a convolution with a chirp.
function chirped(input: Complex): Complex {
  const length = input.re.length;
  const chirp = zeros(length);
  for (let k = 0; k < length; k++) {
    const angle = (Math.PI * ((k * k) % (2 * length))) / length;
    chirp.re[k] = Math.cos(angle);
    chirp.im[k] = -Math.sin(angle);
  }
  const size = powerAtLeast(2 * length - 1);
  const [signal, filter] = [zeros(size), zeros(size)];
  for (let k = 0; k < length; k++) {
    const [cos, sin] = [chirp.re[k] as number, chirp.im[k] as number];
    const [x, y] = [input.re[k] as number, input.im[k] as number];
    signal.re[k] = x * cos - y * sin;
    signal.im[k] = x * sin + y * cos;
    for (const at of k === 0 ? [0] : [k, size - k]) {
      filter.re[at] = cos;
      filter.im[at] = -sin;
    }
  }
  const mixed = inverseFourier(product(fourier(signal), fourier(filter)));
  return product({ re: mixed.re.slice(0, length), im: mixed.im.slice(0, length) }, chirp);
}

function product(a: Complex, b: Complex): Complex {
  const out = zeros(a.re.length);
  for (let k = 0; k < a.re.length; k++) {
    const [x, y, u, v] = [a.re[k] as number, a.im[k] as number, b.re[k] as number, b.im[k] as number];
    out.re[k] = x * u - y * v;
    out.im[k] = x * v + y * u;
  }
  return out;
}

const padded = (values: readonly number[], size: number): Complex => {
  const out = zeros(size);
  out.re.set(values);
  return out;
};

/** The full convolution of two series: `a.length + b.length - 1` values. */
export function convolution(a: readonly number[], b: readonly number[]): Float64Array {
  const length = a.length + b.length - 1;
  const size = powerAtLeast(length);
  return inverseFourier(product(fourier(padded(a, size)), fourier(padded(b, size)))).re.slice(0, length);
}

/** The sum of the products of a series with itself turned by each lag, past its end on from its start. */
export function circularAutocorrelation(values: readonly number[]): Float64Array {
  const { re, im } = fourier(padded(values, values.length));
  const power = zeros(values.length);
  for (let k = 0; k < values.length; k++) power.re[k] = (re[k] as number) ** 2 + (im[k] as number) ** 2;
  return inverseFourier(power).re;
}
