import { eventually } from '../support/eventually';
import { portalToken } from '../support/identities';
import { sharedInstallation } from '../support/installation';
import type { ExternalSystem } from '../support/system';
import { outputOf } from './handles';

/** With several portals. */
export const installation = sharedInstallation();
export const ENVIRONMENTS = '/api/remote-env/v1/environments';
export const READINESS = '/.backstage/health/v1/readiness';
/** What portals answer while their database is away. */
export const AWAY = "The portal's database cannot be reached now, try again";

function replicas() {
  if (!installation.replicas) {
    throw new Error('This installation has one portal');
  }
  return installation.replicas;
}

export const { handles, portals, database } = replicas();

/** A request to one portal or to whichever nginx chooses, as an admin; an answer that does not come is a failure. */
export async function ask(base: string, url: string) {
  const answer = await fetch(`${base}${url}`, {
    headers: {
      authorization: `Bearer ${await portalToken(installation, 'Admin')}`,
    },
    signal: AbortSignal.timeout(10_000),
  });
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: await answer.json(),
  };
}

export const isReady = (portal: string) =>
  fetch(`${portal}${READINESS}`)
    .then(answer => answer.ok)
    .catch(() => false);

export const serviceOf = (identifier: string) => ({
  provider: 'Acme',
  name: identifier,
  identifier,
  description: 'Registered while a portal dies',
  api: { targetUrl: 'https://api.acme.test' },
});

/** As a system does: again until it is told that it is done, by 200 or by 409. */
export function registerUntilDone(
  system: ExternalSystem,
  environment: string,
  identifier: string,
) {
  const statuses: number[] = [];
  return eventually(
    `${identifier} is registered`,
    async () => {
      const { status } = await system.call(
        'POST',
        `/${environment}/v1/metadata/services`,
        serviceOf(identifier),
      );
      statuses.push(status);
      return [200, 409].includes(status) && statuses;
    },
    60_000,
  );
}

/** How often a portal was asked for a certificate so far. */
export async function certificateCalls(portal: string): Promise<number> {
  const output = await outputOf(handles, portal);
  return output.split(
    '"message":"POST /api/remote-env/edge/v1/applications/certificates ',
  ).length;
}
