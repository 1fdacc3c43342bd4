// Punycode (RFC 3492): a text of any script as ASCII letters, and back.

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const INITIAL_BIAS = 72;
const INITIAL_POINT = 128;

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / 700) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + 38));
}

const threshold = (k: number, bias: number): number => Math.min(Math.max(k - bias, T_MIN), T_MAX);

const digit = (value: number): string => String.fromCharCode(value < 26 ? value + 97 : value + 22);

/** @example encodePunycode('bücher') === 'bcher-kva' */
export function encodePunycode(text: string): string {
  const input = [...text].map((character) => character.codePointAt(0) ?? 0);
  const basic = input.filter((point) => point < INITIAL_POINT);
  let out = String.fromCodePoint(...basic) + (basic.length > 0 ? '-' : '');
  let [point, delta, bias, handled] = [INITIAL_POINT, 0, INITIAL_BIAS, basic.length];
  while (handled < input.length) {
    const next = input.reduce(
      (least, candidate) => (candidate >= point && candidate < least ? candidate : least),
      0x110000,
    );
    delta += (next - point) * (handled + 1);
    point = next;
    for (const candidate of input) {
      if (candidate < point) delta++;
      if (candidate !== point) continue;
      let rest = delta;
      for (let k = BASE; ; k += BASE) {
        const t = threshold(k, bias);
        if (rest < t) break;
        out += digit(t + ((rest - t) % (BASE - t)));
        rest = Math.floor((rest - t) / (BASE - t));
      }
      out += digit(rest);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
    delta++;
    point++;
  }
  return out;
}

/** The text that a Punycode form stands for; '' when it stands for none. */
export function decodePunycode(encoded: string): string {
  const cut = encoded.lastIndexOf('-');
  const out = cut > 0 ? [...encoded.slice(0, cut)].map((character) => character.codePointAt(0) ?? 0) : [];
  let [point, at, bias] = [INITIAL_POINT, 0, INITIAL_BIAS];
  for (let i = cut > 0 ? cut + 1 : 0; i < encoded.length; ) {
    const before = at;
    for (let [weight, k] = [1, BASE]; ; k += BASE) {
      const value = Number.parseInt(encoded[i++] ?? '', 36);
      if (Number.isNaN(value)) return '';
      // Letters count from 0, digits follow them.
      const place = value >= 10 ? value - 10 : value + 26;
      at += place * weight;
      const t = threshold(k, bias);
      if (place < t) break;
      weight *= BASE - t;
    }
    bias = adapt(at - before, out.length + 1, before === 0);
    point += Math.floor(at / (out.length + 1));
    at %= out.length + 1;
    if (point > 0x10ffff) return '';
    out.splice(at++, 0, point);
  }
  return String.fromCodePoint(...out);
}
