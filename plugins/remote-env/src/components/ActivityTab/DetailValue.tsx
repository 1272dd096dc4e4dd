import { shortHex } from '../../lib/format/fingerprint';
import { TimeText } from '../../ui';

const FINGERPRINT = /^[0-9a-f]{64}$/i;
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A value of an activity's details, in the form that people compare. */
export function DetailValue({ value }: { value: string }) {
  if (FINGERPRINT.test(value)) {
    return <span title={value}>{shortHex(value)}</span>;
  }
  return TIME.test(value) ? <TimeText at={value} /> : <>{value}</>;
}
