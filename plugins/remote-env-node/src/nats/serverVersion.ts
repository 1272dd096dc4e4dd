/** Consumers with several filter subjects came with it. */
export const OLDEST_SERVER = '2.10';

export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] =
    OLDEST_SERVER.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
