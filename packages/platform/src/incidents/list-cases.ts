// Pages of incidents and alerts: conditions as SQL over bound values, and positions that hold while others change the list.

import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import type { RecordsSchema } from '../records/schema/index.js';
import type { Comparison, Filter, FilterField, ListQuery } from './incident-filter.js';
import { IncidentsError } from './incidents-error.js';

type Listed = 'incident' | 'alert';
type Builder = ExpressionBuilder<RecordsSchema, Listed>;
type Value = string | number | null;

const common = {
  id: 'id',
  status: 'status',
  severity: 'severity',
  classification: 'classification',
  determination: 'determination',
  assignedTo: 'assigned_to',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const;

const columns: Readonly<Record<Listed, ReadonlyMap<FilterField, string>>> = {
  incident: new Map<FilterField, string>(
    Object.entries({
      ...common,
      displayName: 'display_name',
      redirectIncidentId: 'redirect_incident_id',
    }) as [FilterField, string][],
  ),
  alert: new Map<FilterField, string>(
    Object.entries({
      ...common,
      title: 'title',
      serviceSource: 'service_source',
      detectionSource: 'detection_source',
      incidentId: 'incident_id',
      detectorId: 'detector_id',
      category: 'category',
      firstActivityAt: 'first_activity_at',
      lastActivityAt: 'last_activity_at',
    }) as [FilterField, string][],
  ),
};

const operators = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const satisfies Record<
  Comparison,
  string
>;

/** @throws IncidentsError `change-invalid` for a field that this list does not have */
function columnOf(listed: Listed, field: FilterField): string {
  const column = columns[listed].get(field);
  if (column === undefined) throw new IncidentsError('change-invalid', `${listed}s have no field '${field}'`);
  return column;
}

const reference = (listed: Listed, field: FilterField) => sql.ref<Value>(`${listed}.${columnOf(listed, field)}`);

// OData's null: equal to itself, unequal to everything else, neither greater nor less.
function comparison(listed: Listed, field: FilterField, how: Comparison, value: Value): Expression<SqlBool> {
  const column = reference(listed, field);
  if (how === 'eq') return sql<boolean>`${column} is not distinct from ${value}`;
  if (how === 'ne') return sql<boolean>`${column} is distinct from ${value}`;
  if (value === null) return sql<boolean>`false`;
  return sql<boolean>`coalesce(${column} ${sql.raw(operators[how])} ${value}, false)`;
}

/** A filter as a condition; every value is bound. */
export function conditionOf(listed: Listed, filter: Filter, build: Builder): Expression<SqlBool> {
  switch (filter.kind) {
    case 'and':
      return build.and(filter.operands.map((operand) => conditionOf(listed, operand, build)));
    case 'or':
      return build.or(filter.operands.map((operand) => conditionOf(listed, operand, build)));
    case 'not':
      return build.not(conditionOf(listed, filter.operand, build));
    case 'compare':
      return comparison(listed, filter.field, filter.comparison, filter.value);
    case 'in':
      return build.or(filter.values.map((value) => comparison(listed, filter.field, 'eq', value)));
    case 'text': {
      const column = sql`lower(coalesce(${reference(listed, filter.field)}, ''))`;
      const value = sql`lower(${filter.value}::text)`;
      if (filter.how === 'contains') return sql<boolean>`strpos(${column}, ${value}) > 0`;
      if (filter.how === 'startsWith') return sql<boolean>`starts_with(${column}, ${value})`;
      return sql<boolean>`right(${column}, length(${value})) = ${value}`;
    }
    case 'entity':
      return withEvidence(listed, sql`e.entity_key = ${filter.key}`);
    case 'fact': {
      const path = `{${['facts', ...filter.path].join(',')}}`;
      // Postgres cannot turn an escaped NUL into text, and says so where it meets one.
      const fact = sql`case when e.evidence not like '%\\u0000%' then lower(e.evidence::json #>> ${path}::text[]) end`;
      return withEvidence(listed, sql`e.kind = ${filter.evidence} and ${fact} = lower(${filter.value}::text)`);
    }
  }
}

function withEvidence(listed: Listed, condition: Expression<unknown>): Expression<SqlBool> {
  const holds = sql`select 1 from alert_evidence e where e.tenant_id = ${sql.ref(`${listed}.tenant_id`)} and ${condition}`;
  return listed === 'alert'
    ? sql<boolean>`exists (${holds} and e.alert_id = alert.id)`
    : sql<boolean>`exists (${holds} and e.alert_id in (select a.id from alert a where a.incident_id = incident.id))`;
}

interface Position {
  readonly order: string;
  readonly values: readonly Value[];
}

/** One page of ids with where the next begins. `top` rows at most. */
export async function listIds<T extends Listed>(
  db: Kysely<RecordsSchema>,
  listed: T,
  tenantId: string,
  query: ListQuery,
): Promise<{
  readonly ids: readonly (string | number)[];
  readonly nextPage: string | null;
  readonly count: number | null;
}> {
  const order = [...(query.orderBy ?? [{ field: 'createdAt' as const, descending: true }])];
  if (!order.some(({ field }) => field === 'id')) order.push({ field: 'id', descending: order[0]?.descending ?? true });
  const orderText = order.map(({ field, descending }) => `${field}${descending ? '-' : '+'}`).join(',');
  const where = (build: Builder): Expression<SqlBool> =>
    build.and([
      sql<boolean>`${sql.ref(`${listed}.tenant_id`)} = ${tenantId}`,
      ...(query.filter ? [conditionOf(listed, query.filter, build)] : []),
    ]);
  const base = db.selectFrom(listed as Listed).where((build) => where(build as unknown as Builder));
  let page = base.select(order.map(({ field }) => sql<Value>`${key(listed, field)}`.as(`k_${field}`)));
  for (const { field, descending } of order) page = page.orderBy(key(listed, field), descending ? 'desc' : 'asc');
  if (query.after !== undefined)
    page = page.where(afterPosition(listed, order, readPosition(listed, query.after, order, orderText)));
  if (query.skip) page = page.offset(query.skip);
  const rows = (await page.limit(query.top + 1).execute()) as Record<string, Value>[];
  const shown = rows.slice(0, query.top);
  const last = shown.at(-1);
  const values = last && order.map(({ field }) => last[`k_${field}`] ?? null);
  const count = query.count
    ? Number((await base.select(sql<number>`count(*)`.as('n')).executeTakeFirst())?.n ?? 0)
    : null;
  return {
    ids: shown.map((row) => row.k_id ?? ''),
    nextPage: rows.length > query.top && values ? writePosition({ order: orderText, values }) : null,
    count,
  };
}

/** Null texts sort as empty ones, null numbers as 0: a position must compare. */
function key(listed: Listed, field: FilterField) {
  const column = reference(listed, field);
  if (field === 'id' || /At$/.test(field)) return column;
  return field === 'incidentId' || field === 'redirectIncidentId'
    ? sql<Value>`coalesce(${column}, 0)`
    : sql<Value>`coalesce(${column}, '') collate "C"`;
}

function afterPosition(
  listed: Listed,
  order: NonNullable<ListQuery['orderBy']>,
  { values }: Position,
): Expression<SqlBool> {
  const steps = order.map(({ field, descending }, i) => {
    const same = order.slice(0, i).map((before, j) => sql`${key(listed, before.field)} = ${values[j] ?? null}`);
    const further = sql`${key(listed, field)} ${sql.raw(descending ? '<' : '>')} ${values[i] ?? null}`;
    return sql`(${sql.join([...same, further], sql` and `)})`;
  });
  return sql<boolean>`(${sql.join(steps, sql` or `)})`;
}

const writePosition = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Numbers of the state are whole; anything else in a position did not come from here. */
const holdsNumbers = (listed: Listed, field: FilterField): boolean =>
  /At$/.test(field) || /IncidentId$|^incidentId$/.test(field) || (field === 'id' && listed === 'incident');

function readPosition(
  listed: Listed,
  text: string,
  order: NonNullable<ListQuery['orderBy']>,
  orderText: string,
): Position {
  try {
    const position = JSON.parse(Buffer.from(text, 'base64url').toString()) as Position;
    const fits = (value: unknown, field: FilterField): boolean =>
      holdsNumbers(listed, field)
        ? Number.isSafeInteger(value)
        : typeof value === 'string' && !value.includes('\u0000');
    if (
      position.order === orderText &&
      position.values.length === order.length &&
      order.every(({ field }, i) => fits(position.values[i], field))
    )
      return position;
  } catch {
    // Refused below.
  }
  throw new IncidentsError('change-invalid', 'the page token is not one that this list gave with the same order');
}
