import { useText } from '../../translation';
import { activityMessages } from '../../translation/messages/activity';
import { connectionMessages } from '../../translation/messages/connection';
import { DetailValue } from './DetailValue';
import { useRouteText } from './useRouteText';

type KnownDetail = keyof typeof activityMessages.detail;
type KnownCode = keyof typeof connectionMessages.certificates.code;

function isKnownDetail(name: string): name is KnownDetail {
  return Object.hasOwn(activityMessages.detail, name);
}

function isKnownCode(code: string): code is KnownCode {
  return Object.hasOwn(connectionMessages.certificates.code, code);
}

/** Values that are written in another form than they are kept: `DetailValue` knows them. */
const TRANSFORMED = /^([0-9a-f]{64}|\d{4}-\d\d-\d\dT[\d:.]+Z)$/i;

/** One more thing that is known of an entry of the activity log, as part of a sentence where it has one. */
export function ActivityDetail({
  name,
  value,
}: {
  name: string;
  value: string;
}) {
  const { t } = useText();
  const routeText = useRouteText();
  if (!isKnownDetail(name)) {
    return (
      <span>
        {name}: <DetailValue value={value} />
      </span>
    );
  }
  if (TRANSFORMED.test(value)) {
    return (
      <span>
        {t(`activity.detail.${name}`, { value: '' }).trim()}{' '}
        <DetailValue value={value} />
      </span>
    );
  }
  if (name === 'route') {
    return <span>{routeText(value)}</span>;
  }
  const shown =
    name === 'code' && isKnownCode(value)
      ? t(`connection.certificates.code.${value}`)
      : value;
  return <span>{t(`activity.detail.${name}`, { value: shown })}</span>;
}
