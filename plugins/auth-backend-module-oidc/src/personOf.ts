import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { AuthenticationError } from '@backstage/errors';
import { z } from 'zod';

/** Which of the provider's claims say who somebody is. */
export interface ClaimsMapping {
  /**
   * Claim that names the user. The provider must let nobody choose or take over somebody else's; `sub` never changes,
   * `preferred_username` and `email` may (OpenID Connect Core 1.0, section 5.7).
   */
  userClaim: string;
  /** With `userClaim: email`: domains of addresses that may sign in; the user is named by the part before the `@`. */
  allowedDomains: readonly string[];
  /** Claim that lists the names of groups. */
  groupsClaim: string;
  /** Of users and groups. */
  namespace: string;
  /** Entity references of groups whose names at the provider are no names of entities, e.g. ids. */
  groups: Readonly<Record<string, string>>;
}

export interface Person {
  /** Entity reference. */
  user: string;
  /** Entity references. */
  groups: string[];
}

/** A name that Backstage takes for an entity (catalog-model, `KubernetesValidatorFunctions.isValidObjectName`). */
const ENTITY_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const MAX_NAME = 63;

/** Beyond it something is wrong with the claim; each group is looked at with every decision. */
const MAX_GROUPS = 500;

const claimsSchema = z.record(z.string(), z.unknown());

/**
 * Maps verified claims to entities. A name is taken as it is or not at all, apart from its case: bending what does not
 * fit could make one person of two.
 *
 * @param claims - of the ID token and the userinfo endpoint, verified by the client
 * @throws AuthenticationError that names the claim that cannot be used
 */
export function personOf(claims: unknown, mapping: ClaimsMapping): Person {
  const parsed = claimsSchema.parse(claims);
  const { namespace } = mapping;
  return {
    user: stringifyEntityRef({
      kind: 'User',
      namespace,
      name: userName(parsed, mapping),
    }),
    groups: groupRefs(parsed[mapping.groupsClaim], mapping),
  };
}

function userName(
  claims: Record<string, unknown>,
  { userClaim, allowedDomains }: ClaimsMapping,
): string {
  const value = claims[userClaim];
  if (typeof value !== 'string') {
    throw new AuthenticationError(
      `The sign-in provider does not say who this is: claim '${userClaim}' is missing`,
    );
  }
  const name =
    userClaim === 'email'
      ? localPart(value, claims.email_verified, allowedDomains)
      : value;
  if (!isEntityName(name)) {
    throw new AuthenticationError(
      `Claim '${userClaim}' of the sign-in provider cannot be the name of a user`,
    );
  }
  return name;
}

function localPart(
  email: string,
  verified: unknown,
  allowedDomains: readonly string[],
): string {
  if (verified !== true) {
    throw new AuthenticationError(
      'The sign-in provider has not verified the e-mail address of this user',
    );
  }
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).toLocaleLowerCase('en-US');
  if (
    at < 1 ||
    !allowedDomains.some(
      allowed => allowed.toLocaleLowerCase('en-US') === domain,
    )
  ) {
    throw new AuthenticationError(
      'The e-mail address of this user is of a domain that may not sign in here',
    );
  }
  return email.slice(0, at);
}

function groupRefs(
  value: unknown,
  { groups, groupsClaim, namespace }: ClaimsMapping,
): string[] {
  // A provider leaves the claim out for somebody who is in no group; one name alone may come as text.
  const names = typeof value === 'string' ? [value] : value ?? [];
  if (!Array.isArray(names) || names.length > MAX_GROUPS) {
    throw new AuthenticationError(
      `Claim '${groupsClaim}' of the sign-in provider is no list of at most ${MAX_GROUPS} groups`,
    );
  }
  const refs = new Set<string>();
  for (const name of names) {
    const ref = typeof name === 'string' && groupRef(name, groups, namespace);
    // A group that is no entity gives nobody a right.
    if (ref) {
      refs.add(ref);
    }
  }
  return [...refs];
}

function groupRef(
  name: string,
  groups: Readonly<Record<string, string>>,
  namespace: string,
): string | undefined {
  if (Object.hasOwn(groups, name)) {
    const context = { defaultKind: 'Group', defaultNamespace: namespace };
    return stringifyEntityRef(parseEntityRef(groups[name] ?? '', context));
  }
  return isEntityName(name)
    ? stringifyEntityRef({ kind: 'Group', namespace, name })
    : undefined;
}

function isEntityName(name: string): boolean {
  return name.length <= MAX_NAME && ENTITY_NAME.test(name);
}
