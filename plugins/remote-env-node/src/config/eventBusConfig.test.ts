import { ConfigReader } from '@backstage/config';
import { gatewayConfigSchema } from './gatewayConfig';
import { gatewayConfigOf } from './gatewayConfigOf';
import { readRemoteEnvConfig } from './remoteEnvConfig';

const KEY = Buffer.alloc(32, 1).toString('base64');
const TOKEN = 't'.repeat(32);

const read = (eventBus: object) =>
  readRemoteEnvConfig(
    new ConfigReader({
      remoteEnv: {
        dataDir: '/var/lib/remote-env',
        secrets: { encryptionKey: KEY },
        gateway: { token: TOKEN, assertionKey: KEY, controlToken: TOKEN },
        eventBus,
      },
    }),
  );

describe('remoteEnv.eventBus', () => {
  it('hands what it says of NATS to the gateway, with defaults', () => {
    const config = read({
      type: 'nats',
      retention: '30d',
      nats: {
        // As an environment variable has them.
        servers: 'tls://nats-0:4222, tls://nats-1:4222',
        credentialsFile: '/etc/nats/gateway.creds',
        tls: { caFile: '/etc/nats/ca.pem' },
        replicas: '3',
      },
    });
    expect(gatewayConfigSchema.parse(gatewayConfigOf(config)).eventBus).toEqual(
      {
        type: 'nats',
        nats: {
          servers: ['tls://nats-0:4222', 'tls://nats-1:4222'],
          credentialsFile: '/etc/nats/gateway.creds',
          tls: { caFile: '/etc/nats/ca.pem' },
          stream: 'REMOTE_ENV',
          subjectPrefix: 'remote-env',
          replicas: 3,
          monitoringUrls: [],
        },
        duplicateWindowSeconds: 300,
        retentionSeconds: 30 * 24 * 3600,
      },
    );
  });

  it.each([
    [
      { type: 'nats' },
      'remoteEnv.eventBus.nats.servers is missing: name its servers',
    ],
    [
      { type: 'nats', nats: { servers: ' , ' } },
      'remoteEnv.eventBus.nats.servers is missing: name its servers',
    ],
    [{ type: 'nats', nats: {} }, 'remoteEnv.eventBus.nats.servers is missing'],
    [{ type: 'kafka' }, 'remoteEnv.eventBus.type'],
    [
      { type: 'nats', nats: { servers: ['nats://user:hunter2@nats:4222'] } },
      'remoteEnv.eventBus.nats.servers[0] must be nats://host:port',
    ],
    [
      { type: 'nats', nats: { servers: ['nats://n:4222'], username: 'u' } },
      'remoteEnv.eventBus.nats.password must stand with username',
    ],
    [
      {
        type: 'nats',
        nats: {
          servers: ['nats://n:4222'],
          credentialsFile: '/c',
          token: 'hunter2',
        },
      },
      'remoteEnv.eventBus.nats must have one of credentialsFile, username and token at most',
    ],
    [
      { type: 'nats', nats: { servers: ['nats://n:4222'], stream: 'a.b' } },
      'remoteEnv.eventBus.nats.stream must have 1 to 64 letters',
    ],
  ])('says in one line what is wrong (%#)', (eventBus, message) => {
    expect(() => read(eventBus)).toThrow(message);
    expect(() => read(eventBus)).toThrow(/^Invalid configuration: [^\n]+$/);
    expect(() => read(eventBus)).not.toThrow(/hunter2/);
  });
});
