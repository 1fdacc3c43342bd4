// Every host function, as the engine registers them. Add a family: its file and a line here and in `functions/index.ts`.

import { hostTableFunctions } from '../host-tables/index.js';
import { addressPlaces } from './address-places.js';
import { arrays } from './arrays.js';
import { encodings } from './encodings.js';
import { geoBuffers } from './geo-buffers.js';
import { geoCells } from './geo-cells.js';
import { geoIntersections } from './geo-intersections.js';
import { geoOverlays } from './geo-overlays.js';
import { geoPoints } from './geo-points.js';
import { geoReshaping } from './geo-reshaping.js';
import { geoShapes } from './geo-shapes.js';
import { hashes } from './hashes.js';
import { type HostFamily, type HostFunction, hostFunctionsOf } from './host-function.js';
import { ipv4 } from './ipv4.js';
import { ipv6 } from './ipv6.js';
import { locations } from './locations.js';
import { mathematics } from './mathematics.js';
import { regexes } from './regexes.js';
import { schemas } from './schemas.js';
import { series } from './series.js';
import { seriesAnalysis } from './series-analysis.js';
import { seriesDecomposition } from './series-decomposition.js';
import { seriesGaps } from './series-gaps.js';
import { sketches } from './sketches.js';
import { texts } from './texts.js';
import { timeZones } from './time-zones.js';
import { units } from './units.js';
import { userAgents } from './user-agents.js';

export type { HostFunction, HostType, HostValue } from './host-function.js';

/** The families by name. */
export const hostFamilies = {
  addressPlaces,
  arrays,
  encodings,
  geoBuffers,
  geoCells,
  geoIntersections,
  geoOverlays,
  geoPoints,
  geoReshaping,
  geoShapes,
  hashes,
  ipv4,
  ipv6,
  locations,
  mathematics,
  regexes,
  schemas,
  series,
  seriesAnalysis,
  seriesDecomposition,
  seriesGaps,
  sketches,
  texts,
  timeZones,
  units,
  userAgents,
} satisfies Readonly<Record<string, HostFamily>>;

/** What compiled queries may call beside SQL's own functions and the macros of the prelude. */
export const hostFunctions: readonly HostFunction[] = [
  ...Object.values(hostFamilies).flatMap(hostFunctionsOf),
  ...hostTableFunctions,
];
