import { useEffect, useState } from 'react';
import { absoluteTime, relativeTime } from '../../lib/format/time';

const REFRESH_MS = 30_000;

/** A moment as people say it ("3 minutes ago"), with the exact time at hand. */
export function TimeText({ at }: { at: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, [at]);
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) {
    return <>{at}</>;
  }
  return (
    <time dateTime={at} title={absoluteTime(moment)}>
      {relativeTime(moment, now)}
    </time>
  );
}
