import type { ConditionContent } from '@remote-env/plugin-remote-env-common';

/** How the services of one environment answer those who call them. */
export interface ServiceHealth {
  /** Services that were called and answer. */
  answering: number;
  /** Services that were called and do not. */
  failing: number;
  /** Readable names of some that do not. */
  examples: string[];
}

/** The condition `Healthy` of an environment, from the same of its services. */
export function healthOf({
  answering,
  failing,
  examples,
}: ServiceHealth): Omit<ConditionContent, 'observedGeneration'> {
  if (failing > 0) {
    const others = failing - examples.length;
    return {
      type: 'Healthy',
      status: 'False',
      reason: 'CallsFail',
      message: `${failing} of ${
        answering + failing
      } services that were called do not answer: ${examples.join(', ')}${
        others > 0 ? ` and ${others} more` : ''
      }`,
    };
  }
  return answering > 0
    ? { type: 'Healthy', status: 'True', reason: 'Answers', message: '' }
    : {
        type: 'Healthy',
        status: 'Unknown',
        reason: 'NeverCalled',
        message: '',
      };
}
