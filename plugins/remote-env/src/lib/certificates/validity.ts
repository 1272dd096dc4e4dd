import type { Certificate } from '../../apis';

const DAY_MS = 86_400_000;

/** Days before the end at which people are reminded, the last one first; the same as those of notifications. */
const STAGES = [1, 7, 30] as const;
export type ReminderStage = (typeof STAGES)[number];

/** What is left of something that ends, or that it has ended. */
export interface Reminder {
  endsAt: number;
  /** Whole days, 1 at least while anything is left; 0 once it has ended. */
  days: number;
  stage: ReminderStage | 'past';
}

/** The reminder that is due; undefined while the end is further off. Times are in milliseconds. */
export function reminderOf(endsAt: number, now: number): Reminder | undefined {
  const left = endsAt - now;
  if (left <= 0) {
    return { endsAt, days: 0, stage: 'past' };
  }
  const stage = STAGES.find(days => left <= days * DAY_MS);
  return (
    stage && { endsAt, days: Math.max(1, Math.floor(left / DAY_MS)), stage }
  );
}

/** How far a certificate is through its time. */
export interface Validity {
  /** Share of its time that has passed, from 0 to 1. */
  elapsed: number;
  /** Whole days that are left, never negative. */
  daysLeft: number;
  /** Whole days of all its time. */
  days: number;
  /** `good` means that no reminder is due. */
  tone: 'good' | 'soon' | 'urgent' | 'over';
}

export function validityOf(
  certificate: Pick<Certificate, 'notBefore' | 'notAfter' | 'state'>,
  now: number,
): Validity {
  const begin = Date.parse(certificate.notBefore);
  const end = Date.parse(certificate.notAfter);
  const length = Math.max(1, end - begin);
  const reminder = reminderOf(end, now);
  const over = certificate.state !== 'valid' || reminder?.stage === 'past';
  const urgent = reminder?.stage === 1 || reminder?.stage === 7;
  return {
    elapsed: Math.min(1, Math.max(0, (now - begin) / length)),
    daysLeft: Math.max(0, Math.floor((end - now) / DAY_MS)),
    days: Math.round(length / DAY_MS),
    tone:
      [
        over && ('over' as const),
        urgent && ('urgent' as const),
        reminder && ('soon' as const),
      ].find(Boolean) || 'good',
  };
}
