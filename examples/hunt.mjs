// The code under test: hunts, and waits as long as the platform says when it was too quick.

/**
 * @param {{ url: string, token: string, wait: (milliseconds: number) => unknown }} platform
 * @param {string} query
 * @returns {Promise<Record<string, unknown>[]>}
 */
export async function hunt({ url, token, wait }, query) {
  for (;;) {
    const answer = await fetch(`${url}/v1.0/security/runHuntingQuery`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Query: query }),
    });
    if (answer.ok) return (await answer.json()).results;
    if (answer.status !== 429 && answer.status !== 503) throw new Error(`the hunt failed with ${answer.status}`);
    await wait(Number(answer.headers.get('retry-after')) * 1_000);
  }
}
