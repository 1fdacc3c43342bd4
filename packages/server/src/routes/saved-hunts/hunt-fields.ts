// The fields of a saved hunt, as they are sent.

import { Type } from '@sinclair/typebox';
import { line } from '../administration/check-fields.js';

export const huntFields = {
  name: line(120, '1 to 120 characters on one line'),
  query: Type.String({
    minLength: 1,
    maxLength: 100_000,
    description: 'KQL, with declare query_parameters(…) for what changes',
  }),
};

export const optionalFields = {
  folder: Type.Optional(Type.String({ maxLength: 200, description: 'text of at most 200 characters' })),
  description: Type.Optional(Type.String({ maxLength: 2000, description: 'text of at most 2,000 characters' })),
  shared: Type.Optional(Type.Boolean({ description: 'true for everybody who hunts in the tenant, false for oneself' })),
};
