import {
  authorityRotatePermission,
  operationsReadPermission,
  type PortalApiComponents,
} from '@remote-env/plugin-remote-env-common';
import type { Authority } from '@remote-env/plugin-remote-env-node/x509';
import type { IssuedCertificates, ResourceIndex } from '../../index-projection';
import type { AuthorityInUse, ClientTrust } from '../../trust';
import type { Audit } from './auditing';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';

type Authorities = PortalApiComponents['schemas']['Authorities'];

/** Who signs client certificates, for admins. */
export function createAuthorityOperations(deps: {
  access: PortalAccess;
  audit: Audit;
  clients: Pick<ClientTrust, 'current' | 'retired' | 'rotation'>;
  index: ResourceIndex;
  issued: IssuedCertificates;
}): Pick<PortalOperations, 'getAuthority' | 'rotateAuthority'> {
  const { access, audit, clients, index, issued } = deps;
  const { current, retired, rotation } = clients;

  async function present({ facts }: Authority, now: Date) {
    const { good, revoked } = await issued.count(facts.subject, now);
    return {
      ...facts,
      notBefore: facts.notBefore.toISOString(),
      notAfter: facts.notAfter.toISOString(),
      certificates: good,
      revoked,
    };
  }

  async function authorities(inUse: AuthorityInUse): Promise<Authorities> {
    await index.whenBuilt();
    const now = new Date();
    const { authority, origin } = inUse;
    const former = await retired.list(authority.facts.fingerprint);
    const problem = current.problem();
    const obstacle = rotation.obstacle(inUse);
    return {
      current: { ...(await present(authority, now)), source: origin },
      retired: await Promise.all(
        former.map(async one => ({
          ...(await present(one.authority, now)),
          retiredAt: one.retiredAt.toISOString(),
        })),
      ),
      ...(problem && { problem }),
      ...(obstacle && { obstacle }),
    };
  }

  return {
    async getAuthority({ credentials }) {
      await access.require(credentials, operationsReadPermission);
      return { status: 200, body: await authorities(await current.inUse()) };
    },

    async rotateAuthority(call) {
      const { replaces } = call.body;
      return audit(
        'authority-rotate',
        call,
        { details: { replaces } },
        async facts => {
          await access.require(call.credentials, authorityRotatePermission);
          const inUse = await rotation.rotate(replaces);
          const { fingerprint, subject } = inUse.authority.facts;
          facts.message = `'${subject}' signs client certificates from now on`;
          facts.details = { replaces, fingerprint };
          return { status: 200, body: await authorities(inUse) };
        },
      );
    },
  };
}
