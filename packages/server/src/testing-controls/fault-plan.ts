// Faults that sandbox tenants asked for: which of their next calls fail, and how.

import { TestingError } from './testing-error.js';

/** A fault as it is asked for: one of `status`, `delayMs` and `cut`. */
export interface NewFault {
  /** Method and path pattern of the calls that it strikes: `POST /api/advancedhunting/run`. */
  readonly route: string;
  /** Id of the application whose calls it strikes; all of the tenant's unless told. */
  readonly application?: string;
  /** Strikes the nth such call from now on, counted from 1. */
  readonly nth?: number;
  /** Strikes every so manieth; each one unless told. */
  readonly every?: number;
  /** Answers with this status, 400 to 599, in the route's own shape. */
  readonly status?: number;
  /** Seconds that the answer's `Retry-After` names; with `status` only. */
  readonly retryAfterSeconds?: number;
  /** Lets the call wait so many real milliseconds, up to ten minutes. */
  readonly delayMs?: number;
  /** Ends the connection without an answer. */
  readonly cut?: true;
  /** How often it strikes before it is over; once with `nth`, without end otherwise. */
  readonly times?: number;
}

/** A fault that waits for calls. */
export interface Fault extends NewFault {
  readonly id: string;
  readonly tenantId: string;
  /** Calls that it has counted. */
  readonly seen: number;
  readonly struck: number;
}

/** A call as faults see it. */
export interface StrikeTarget {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly route: string;
}

export interface FaultPlan {
  /**
   * @param hasRoute whether the server has an endpoint of that method and path pattern
   * @throws TestingError `fault-invalid`
   */
  inject(tenantId: string, fault: NewFault, hasRoute: (method: string, path: string) => boolean): Fault;
  list(tenantId: string): readonly Fault[];
  /** Removes one, or all of the tenant. @throws TestingError `fault-unknown` */
  clear(tenantId: string, id?: string): void;
  /** Counts the call; the faults that strike it, oldest first. */
  strike(target: StrikeTarget): readonly Fault[];
}

const most = 1_000;
const longestDelayMs = 600_000;

/**
 * @example
 * const plan = createFaultPlan();
 * plan.inject(tenantId, { route: 'POST /api/advancedhunting/run', nth: 3, status: 503 }, hasRoute);
 */
export function createFaultPlan(): FaultPlan {
  const faults = new Map<string, Fault>();
  let count = 0;
  const of = (tenantId: string) => [...faults.values()].filter((fault) => fault.tenantId === tenantId);

  return {
    inject(tenantId, asked, hasRoute) {
      const wrong =
        routeFaultIn(asked, hasRoute) ??
        faultIn(asked) ??
        (of(tenantId).length < most ? null : `at most ${most} of a tenant at a time`);
      if (wrong !== null) throw new TestingError('fault-invalid', `fault for '${asked.route}': expected ${wrong}`);
      count += 1;
      const fault = { ...asked, id: String(count), tenantId, seen: 0, struck: 0 };
      faults.set(fault.id, fault);
      return fault;
    },
    list: of,
    clear(tenantId, id) {
      if (id === undefined) {
        for (const fault of of(tenantId)) faults.delete(fault.id);
        return;
      }
      if (faults.get(id)?.tenantId !== tenantId) {
        throw new TestingError('fault-unknown', `fault '${id}' was not found; it may be over`);
      }
      faults.delete(id);
    },
    strike({ tenantId, applicationId, route }) {
      if (faults.size === 0) return [];
      const striking: Fault[] = [];
      for (const fault of of(tenantId)) {
        if (fault.route.toLowerCase() !== route.toLowerCase() || (fault.application ?? applicationId) !== applicationId)
          continue;
        const seen = fault.seen + 1;
        const strikes = fault.nth === undefined ? seen % (fault.every ?? 1) === 0 : seen >= fault.nth;
        const struck = fault.struck + (strikes ? 1 : 0);
        const next = { ...fault, seen, struck };
        if (struck >= (fault.times ?? (fault.nth === undefined ? Number.POSITIVE_INFINITY : 1)))
          faults.delete(fault.id);
        else faults.set(fault.id, next);
        if (strikes) striking.push(next);
      }
      return striking;
    },
  };
}

/** What a fault does, as the audit tells it. */
export function describeFault({ status, delayMs, id }: Fault): string {
  const effect = status !== undefined ? `status ${status}` : delayMs !== undefined ? `delay ${delayMs} ms` : 'cut';
  return `${id}: ${effect}`;
}

function routeFaultIn({ route }: NewFault, hasRoute: (method: string, path: string) => boolean): string | null {
  const [, method = '', path = ''] = /^([A-Z]+) (\/\S*)$/.exec(route) ?? [];
  if (method !== '' && hasRoute(method, path)) return null;
  return "an endpoint's method and path pattern, such as POST /api/advancedhunting/run";
}

/** What was expected where a fault is not as it should be, null where it is. */
function faultIn({ nth, every, status, retryAfterSeconds, delayMs, cut, times }: NewFault): string | null {
  const isCount = (value: number | undefined) => value === undefined || (Number.isSafeInteger(value) && value >= 1);
  const effects = [status, delayMs, cut].filter((effect) => effect !== undefined).length;
  if (effects !== 1) return `one of status, delayMs and cut, found ${effects}`;
  if (nth !== undefined && every !== undefined) return 'nth or every, found both';
  if (![nth, every, times].every(isCount)) return 'nth, every and times to be whole numbers from 1';
  if (status !== undefined && !(Number.isInteger(status) && status >= 400 && status <= 599)) {
    return `a status from 400 to 599, found ${status}`;
  }
  if (delayMs !== undefined && !(Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= longestDelayMs)) {
    return `a delay of 0 to ${longestDelayMs} milliseconds, found ${delayMs}`;
  }
  if (retryAfterSeconds === undefined) return null;
  if (status === undefined) return 'retryAfterSeconds with a status only';
  return Number.isSafeInteger(retryAfterSeconds) && retryAfterSeconds >= 0 ? null : 'whole seconds from 0';
}
