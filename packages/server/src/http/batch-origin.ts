// Where the client of a batch sees this server: its parts run without a connection of their own that could tell.

import { AsyncLocalStorage } from 'node:async_hooks';

/** Scheme and host, set while a part of a batch runs. */
export const batchOrigin = new AsyncLocalStorage<string>();
