// The moment that `now()` means: what a query takes of it is written down, so that its SQL serves other moments as well.

import { MAX_DATETIME_TICKS } from '../values/datetime.js';
import { type Expr, type LiteralExpr, literal } from './expression.js';

/** Ticks that differ from run to run: those of a moment of the run, and `plus`. */
export interface TickSlot {
  readonly moment: 'now' | 'from' | 'to';
  readonly plus: bigint;
}

/** `now()` in one compilation. */
export interface Now {
  /** Its ticks. Asked for, they decide something: what is compiled is then good for this moment only. */
  ticks(): bigint;
  /** `now()` and so many ticks, as a literal that nobody has read yet; reading its value is asking for the ticks. */
  plus(ticks: bigint): LiteralExpr;
}

/** A `Now` that knows for which moments the compiled query is good. */
export interface ObservedNow extends Now {
  /** Ticks, both included; null without a bound. */
  validity(): { readonly from: bigint | null; readonly to: bigint | null };
}

/** What stands behind a literal that `Now.plus` made. */
interface Origin {
  readonly plus: bigint;
  /** The ticks of the literal, without asking. */
  readonly ticks: bigint;
  derive(type: LiteralExpr['type'], plus: bigint): LiteralExpr;
  /** The query is good only where the ticks of the literal lie from `least` to `most`. */
  within(least: bigint, most: bigint): void;
}

// Beside the literals and not in them: a changed copy of one is no longer a moment.
const origins = new WeakMap<LiteralExpr, Origin>();

/** @example createNow(ticks).plus(-864_000_000_000n) // `ago(1d)` */
export function createNow(now: bigint): ObservedNow {
  let from: bigint | null = null;
  let to: bigint | null = null;
  const within = (least: bigint, most: bigint): void => {
    if (from === null || from < least) from = least;
    if (to === null || to > most) to = most;
  };
  const ticks = (): bigint => {
    within(now, now);
    return now;
  };
  const derive: Origin['derive'] = (type, plus) => {
    const moment: LiteralExpr = {
      kind: 'literal',
      type,
      get value() {
        return ticks() + plus;
      },
    };
    origins.set(moment, {
      plus,
      ticks: now + plus,
      derive,
      within: (least, most) => within(least - plus, most - plus),
    });
    return moment;
  };
  return { ticks, plus: (ticks) => derive('datetime', ticks), validity: () => ({ from, to }) };
}

/** A `now()` that the query itself fixes. */
export const fixedNow = (now: bigint): Now => ({ ticks: () => now, plus: (ticks) => literal('datetime', now + ticks) });

/** Where the ticks of a literal come from, when they differ from run to run. */
export function slotOf(expr: LiteralExpr): TickSlot | undefined {
  const origin = origins.get(expr);
  return origin && { moment: 'now', plus: origin.plus };
}

/** Whether an expression is written as null; asks no moment for its ticks, which are always there. */
export const isNullLiteral = (expr: Expr): boolean =>
  expr.kind === 'literal' && !origins.has(expr) && expr.value === null;

/**
 * A moment and a written span, or a moment and another, added or subtracted; undefined for what is to be computed from their values.
 * @example shifted('subtract', 'datetime', now.plus(0n), literal('timespan', 5n)) // now.plus(-5n)
 */
export function shifted(
  operation: string,
  type: LiteralExpr['type'],
  left: LiteralExpr,
  right: LiteralExpr,
): LiteralExpr | undefined {
  const sign = operation === 'add' ? 1n : operation === 'subtract' ? -1n : undefined;
  const [a, b] = [origins.get(left), origins.get(right)];
  if (sign === undefined || (type !== 'datetime' && type !== 'timespan')) return undefined;
  if (a && b) return sign < 0n && type === 'timespan' ? literal(type, BigInt.asIntN(64, a.plus - b.plus)) : undefined;
  const origin = a ?? b;
  const other = a ? right.value : left.value;
  if (!origin || typeof other !== 'bigint' || (b && sign < 0n)) return undefined;
  const [least, most] = type === 'datetime' ? [0n, MAX_DATETIME_TICKS] : [-(2n ** 63n), 2n ** 63n - 1n];
  const moved = sign * other;
  if (origin.ticks + moved < least || origin.ticks + moved > most) return undefined;
  origin.within(least - moved, most - moved);
  return origin.derive(type, origin.plus + moved);
}
