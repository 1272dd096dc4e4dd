import { useEffect, useState } from 'react';
import { timeLeft } from '../../lib/format/time';

/** Counts down to a moment; undefined once it has passed. */
export function useTimeLeft(until: string): string | undefined {
  const end = Date.parse(until);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [end]);
  return now < end ? timeLeft(end, now) : undefined;
}
