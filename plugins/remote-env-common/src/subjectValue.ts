/** X.520, ub-organization-name and ub-organizational-unit-name. */
const MAX_LENGTH = 64;

/** Why a text cannot stand in the subject of a certificate; undefined when it can. */
export function subjectValueProblem(text: string): string | undefined {
  return isSubjectValue(text)
    ? undefined
    : `must have 1 to ${MAX_LENGTH} letters of ASCII, digits, blanks, dots or dashes, and no blanks around it`;
}

/** Whether a text can stand in a subject without being escaped. */
export function isSubjectValue(text: string | undefined): text is string {
  return (
    text !== undefined &&
    text.length <= MAX_LENGTH &&
    /^[A-Za-z0-9.-]+( +[A-Za-z0-9.-]+)*$/.test(text)
  );
}
