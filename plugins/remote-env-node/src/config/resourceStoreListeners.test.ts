import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { resourceStoreListeners } from './resourceStoreListeners';

const FILE = `
apiVersion: v1
kind: Config
clusters:
  - { name: a, cluster: { server: 'https://10.0.0.1:6443' } }
  - { name: b, cluster: { server: 'https://API.test' } }
contexts:
  - { name: first, context: { cluster: a, user: u } }
  - { name: second, context: { cluster: b, user: u } }
current-context: first
`;

describe('resourceStoreListeners', () => {
  let directory: string;
  let kubeconfig: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'listeners-'));
    kubeconfig = path.join(directory, 'config');
    await writeFile(kubeconfig, FILE);
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('are the API server of the chosen context', () => {
    const listeners = (context?: string) =>
      resourceStoreListeners({
        type: 'kubernetes',
        kubernetes: { kubeconfig, context },
      });
    expect(listeners()).toEqual([{ host: '10.0.0.1', port: 6443 }]);
    expect(listeners('second')).toEqual([{ host: 'api.test', port: 443 }]);
  });

  it('are that of the cluster which the pod runs in', () => {
    const before = process.env;
    process.env = {
      ...before,
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
      KUBERNETES_SERVICE_PORT: '443',
    };
    try {
      expect(
        resourceStoreListeners({ type: 'kubernetes', kubernetes: {} }),
      ).toEqual([{ host: '10.96.0.1', port: 443 }]);
    } finally {
      process.env = before;
    }
  });

  it('are none with a database', () => {
    expect(
      resourceStoreListeners({
        type: 'database',
        database: { client: 'sqlite', file: 'f' },
      }),
    ).toEqual([]);
  });
});
