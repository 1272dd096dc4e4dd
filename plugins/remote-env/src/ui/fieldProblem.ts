/** Props by which a field says what is wrong with it, at once and to screen readers too. */
export function fieldProblem(problem: string | undefined) {
  return {
    validationBehavior: 'aria' as const,
    validate: () => problem ?? null,
  };
}
