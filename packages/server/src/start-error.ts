// Why the server could not start listening, in one line.

export class StartError extends Error {
  override readonly name = 'StartError';
  constructor(
    readonly code: 'port-in-use' | 'address-unusable' | 'address-insecure',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
