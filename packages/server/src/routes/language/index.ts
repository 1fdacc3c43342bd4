// The endpoints of the language service: what an editor of queries asks.

import { getSchema } from './get-schema.js';
import { postClassifications } from './post-classifications.js';
import { postCompletions } from './post-completions.js';
import { postDiagnostics } from './post-diagnostics.js';
import { postFormat } from './post-format.js';
import { postHover } from './post-hover.js';

export const languageRoutes = [
  postCompletions,
  postHover,
  postDiagnostics,
  postClassifications,
  postFormat,
  getSchema,
] as const;
