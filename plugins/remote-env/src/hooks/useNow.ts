import { useEffect, useState } from 'react';

const REFRESH_MS = 60_000;

/** The time in milliseconds, as current as what is told by days and hours needs it. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
