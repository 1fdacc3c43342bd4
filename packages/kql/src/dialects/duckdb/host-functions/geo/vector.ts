// Vectors from the centre of the sphere, which has the radius 1; what is computed of near points keeps its precision.

export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export const vector = (x: number, y: number, z: number): Vector => ({ x, y, z });
export const plus = (a: Vector, b: Vector): Vector => vector(a.x + b.x, a.y + b.y, a.z + b.z);
export const minus = (a: Vector, b: Vector): Vector => vector(a.x - b.x, a.y - b.y, a.z - b.z);
export const scaled = (a: Vector, factor: number): Vector => vector(a.x * factor, a.y * factor, a.z * factor);
export const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y + a.z * b.z;
export const cross = (a: Vector, b: Vector): Vector =>
  vector(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
export const length = (a: Vector): number => Math.sqrt(dot(a, a));
export const unit = (a: Vector): Vector => scaled(a, 1 / length(a));

/** Across the plane of two points and the centre, to the left of the way from one to the other. */
export const normal = (a: Vector, b: Vector): Vector => scaled(cross(minus(a, b), plus(a, b)), 0.5);

/** The angle between two points, in radians. */
export const apart = (a: Vector, b: Vector): number => Math.atan2(length(normal(a, b)), dot(a, b));

/** The point at a fraction of the way between two points. */
export function between(a: Vector, b: Vector, fraction: number): Vector {
  const angle = apart(a, b);
  const sine = Math.sin(angle);
  if (sine === 0) return a;
  return unit(plus(scaled(a, Math.sin((1 - fraction) * angle) / sine), scaled(b, Math.sin(fraction * angle) / sine)));
}

/** Some direction across a point. */
export function across({ x, y, z }: Vector): Vector {
  // The axis before that of the largest part, slightly bent, as the S2 library picks it.
  const largest = Math.abs(x) > Math.abs(y) ? (Math.abs(x) > Math.abs(z) ? 0 : 2) : Math.abs(y) > Math.abs(z) ? 1 : 2;
  const bent = { x: 0.012, y: 0.0053, z: 0.00457 };
  const axis = (['z', 'x', 'y'] as const)[largest] ?? 'z';
  return unit(cross({ x, y, z }, { ...bent, [axis]: 1 }));
}
