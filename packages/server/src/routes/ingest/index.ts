// The endpoints that take events in.

import { postRecords } from './post-records.js';
import { postTableRows } from './post-table-rows.js';

export const ingestRoutes = [postTableRows, postRecords] as const;
