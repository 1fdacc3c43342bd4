// The ingest sources, in the order in which they are asked whether an input is theirs: the surest marks first.

import { huntingExport } from './hunting-export.js';
import { namedTable } from './named-table.js';
import type { Source } from './source.js';
import { streamingExport } from './streaming-export.js';
import { windowsEvents } from './windows-events/windows-events.js';

/** Every source that is found by content. */
export const sources: readonly Source[] = [streamingExport, windowsEvents, namedTable, huntingExport];
