// Rounds of work at an interval: one at a time, and none begun once it is stopped.

/**
 * Begins a round at each interval unless the one before still runs; does not keep the process alive.
 * @param intervalMs milliseconds between beginnings
 * @param onError is told why a round failed; the next is tried all the same
 * @returns stops it, and resolves when the round under way has ended
 * @example const stop = repeatEvery(1_000, deliverDue, logger.error);
 */
export function repeatEvery(
  intervalMs: number,
  round: () => Promise<unknown>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let underWay: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    underWay ??= round()
      .catch(onError)
      .finally(() => {
        underWay = null;
      });
  }, intervalMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
