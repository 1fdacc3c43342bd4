// Tells failures of the medium from failures of what is on it.

/** A failure of a disk or connection, as Node reports it: it may be gone at the next try, unlike damaged content. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
