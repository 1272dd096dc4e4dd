import type { Activity } from '../../apis';
import { isPerson } from '../../lib/format/actor';
import { shortHex } from '../../lib/format/fingerprint';
import { useText } from '../../translation';
import {
  StatusBadge,
  TimelineEntry,
  TimeText,
  type StatusTone,
} from '../../ui';
import { OwnerText } from '../OwnerText';
import { actionKey, actionWords } from './actionTitle';
import { ActivityDetail } from './ActivityDetail';

const TONES: Record<Activity['outcome'], StatusTone> = {
  success: 'success',
  failure: 'warning',
  refused: 'danger',
};

const CERTIFICATE = 'certificate:';

/** One entry of the activity log. */
export function ActivityItem({ activity }: { activity: Activity }) {
  const { t } = useText();
  const { actor, details } = activity;
  const key = actionKey(activity.action);
  const tone = TONES[activity.outcome];
  return (
    <TimelineEntry
      tone={tone}
      title={key ? t(key) : actionWords(activity.action)}
      badges={
        activity.outcome !== 'success' && (
          <StatusBadge tone={tone}>
            {t(`activity.outcome.${activity.outcome}`)}
          </StatusBadge>
        )
      }
      message={activity.message}
      meta={
        <>
          <TimeText at={activity.at} />
          {actor && (
            <span>
              {actor.startsWith(CERTIFICATE) &&
                t('activity.certificate', {
                  fingerprint: shortHex(actor.slice(CERTIFICATE.length)),
                })}
              {!actor.startsWith(CERTIFICATE) &&
                (isPerson(actor) ? (
                  <OwnerText entityRef={actor} variant="body-small" />
                ) : (
                  actor
                ))}
            </span>
          )}
          {details &&
            Object.entries(details).map(([name, value]) => (
              <ActivityDetail key={name} name={name} value={value} />
            ))}
        </>
      }
    />
  );
}
