// The series functions that fill gaps; elements that are there stay as they were written.

import { defineHostFamily, type HostedFunction } from './host-function.js';
import { type Json, JsonNumber, parseArray, parseJson, printJson } from './json.js';
import { printReal } from './series.js';

type Elements = readonly Json[];

/** Numbers are compared by value, so that the placeholder 0 finds 0.0; null is the placeholder when none is named. */
function isMissing(element: Json, placeholder: Json): boolean {
  if (element instanceof JsonNumber && placeholder instanceof JsonNumber)
    return Number(element.text) === Number(placeholder.text);
  return element === placeholder;
}

function filledForward(elements: Elements, placeholder: Json): Elements {
  let last = placeholder;
  return elements.map((element) => {
    if (!isMissing(element, placeholder)) last = element;
    return last;
  });
}

const isWhole = (element: Json): boolean => element instanceof JsonNumber && /^-?\d+$/.test(element.text);

// Between two known values on the line through them; at the edges the nearest one, or the placeholder.
function filledLinear(elements: Elements, placeholder: Json, edges: boolean, constant: Json): Elements {
  const known = elements.flatMap((element, i) =>
    !isMissing(element, placeholder) && element instanceof JsonNumber ? [{ i, value: Number(element.text) }] : [],
  );
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return elements.map((element) => (isMissing(element, placeholder) ? constant : element));
  const areWhole = known.every(({ i }) => isWhole(elements[i] ?? null));
  const print = (value: number): Json => new JsonNumber(areWhole ? String(Math.trunc(value)) : printReal(value));
  let next = 0;
  return elements.map((element, i) => {
    if (!isMissing(element, placeholder)) return element;
    if (i < first.i || i > last.i) return edges ? (elements[i < first.i ? first.i : last.i] ?? null) : element;
    while ((known[next]?.i ?? i) < i) next++;
    const [left, right] = [known[next - 1] ?? first, known[next] ?? last];
    return print(left.value + ((right.value - left.value) * (i - left.i)) / (right.i - left.i));
  });
}

const filled = (fill: (elements: Elements, placeholder: Json) => Elements): HostedFunction => ({
  takes: ['dynamic', 'any?'],
  returns: 'dynamic',
  call: (text: string | null, placeholder: string | null) => {
    const elements = parseArray(text);
    return elements && printJson(fill(elements, parseJson(placeholder)));
  },
});

/** Interpolation and constants for missing elements. */
export const seriesGaps = defineHostFamily({
  series_fill_const: {
    takes: ['dynamic', 'any?', 'any?'],
    returns: 'dynamic',
    call: (text: string | null, constant: string | null, placeholder: string | null) => {
      const [elements, missing, filler] = [parseArray(text), parseJson(placeholder), parseJson(constant)];
      return elements && printJson(elements.map((element) => (isMissing(element, missing) ? filler : element)));
    },
  },
  series_fill_forward: filled(filledForward),
  series_fill_backward: filled((elements, placeholder) =>
    filledForward(elements.toReversed(), placeholder).toReversed(),
  ),
  series_fill_linear: {
    // Repeatable, so that a constant of null stays apart from none.
    takes: ['dynamic', 'any?', 'bool?', 'any*'],
    returns: 'dynamic',
    call: (text: string | null, placeholder: string | null, edges: boolean | null, constants: string) => {
      const elements = parseArray(text);
      const [constant = new JsonNumber('0.0')] = parseArray(constants) ?? [];
      return elements && printJson(filledLinear(elements, parseJson(placeholder), edges ?? true, constant));
    },
  },
});
