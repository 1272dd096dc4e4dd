/** What Backstage answers at its readiness probe while it takes no calls. */
const READINESS = '/.backstage/health/v1/readiness';

/**
 * Why the portal answers nobody now, in its own words. Undefined when it does, and when it cannot even say that.
 *
 * @param baseUrl - of the portal's back end
 */
export async function whyNotReady(
  baseUrl: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL(READINESS, baseUrl), { signal });
    if (answer.status !== 503) {
      return undefined;
    }
    const body: unknown = await answer.json();
    return typeof body === 'object' &&
      body !== null &&
      'message' in body &&
      typeof body.message === 'string'
      ? body.message
      : 'It starts or stops just now';
  } catch {
    return undefined;
  }
}
