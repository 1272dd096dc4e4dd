import type { FileResults } from './FileResults.mts';

export interface StepResult {
  passed: number;
  failed: number;
  /** Files of tests that passed at their second try only. */
  unsteady?: string[];
}

/** Beyond so many files it is no accident. */
const FILES_AT_MOST = 2;

/**
 * Runs tests, and the files that failed once more where they are few: whether a test failed by accident or always is
 * the first thing that anybody would find out. What passes then counts as passed, and is told by name: it has to be mended.
 *
 * @param run - all that is asked for, or these files
 */
export async function withSecondTry(
  run: (files?: string[]) => Promise<FileResults>,
): Promise<StepResult> {
  const first = await run();
  const again = first.failedFiles();
  if (again.length === 0 || again.length > FILES_AT_MOST) {
    return resultOf(first);
  }
  console.error(`\nOnce more: ${again.join(', ')}`);
  const both = first.replacedBy(await run(again));
  return {
    ...resultOf(both),
    unsteady: again.filter(file => !both.hasFailed(file)),
  };
}

/** A run that failed although no test did counts as one. */
function resultOf(results: FileResults): StepResult {
  const { passed, failed } = results.counts();
  return { passed, failed: results.succeeded ? failed : Math.max(failed, 1) };
}
