// The records that Defender streams to a storage account or an event hub (wire-contract §5).

import { sourceTables as tables } from '../tables/index.js';
import type { MappedRow, Rejection, Source } from './source.js';
import { withoutUnplaceable } from './unplaceable.js';

const CATEGORY = 'AdvancedHunting-';

/** Keys that the service adds for itself. */
const INTERNAL = '__UDI_RequiredFields_';

type Row = Readonly<Record<string, unknown>>;

/**
 * `{ time, tenantId, category: "AdvancedHunting-<Table>", properties }`, a line each or in a `records` envelope. The event's
 * own time is `properties.Timestamp`; what lies around `properties` is of the transport.
 */
export const streamingExport: Source = {
  name: 'streaming-export',
  title: 'the Defender streaming export: records whose category is AdvancedHunting-<table>',
  detect: (sample) => sample.some((record) => categoryOf(record) !== undefined && isObject(record.properties)),
  open: () => ({ map }),
};

function map(record: Row): MappedRow | Rejection {
  const table = categoryOf(record);
  const { category, properties } = record;
  if (table === undefined)
    return {
      rejected: `expected a category such as ${CATEGORY}DeviceEvents, found ${JSON.stringify(category) ?? 'none'}`,
    };
  if (!tables.has(table)) return { rejected: `expected a category of a hunting table, found ${CATEGORY}${table}` };
  if (!isObject(properties)) return { rejected: `${CATEGORY}${table}: expected an object of properties, found none` };
  const internal = Object.keys(properties).some((key) => key.startsWith(INTERNAL));
  const values = internal
    ? Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith(INTERNAL)))
    : properties;
  return { table, values: withoutUnplaceable(table, values) };
}

function categoryOf({ category }: Row): string | undefined {
  return typeof category === 'string' && category.startsWith(CATEGORY) ? category.slice(CATEGORY.length) : undefined;
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
