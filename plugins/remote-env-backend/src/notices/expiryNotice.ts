import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import { pageOf, scopeOf, titleOf } from './aboutEnvironment';
import type { Notice } from './Notices';

const DAY_MS = 24 * 3600 * 1000;

const FIRST = 30;
/** Days before the end at which people are told; the last one first. */
const STAGES = [1, 7, FIRST] as const;
export type ExpiryStage = (typeof STAGES)[number];

/** How far ahead anybody is warned, in milliseconds. */
export const WARNED_AHEAD_MS = FIRST * DAY_MS;

/** The warning that is due; undefined while the end is further off. */
export function expiryStage(endsAt: Date, now: Date): ExpiryStage | undefined {
  const left = endsAt.getTime() - now.getTime();
  return STAGES.find(days => left <= days * DAY_MS);
}

/** For the owner, or else whoever asked, or else those who decide: the connection ends unless its system renews. */
export function expiryNotice(
  environment: RemoteEnvironment,
  options: { endsAt: Date; stage: ExpiryStage; admins: readonly string[] },
): Notice {
  const { endsAt, stage, admins } = options;
  const { owner, requestedBy } = environment.spec;
  const concerned = owner ?? requestedBy;
  const within = stage === 1 ? 'a day' : `${stage} days`;
  return {
    to: concerned ? [concerned] : admins,
    title: `The connection of ${titleOf(environment)} ends within ${within}`,
    description: `Its last certificate expires at ${endsAt.toISOString()}. The system has to renew it before, or needs a one-time token afterwards.`,
    link: `${pageOf(environment)}/connection`,
    severity: stage === 1 ? 'critical' : 'high',
    scope: scopeOf(environment, 'expiry'),
  };
}
