import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useState } from 'react';

const BUCKET = 'remote-env';

/**
 * A choice of the reader that is kept from one visit to the next, where the app keeps such things, and holds everywhere at once.
 *
 * @param choices - what may be chosen, the first until somebody does
 */
export function useRemembered<T extends string>(
  name: string,
  choices: readonly [T, ...T[]],
): [chosen: T, choose: (chosen: T) => void] {
  const storage = useApi(storageApiRef);
  const read = useCallback(
    () => storage.forBucket(BUCKET).snapshot<string>(name).value,
    [storage, name],
  );
  const [kept, setKept] = useState(read);
  useEffect(() => {
    const subscription = storage
      .forBucket(BUCKET)
      .observe$<string>(name)
      .subscribe(({ value }) => setKept(value));
    // What was changed between the first look and now.
    setKept(read());
    return () => subscription.unsubscribe();
  }, [storage, name, read]);
  const choose = (chosen: T) => {
    void storage.forBucket(BUCKET).set(name, chosen);
  };
  return [choices.find(choice => choice === kept) ?? choices[0], choose];
}
