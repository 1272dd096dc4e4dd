import type { ApprovalRules } from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import { listValue } from './configValues';

const group = z.string().regex(/^group:[^/\s]+\/[^/\s]+$/i, {
  error: "must be a reference to a group such as 'group:default/platform'",
});

/** `remoteEnv.approvals` as it stands in `app-config.yaml`. */
export const approvalsSchema = z
  .strictObject({
    automatic: z
      .strictObject({ groups: listValue(z.array(group)).default([]) })
      .prefault({}),
    twoAdmins: z
      .array(
        z
          .record(z.string().min(1), z.string())
          .refine(labels => Object.keys(labels).length > 0, {
            error: 'must have a label such as stage: production',
          }),
        { error: "must be a list of labels such as '- stage: production'" },
      )
      .default([]),
  })
  .prefault({});

export function approvalsOf(
  input: z.output<typeof approvalsSchema>,
): ApprovalRules {
  return {
    automaticGroups: input.automatic.groups,
    twoAdmins: input.twoAdmins,
  };
}

/** @param admins - entity references; with none, another policy knows who they are */
export function* approvalsProblems(
  { twoAdmins }: ApprovalRules,
  admins: readonly string[],
): Generator<string> {
  const [only, ...others] = new Set(
    admins.map(reference => reference.toLocaleLowerCase('en-US')),
  );
  if (twoAdmins.length > 0 && only?.startsWith('user:') && !others.length) {
    yield 'remoteEnv.approvals.twoAdmins needs two people, and remoteEnv.admins names one: name another one or a group there';
  }
}
