import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_ENVIRONMENT,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';

/**
 * Criterion over the index of environments: owner or requester is one of these entity references, written as
 * {@link normalizeEntityRef} does.
 */
export interface EnvironmentQuery {
  ownedBy: string[];
}

/** Remote environments as the permission framework sees them; a resource ref is the environment's name. */
export const environmentResourceRef = createPermissionResourceRef<
  RemoteEnvironment,
  EnvironmentQuery
>().with({ pluginId: 'remote-env', resourceType: RESOURCE_TYPE_ENVIRONMENT });

/** Full and in lower case, so that two spellings of one entity are equal; what is no reference is kept in lower case. */
export function normalizeEntityRef(reference: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(reference, { defaultKind: 'group' }),
    ).toLocaleLowerCase('en-US');
  } catch {
    return reference.toLocaleLowerCase('en-US');
  }
}

const isOwner = createPermissionRule({
  name: 'IS_OWNER',
  description:
    'Allow who owns a remote environment, or asked for it, through one of these ownership claims',
  resourceRef: environmentResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity references of the user and the groups that it is in'),
  }),
  apply: (environment, { claims }) => {
    const allowed = new Set(claims.map(normalizeEntityRef));
    const { owner, requestedBy } = environment.spec;
    return [owner, requestedBy].some(
      reference =>
        reference !== undefined && allowed.has(normalizeEntityRef(reference)),
    );
  },
  toQuery: ({ claims }) => ({ ownedBy: claims.map(normalizeEntityRef) }),
});

/** Rules that a policy may use for remote environments. */
export const environmentPermissionRules = { isOwner };

const environmentConditionExports = createConditionExports({
  resourceRef: environmentResourceRef,
  rules: environmentPermissionRules,
});

/** For policies: `environmentConditions.isOwner({ claims })`. */
export const environmentConditions = environmentConditionExports.conditions;

/** For policies: wraps conditions into the decision on a permission of ours. */
export const createEnvironmentConditionalDecision =
  environmentConditionExports.createConditionalDecision;
