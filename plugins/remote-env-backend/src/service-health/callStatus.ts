import {
  withCondition,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';

type ServiceStatus = NonNullable<RemoteService['status']>;

/** What is known of the calls of one service. */
export interface Evidence {
  /** When it was called last. */
  calledAt: Date;
  /** When a call was answered last, other than by a server error. */
  answeredAt?: Date;
  /** The last call that was not. */
  failed?: { at: Date; message: string };
}

/** What both say. */
export function together(one: Evidence, other: Evidence): Evidence {
  const answeredAt = latest([one.answeredAt, other.answeredAt]);
  const [failed] = [one.failed, other.failed]
    .filter(each => each !== undefined)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  return {
    calledAt: one.calledAt > other.calledAt ? one.calledAt : other.calledAt,
    ...(answeredAt && { answeredAt }),
    ...(failed && { failed }),
  };
}

/** `lastCall` and `lastAnswered` move in steps of at least this. */
const STEP_MS = 60_000;
/** For so long after an answer a failure is one of some, and the service is well. More than a step: others write it, too. */
const BENEFIT_MS = 2 * STEP_MS;

/**
 * The status that a service should have after these calls; equal to the current one when there is nothing new to say.
 * Several portals hear of some of the calls each: what one of them has written counts for the others.
 */
export function callStatus(
  { metadata, status = {} }: Pick<RemoteService, 'metadata' | 'status'>,
  evidence: Evidence,
  now: Date,
): ServiceStatus {
  const answeredAt = latest([
    evidence.answeredAt,
    status.lastAnswered === undefined
      ? undefined
      : new Date(status.lastAnswered),
  ]);
  const { failed } = evidence;
  const fails =
    failed !== undefined &&
    (answeredAt === undefined ||
      failed.at.getTime() - answeredAt.getTime() > BENEFIT_MS);
  const conditions =
    !fails && answeredAt === undefined
      ? status.conditions
      : withCondition(
          status.conditions ?? [],
          {
            type: 'Healthy',
            status: fails ? 'False' : 'True',
            reason: fails ? 'CallsFail' : 'Answers',
            message: fails ? failed.message : '',
            observedGeneration: metadata.generation,
          },
          now,
        );
  return {
    ...status,
    ...(conditions && { conditions }),
    ...moved('lastCall', status.lastCall, evidence.calledAt),
    ...moved('lastAnswered', status.lastAnswered, evidence.answeredAt),
  };
}

function latest(times: readonly (Date | undefined)[]): Date | undefined {
  return times.reduce(
    (last, time) => (last === undefined || (time && time > last) ? time : last),
    undefined,
  );
}

function moved(
  name: 'lastCall' | 'lastAnswered',
  current: string | undefined,
  at: Date | undefined,
): Partial<ServiceStatus> {
  const moves =
    at !== undefined &&
    (current === undefined || at.getTime() - Date.parse(current) >= STEP_MS);
  return moves ? { [name]: at.toISOString() } : {};
}
