// Preview endpoints are for applications that chose them (CHG-1, LIM-7).

import type { Gate } from './gate.js';

export const previewGate: Gate = {
  name: 'preview',
  controls: ['CHG-1', 'LIM-7'],
  check: ({ route, standing }) =>
    !route.isPreview || standing.application.previews
      ? null
      : {
          reason: 'preview-not-chosen',
          message: 'This endpoint is a preview; the application has not chosen to use previews.',
        },
};
