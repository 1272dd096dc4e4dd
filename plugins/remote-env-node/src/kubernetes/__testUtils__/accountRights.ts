import { AUTHORITY, SYSTEM } from '../../testing/engines/kubernetesAccounts';

/** A namespace of consumers. */
export const CONSUMERS = 'shop-dev';

const rights = (verbs: string, ...resources: string[]) =>
  resources.flatMap(resource =>
    verbs.split(' ').map(verb => `${verb} ${resource}`),
  );

const GATEWAY_SECRETS = [
  'get secrets edge-tls',
  'get secrets client-ca-bundle',
];
const VIEW = [
  ...rights(
    'get list watch',
    'remoteenvironments',
    'connectionapprovals',
    'clientcertificates',
  ),
  ...rights('list watch', 'eventsubscriptions'),
];

/** What each account may do, namespace by namespace; whatever is not here it may not. */
export const RIGHTS: Record<string, Record<string, string[]>> = {
  'remote-env-portal': {
    [AUTHORITY]: [
      'create secrets',
      ...rights('get patch', 'secrets client-ca', 'secrets client-ca-retired'),
      'get secrets edge-ca',
    ],
    [SYSTEM]: [
      ...rights(
        'get list watch create patch delete',
        'remoteenvironments',
        'remoteservices',
        'remoteservicebindings',
      ),
      ...rights('get list watch create patch', 'connectionapprovals'),
      ...rights('get list watch create', 'clientcertificates'),
      ...rights('get list watch create delete', 'eventsubscriptions'),
      ...rights(
        'patch',
        'remoteenvironments/status',
        'remoteservices/status',
        'clientcertificates/status',
        'remoteservicebindings/status',
      ),
      ...rights('get list watch create patch delete', 'secrets', 'services'),
      ...rights('create patch', 'events'),
    ],
    [CONSUMERS]: rights('create delete', 'secrets'),
  },
  'remote-env-edge': {
    [SYSTEM]: [
      ...VIEW,
      ...GATEWAY_SECRETS,
      ...rights('patch', 'clientcertificates/status'),
    ],
  },
  'remote-env-events': { [SYSTEM]: [...VIEW, ...GATEWAY_SECRETS] },
  'remote-env-apiproxy': {
    [SYSTEM]: [
      ...rights(
        'list watch',
        'remoteenvironments',
        'connectionapprovals',
        'remoteservices',
        'remoteservicebindings',
      ),
      'get secrets',
    ],
  },
  'remote-env-delivery': {
    [SYSTEM]: [
      ...rights('get list watch', 'eventsubscriptions'),
      ...rights('patch', 'eventsubscriptions/status'),
    ],
  },
};

/** The portal lives beside the keys that only it reads; the Secrets of its own deployment are out of reach of the API proxy there. */
export const homeOf = (account: string) =>
  account === 'remote-env-portal' ? AUTHORITY : SYSTEM;
