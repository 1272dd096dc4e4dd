import { ConfigReader } from '@backstage/config';
import { gatewayConfigSchema } from './gatewayConfig';
import { gatewayConfigOf } from './gatewayConfigOf';
import { readRemoteEnvConfig } from './remoteEnvConfig';

const KEY = Buffer.alloc(32, 7).toString('base64');
const TOKEN = 'x'.repeat(32);
const required = {
  dataDir: '/var/lib/remote-env',
  secrets: { encryptionKey: KEY },
  gateway: { token: TOKEN, assertionKey: KEY, controlToken: TOKEN },
};

function read(remoteEnv: object | undefined, rest: object = {}) {
  return readRemoteEnvConfig(
    new ConfigReader({
      ...rest,
      ...(remoteEnv && { remoteEnv: JSON.parse(JSON.stringify(remoteEnv)) }),
    }),
  );
}

describe('readRemoteEnvConfig', () => {
  it('fills in safe defaults', () => {
    const config = read(required, {
      backend: { baseUrl: 'http://localhost:7107/' },
    });
    expect(config).toMatchObject({
      dataDir: '/var/lib/remote-env',
      admins: [],
      namespaces: {
        authority: 'remote-env-authority',
        system: 'remote-env-system',
      },
      resourceStore: {
        database: {
          client: 'sqlite',
          file: '/var/lib/remote-env/resources.sqlite',
        },
      },
      eventBus: {
        database: { file: '/var/lib/remote-env/events.sqlite' },
        duplicateWindowSeconds: 300,
        retentionSeconds: 7 * 24 * 3600,
      },
      documentStore: {
        filesystem: { root: '/var/lib/remote-env/documents' },
      },
      trust: {
        tokenTtlMs: 300_000,
        certificateValidityMs: 90 * 24 * 3600_000,
      },
      edge: {
        publicUrl: 'https://localhost:8443',
        listen: { host: '127.0.0.1', port: 8443 },
        registryBodyLimit: 32 * 1024 * 1024,
        maxViewAgeSeconds: 900,
      },
      apiProxy: { publicUrl: 'http://localhost:8081', timeoutMs: 30_000 },
      gateway: {
        supervise: true,
        roles: ['edge', 'events', 'apiproxy', 'delivery'],
        portalUrl: 'http://localhost:7107/api/remote-env',
        socketPath: '/var/lib/remote-env/gateway.sock',
      },
      outbound: { allowLoopback: false, allow: {}, deny: [] },
    });
  });

  it('takes numbers and booleans as text, as variables bring them', () => {
    const config = read({
      ...required,
      edge: { listen: { port: '9443' }, publicUrl: 'https://e.test/edge/' },
      outbound: { allowLoopback: 'true' },
      trust: { tokenTtl: { minutes: 2 }, certificateValidity: 'P30D' },
    });
    expect(config.edge.listen.port).toBe(9443);
    expect(config.edge.publicUrl).toBe('https://e.test/edge');
    expect(config.outbound.allowLoopback).toBe(true);
    expect(config.trust.tokenTtlMs).toBe(120_000);
    expect(config.trust.certificateValidityMs).toBe(30 * 24 * 3600_000);
  });

  it('hands a listener for an ingress to the gateway', () => {
    const parsed = gatewayConfigSchema.parse(
      gatewayConfigOf(
        read({
          ...required,
          edge: {
            forwarded: {
              clientCaFile: '/etc/ingress/ca.crt',
              header: 'x-ssl-client-cert',
              headerName: 'SSL-Client-Cert',
              names: 'ingress-1.test, ingress-2.test',
            },
          },
        }),
      ),
    );
    expect(parsed.edge.forwarded).toEqual({
      listen: { host: '127.0.0.1', port: 8444 },
      clientCaFile: '/etc/ingress/ca.crt',
      header: 'x-ssl-client-cert',
      headerName: 'ssl-client-cert',
      names: ['ingress-1.test', 'ingress-2.test'],
    });
    expect(
      gatewayConfigSchema.parse(gatewayConfigOf(read(required))).edge,
    ).not.toHaveProperty('forwarded');
  });

  it('makes a configuration that a gateway accepts', () => {
    const parsed = gatewayConfigSchema.parse(
      gatewayConfigOf(
        read({
          ...required,
          trust: { subject: { organization: 'Acme' } },
          outbound: { allow: { target: ['10.0.0.0/8'] } },
        }),
        3,
      ),
    );
    expect(parsed.edge.subject.organization).toBe('Acme');
    expect(parsed.edge.eventBodyLimit).toBe(64 * 1024);
    expect(parsed.outbound.allow.target).toEqual(['10.0.0.0/8']);
    expect(parsed.lifetimeFd).toBe(3);
  });

  it.each([
    [undefined, 'remoteEnv is missing'],
    [{}, 'remoteEnv.dataDir is missing: name the folder'],
    [
      { dataDir: '/d' },
      /remoteEnv\.secrets\.encryptionKey is missing: set it to base64 of 32 random bytes.*remoteEnv\.gateway\.controlToken is missing.*remoteEnv\.gateway\.token is missing.*remoteEnv\.gateway\.assertionKey is missing/,
    ],
    [
      { ...required, secrets: { encryptionKey: 'c2hvcnQ=' } },
      'remoteEnv.secrets.encryptionKey must be base64 of exactly 32 bytes',
    ],
    [
      { ...required, gateway: { ...required.gateway, token: 'short' } },
      'remoteEnv.gateway.token must have 32 characters or more',
    ],
    [
      { ...required, edge: { publicUrl: 'http://edge.test' } },
      'remoteEnv.edge.publicUrl must be an absolute https URL',
    ],
    [
      { ...required, edge: { publicUlr: 'https://edge.test' } },
      'remoteEnv.edge has unknown keys: publicUlr',
    ],
    [
      { ...required, edge: { listen: { port: 'http' } } },
      'remoteEnv.edge.listen.port',
    ],
    [
      { ...required, edge: { forwarded: {} } },
      /remoteEnv\.edge\.forwarded\.clientCaFile is missing: name a file.*remoteEnv\.edge\.forwarded\.header must be client-cert/,
    ],
    [
      {
        ...required,
        edge: {
          forwarded: {
            clientCaFile: '/ca.crt',
            header: 'client-cert',
            headerName: 'x-cert',
          },
        },
      },
      'remoteEnv.edge.forwarded.headerName must stand with header x-ssl-client-cert alone',
    ],
    [
      { ...required, trust: { tokenTtl: 'soon' } },
      "remoteEnv.trust.tokenTtl must be a duration such as '5m'",
    ],
    [
      { ...required, trust: { tokenTtl: '0s' } },
      'remoteEnv.trust.tokenTtl must be 1 seconds or more',
    ],
    [
      { ...required, trust: { subject: { organization: 'A, B' } } },
      'remoteEnv.trust.subject.organization',
    ],
    [
      { ...required, admins: ['alice'] },
      "remoteEnv.admins[0] must be an entity reference such as 'group:default/platform'",
    ],
    [
      { ...required, outbound: { allow: { sink: ['https://x.test'] } } },
      "remoteEnv.outbound.allow.sink[0]: 'https://x.test' is neither",
    ],
    [
      { ...required, dataDir: `/${'d'.repeat(100)}` },
      'remoteEnv.dataDir is too long for the control socket',
    ],
  ])('says in one line what is wrong (%#)', (remoteEnv, message) => {
    expect(() => read(remoteEnv)).toThrow(message);
    expect(() => read(remoteEnv)).toThrow(/^Invalid configuration: [^\n]+$/);
  });

  it('never repeats a secret', () => {
    const bad = 'hunter2 hunter2 hunter2 hunter2 hunter2';
    let message = '';
    try {
      read({
        ...required,
        secrets: { encryptionKey: bad },
        gateway: { token: bad, assertionKey: bad, controlToken: bad },
      });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('remoteEnv.secrets.encryptionKey');
    expect(message).not.toContain('hunter2');
  });

  it('gives each API a Service where there is a cluster', () => {
    const kubernetes = { resourceStore: { type: 'kubernetes' } };
    const hostSuffix = 'remote-env-system.svc.cluster.local';
    expect(read(required).servicePerApi).toEqual({ type: 'none', hostSuffix });
    expect(read({ ...required, ...kubernetes }).servicePerApi).toEqual({
      type: 'externalName',
      externalName: 'remote-env-apiproxy.remote-env-system.svc.cluster.local',
      hostSuffix,
    });
    const gateway = { service: 'gate', namespace: 'edge' };
    expect(
      read({
        ...required,
        ...kubernetes,
        servicePerApi: { gateway, clusterDomain: 'acme.test' },
      }).servicePerApi,
    ).toEqual({
      type: 'externalName',
      externalName: 'gate.edge.svc.acme.test',
      hostSuffix: 'remote-env-system.svc.acme.test',
    });
    expect(
      read({
        ...required,
        ...kubernetes,
        servicePerApi: { type: 'clusterIP' },
        apiProxy: { listen: { port: 9000 } },
      }).servicePerApi,
    ).toEqual({
      type: 'clusterIP',
      selector: { 'remote-env.dev/apiproxy': 'true' },
      targetPort: 9000,
      hostSuffix,
    });
  });

  it.each([
    [
      { servicePerApi: { type: 'externalName' } },
      'remoteEnv.servicePerApi.type must be none with remoteEnv.resourceStore.type database',
    ],
    [
      {
        resourceStore: { type: 'kubernetes' },
        servicePerApi: { type: 'clusterIP', gateway: { namespace: 'edge' } },
      },
      'remoteEnv.servicePerApi.gateway.namespace must be remote-env-system with clusterIP',
    ],
    [
      { servicePerApi: { gateway: { service: 'Gate' } } },
      'remoteEnv.servicePerApi.gateway.service must be a name',
    ],
    [
      { servicePerApi: { gateway: { selector: {} } } },
      'remoteEnv.servicePerApi.gateway.selector must name one label at least',
    ],
  ])('refuses Services that cannot work (%#)', (change, problem) => {
    expect(() => read({ ...required, ...change })).toThrow(problem);
  });
});
