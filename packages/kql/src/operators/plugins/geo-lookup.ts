// `evaluate geo_polygon_lookup(…)` and `geo_line_lookup(…)`: rows of a table of shapes beside the places in or near them.

import { convert } from '../../expressions/types.js';
import { extend, filter, passThrough, project } from '../../plan/build.js';
import { call, columnRef, type Expr, literal, longLiteral } from '../../plan/expression.js';
import { type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { argumentOf, columnArgument, constantOf, inputColumn, type Plugin, requiredArgument } from './plugin.js';
import { besideFound, numberedRows, product } from './row-lookup.js';

/** Places of the optional arguments; `lookup_area_radius`, the sixth, only tells the engine how to search. */
const RADIUS = 4;
const RETURN_UNMATCHED = 5;
const RETURN_LOOKUP_KEY = 7;

const atMost = (a: Expr, b: Expr): Expr => call('less_or_equal', 'bool', a, b);
const both = (a: Expr, b: Expr): Expr => call('and', 'bool', a, b);

/** Where a shape's surroundings end, as `geo_bound` numbers the sides. */
const sides = ['west', 'south', 'east', 'north'] as const;

interface Place {
  readonly longitude: Expr;
  readonly latitude: Expr;
  readonly shape: Expr;
  readonly radius: Expr | null;
}

/** Every place meets every shape within whose bounds it lies, which costs little; only then is the shape looked at. */
const geoLookup =
  (matches: (place: Place) => Expr): Plugin =>
  (given) => {
    const { compilation, scope } = given.context;
    const table = compilation.relation(requiredArgument(given, 0), scope);
    const shape = inputColumn({ ...given, input: table }, requiredArgument(given, 1));
    const metres = constantOf(given, argumentOf(given, RADIUS, 'radius'));
    const radius = metres === undefined ? null : literal('real', Number(metres));
    const id = compilation.fresh();
    const hidden = (name: string): RelationColumn => ({ name: `$${name}${id}`, type: 'real', hidden: true });
    const place = { longitude: hidden('longitude'), latitude: hidden('latitude') };
    const bounds = sides.map(hidden);
    const numbered = numberedRows(given);
    const { rows, row } = numbered;
    const places = project(
      { ...rows, order: [] },
      [
        { ...row, expr: columnRef(row) },
        { ...place.longitude, expr: convert(columnArgument(given, 2), 'real') },
        { ...place.latitude, expr: convert(columnArgument(given, 3), 'real') },
      ],
      compilation,
    );
    const bounded = bounds.map((side, i) => ({
      ...side,
      expr: call('geo_bound', 'real', shape, radius ?? literal('real', 0), longLiteral(i)),
    }));
    const shapes = extend({ ...table, order: [] }, bounded, compilation);
    const [west, south, east, north] = bounds.map(columnRef) as [Expr, Expr, Expr, Expr];
    const [longitude, latitude] = [columnRef(place.longitude), columnRef(place.latitude)];
    const within = both(
      both(atMost(south, latitude), atMost(latitude, north)),
      both(atMost(west, longitude), atMost(longitude, east)),
    );
    const near = filter(product(places, shapes), within);
    const matched = filter(near, matches({ longitude, latitude, shape, radius }));
    const found = project(matched, passThrough([row, ...visibleColumns(table)]), compilation);
    const key = constantOf(given, argumentOf(given, RETURN_LOOKUP_KEY, 'return_lookup_key')) === true;
    return besideFound(given, numbered, found, RETURN_UNMATCHED, key ? [] : [shape.name]);
  };

const distanceTo = (shapeOf: 'line' | 'polygon', { longitude, latitude, shape, radius }: Place): Expr =>
  atMost(call(`geo_distance_point_to_${shapeOf}`, 'real', longitude, latitude, shape), radius ?? literal('real', 0));

/** `evaluate geo_polygon_lookup(Polygons, Polygon, Longitude, Latitude, radius, …)`. */
export const geoPolygonLookup: Plugin = geoLookup((place) =>
  place.radius === null
    ? call('geo_point_in_polygon', 'bool', place.longitude, place.latitude, place.shape)
    : distanceTo('polygon', place),
);

/** `evaluate geo_line_lookup(Lines, Line, Longitude, Latitude, radius, …)`. */
export const geoLineLookup: Plugin = geoLookup((place) => distanceTo('line', place));
