import { expect, test } from 'vitest';
import { createKept } from './kept.js';

test('the longest unused goes when there are too many', () => {
  const kept = createKept<number>({ maxCount: 2 });
  kept.set('a', 1);
  kept.set('b', 2);
  kept.get('a');
  kept.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([1, undefined, 3]);
});

test('sizes are bounded together, a value set again counts once, and one above the bound is not kept', () => {
  const kept = createKept<number>({ maxCount: 10, maxSize: 10 });
  kept.set('a', 1, 6);
  kept.set('a', 2, 4);
  kept.set('b', 3, 6);
  expect([kept.get('a'), kept.get('b')]).toEqual([2, 3]);
  kept.set('c', 4, 1);
  expect(kept.get('a')).toBeUndefined();
  kept.set('c', 5, 11);
  expect([kept.get('b'), kept.get('c')]).toEqual([3, undefined]);
});
