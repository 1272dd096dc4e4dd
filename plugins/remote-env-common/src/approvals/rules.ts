/** How many people approve what (`remoteEnv.approvals`, decision 18). */
export interface ApprovalRules {
  /** Entity references of groups whose members' requests are approved at once. */
  automaticGroups: readonly string[];
  /** Two people for an environment that has every label of one of these. */
  twoAdmins: readonly Readonly<Record<string, string>>[];
}

/** One person approves everything. */
export const ONE_ADMIN: ApprovalRules = { automaticGroups: [], twoAdmins: [] };

/** Approvals that are kept of one request; no rule needs more. */
export const MAX_APPROVALS = 2;

type Labels = Readonly<Record<string, string>> | undefined;

/** @returns by how many different people an environment with these labels has to be approved */
export function requiredApprovals(labels: Labels, rules: ApprovalRules): 1 | 2 {
  const matches = rules.twoAdmins.some(wanted =>
    Object.entries(wanted).every(([key, value]) => labels?.[key] === value),
  );
  return matches ? 2 : 1;
}

/** References as they are compared: the same entity is written in upper and lower case. */
export function comparableRef(reference: string): string {
  return reference.toLocaleLowerCase('en-US');
}

/**
 * The group because of which a request is approved at once. What two people have to approve never is.
 *
 * @param claims - entity references that the requester is or belongs to
 */
export function automaticGroup(
  claims: readonly string[],
  labels: Labels,
  rules: ApprovalRules,
): string | undefined {
  if (requiredApprovals(labels, rules) > 1) {
    return undefined;
  }
  const held = new Set(claims.map(comparableRef));
  return rules.automaticGroups.find(group => held.has(comparableRef(group)));
}
