// LIM-7: prerelease endpoints say so in every answer.

import { expect, test } from 'vitest';
import { startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const stage = async (wire: 'beta' | 'graph' | 'defender', query: string, token = gamekeeper.token) =>
  (await gamekeeper.hunt(query, { wire, token })).headers.get('x-gamekeeper-stage');

test('LIM-7: a preview is marked, whether it answers, refuses the query or the caller', async () => {
  expect(await stage('beta', 'print 1')).toBe('preview');
  expect(await stage('beta', 'print nothing')).toBe('preview');
  expect(await stage('beta', 'print 1', 'x.y.z')).toBe('preview');
});

test('LIM-7: what is released is not', async () => {
  expect(await stage('graph', 'print 1')).toBeNull();
  expect(await stage('defender', 'print 1')).toBeNull();
});
