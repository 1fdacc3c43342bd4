// Permissions over the API: which ones the operator lets an application ask consent for (USE-4).

import { fieldRefusal, findPermission, type ResourceId, resources } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { oneOf } from './check-fields.js';
import { defineAdministration } from './define-administration.js';

const at = '/applications/:application/permissions';
const resourceIds = Object.keys(resources) as ResourceId[];
const body = {
  resource: oneOf(resourceIds),
  permission: Type.String({ maxLength: 120, description: 'a permission of the resource' }),
};

const getPermissions = defineAdministration({
  ...{ method: 'GET', path: at, noun: 'permission', opensTo: 'tenants', controls: ['USE-4'] },
  summary: 'What an application may ask consent for',
  handler: async ({ part, parties, scope }) => ({
    value: await parties.permissions.list((await scope.application(part('application'))).id),
  }),
});

const postPermission = defineAdministration({
  ...{ method: 'POST', path: at, noun: 'permission', opensTo: 'operator', controls: ['USE-4'], body },
  summary: 'Let an application ask consent for a permission',
  async handler({ body: asked, part, parties, scope, by }) {
    const { id: applicationId } = await scope.application(part('application'));
    requireKnown(asked);
    await parties.permissions.grant({ applicationId, ...asked }, by);
    return { value: await parties.permissions.list(applicationId) };
  },
});

const postRevocation = defineAdministration({
  ...{ method: 'POST', path: `${at}/revoke`, noun: 'permission', opensTo: 'tenants', controls: ['USE-4'], body },
  ...{ summary: 'Take a permission away in every tenant', needsReason: true },
  async handler({ body: asked, part, parties, scope, by }) {
    const { id: applicationId } = await scope.application(part('application'));
    requireKnown(asked);
    await parties.permissions.revoke({ applicationId, ...asked }, by);
    return { value: await parties.permissions.list(applicationId) };
  },
});

function requireKnown({ resource, permission }: { readonly resource: ResourceId; readonly permission: string }): void {
  if (findPermission(resource, permission) !== null) return;
  const expected = `one of ${resources[resource].permissions.map(({ name }) => name).join(', ')}`;
  throw fieldRefusal('permission', [{ field: 'permission', expected, found: `'${permission}'` }]);
}

export const permissionRoutes = [getPermissions, postPermission, postRevocation];
