// Every scalar function and operator by name. Add a family: its file and a line here.

import { addressPlaces } from '../dialects/duckdb/host-functions/address-places.js';
import { arrays } from '../dialects/duckdb/host-functions/arrays.js';
import { encodings } from '../dialects/duckdb/host-functions/encodings.js';
import { geoBuffers } from '../dialects/duckdb/host-functions/geo-buffers.js';
import { geoCells } from '../dialects/duckdb/host-functions/geo-cells.js';
import { geoIntersections } from '../dialects/duckdb/host-functions/geo-intersections.js';
import { geoOverlays } from '../dialects/duckdb/host-functions/geo-overlays.js';
import { geoPoints } from '../dialects/duckdb/host-functions/geo-points.js';
import { geoReshaping } from '../dialects/duckdb/host-functions/geo-reshaping.js';
import { geoShapes } from '../dialects/duckdb/host-functions/geo-shapes.js';
import { ipv4 } from '../dialects/duckdb/host-functions/ipv4.js';
import { ipv6 } from '../dialects/duckdb/host-functions/ipv6.js';
import { locations } from '../dialects/duckdb/host-functions/locations.js';
import { mathematics } from '../dialects/duckdb/host-functions/mathematics.js';
import { schemas } from '../dialects/duckdb/host-functions/schemas.js';
import { series } from '../dialects/duckdb/host-functions/series.js';
import { seriesAnalysis } from '../dialects/duckdb/host-functions/series-analysis.js';
import { seriesDecomposition } from '../dialects/duckdb/host-functions/series-decomposition.js';
import { seriesGaps } from '../dialects/duckdb/host-functions/series-gaps.js';
import { sketches } from '../dialects/duckdb/host-functions/sketches.js';
import { texts } from '../dialects/duckdb/host-functions/texts.js';
import { timeZones } from '../dialects/duckdb/host-functions/time-zones.js';
import { units } from '../dialects/duckdb/host-functions/units.js';
import { userAgents } from '../dialects/duckdb/host-functions/user-agents.js';
import { arithmetic } from './arithmetic.js';
import { comparison } from './comparison.js';
import { conversion } from './conversion.js';
import { datetimes } from './datetimes.js';
import { dynamics } from './dynamics.js';
import type { FunctionFamily } from './function.js';
import { hashes } from './hashes.js';
import { hosted } from './hosted.js';
import { keyValues } from './key-values.js';
import { strings } from './strings.js';
import { terms } from './terms.js';

/** The function table. Look names up with `Object.hasOwn`: the name comes from the query. */
export const functions: FunctionFamily = {
  ...arithmetic,
  ...comparison,
  ...conversion,
  ...datetimes,
  ...dynamics,
  ...keyValues,
  ...strings,
  ...terms,
  ...hashes,
  ...hosted(addressPlaces),
  ...hosted(arrays),
  ...hosted(encodings),
  ...hosted(geoBuffers),
  ...hosted(geoCells),
  ...hosted(geoIntersections),
  ...hosted(geoOverlays),
  ...hosted(geoPoints),
  ...hosted(geoReshaping),
  ...hosted(geoShapes),
  ...hosted(ipv4),
  ...hosted(ipv6),
  ...hosted(locations),
  ...hosted(mathematics),
  ...hosted(schemas),
  ...hosted(series),
  ...hosted(sketches),
  ...hosted(seriesAnalysis),
  ...hosted(seriesDecomposition),
  ...hosted(seriesGaps),
  ...hosted(texts),
  ...hosted(timeZones),
  ...hosted(units),
  ...hosted(userAgents),
};
