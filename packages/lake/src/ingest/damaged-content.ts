// Content that is broken or refused from some byte on: what was read before it counts, what follows does not exist.

/**
 * Thrown by a stream of content after everything readable was delivered. It depends on the bytes alone, so that a repeat
 * finds the same; failures of the medium (a disk, a connection) are other errors.
 */
export class DamagedContent extends Error {
  override readonly name = 'DamagedContent';
}
