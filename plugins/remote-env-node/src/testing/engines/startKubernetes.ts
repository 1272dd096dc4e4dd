import {
  CoreV1Api,
  HttpMethod,
  IsomorphicFetchHttpLibrary,
  KubeConfig,
  KubernetesObjectApi,
  loadAllYaml,
  RequestContext,
} from '@kubernetes/client-node';
import { z } from 'zod';
import { until } from '../conditions';
import { ControlPlaneFiles } from './ControlPlaneFiles';
import { freePorts } from './freePorts';
import {
  findKubernetesBinaries,
  kubernetesVersion,
  type KubernetesBinaries,
} from './kubernetesBinaries';
import { ServerProcess } from './ServerProcess';

const START_MS = 60_000;

const etcdAnswerSchema = z.object({
  header: z.object({ revision: z.string() }),
});

/**
 * A control plane for tests: etcd, kube-apiserver with RBAC, and the part of kube-controller-manager that collects
 * garbage and empties namespaces. Private to this process and ended with it.
 */
export class TestKubernetes {
  readonly #binaries: KubernetesBinaries;
  readonly #files: ControlPlaneFiles;
  readonly #ports: { etcd: number; peer: number; api: number; manager: number };
  readonly #servers = new Map<string, ServerProcess>();

  /** @throws Error that says what to install when a binary is missing */
  static async start(): Promise<TestKubernetes> {
    const binaries = findKubernetesBinaries();
    const files = await ControlPlaneFiles.create();
    const [etcd = 0, peer = 0, api = 0, manager = 0] = await freePorts(4);
    const kubernetes = new TestKubernetes(binaries, files, {
      etcd,
      peer,
      api,
      manager,
    });
    try {
      kubernetes.#startEtcd();
      await kubernetes.startApiServer();
    } catch (error) {
      await kubernetes.stop();
      throw error;
    }
    return kubernetes;
  }

  private constructor(
    binaries: KubernetesBinaries,
    files: ControlPlaneFiles,
    ports: { etcd: number; peer: number; api: number; manager: number },
  ) {
    this.#binaries = binaries;
    this.#files = files;
    this.#ports = ports;
  }

  /** Kubeconfig file of somebody who may do everything. */
  get adminKubeconfig(): string {
    return this.#files.adminKubeconfig;
  }

  /** Where the API server listens, on the loopback interface. */
  get apiPort(): number {
    return this.#ports.api;
  }

  /** The administrator's connection. */
  admin(): KubeConfig {
    const config = new KubeConfig();
    config.loadFromFile(this.adminKubeconfig);
    return config;
  }

  /** @param flags - besides the usual ones */
  async startApiServer(flags: string[] = []): Promise<void> {
    const { etcd, api } = this.#ports;
    const file = (name: string) => this.#files.path(name);
    const server = ServerProcess.start(
      this.#binaries.apiServer,
      [
        `--etcd-servers=http://127.0.0.1:${etcd}`,
        `--secure-port=${api}`,
        '--bind-address=127.0.0.1',
        '--advertise-address=127.0.0.1',
        `--cert-dir=${file('certificates')}`,
        `--service-account-issuer=https://127.0.0.1:${api}`,
        `--service-account-key-file=${file('accounts.pub')}`,
        `--service-account-signing-key-file=${file('accounts.key')}`,
        `--token-auth-file=${file('tokens.csv')}`,
        '--authorization-mode=RBAC',
        '--service-cluster-ip-range=10.0.0.0/16',
        // Nothing runs in this cluster: accounts need no Secrets made for them.
        '--disable-admission-plugins=ServiceAccount',
        ...flags,
      ],
      { cwd: this.#files.directory },
    );
    this.#servers.set('api', server);
    await this.#ready('kube-apiserver', server, async () => {
      await this.#files.writeAdminKubeconfig(this.#server);
      return (await this.read('/readyz')) === 'ok';
    });
  }

  /** Ends the API server as a crash would; `startApiServer` brings it back. */
  async killApiServer(): Promise<void> {
    await this.#servers.get('api')?.stop();
    this.#servers.delete('api');
  }

  /** Starts the garbage collector, which knows the kinds that are installed when it starts. */
  async startControllers(): Promise<void> {
    const { manager } = this.#ports;
    const [, minor] = await kubernetesVersion(this.#binaries.controllerManager);
    const server = ServerProcess.start(
      this.#binaries.controllerManager,
      [
        `--kubeconfig=${this.adminKubeconfig}`,
        '--controllers=garbagecollector,namespace',
        '--leader-elect=false',
        '--bind-address=127.0.0.1',
        `--secure-port=${manager}`,
        // Until 1.23 it has a second, plain port.
        ...(minor < 24 ? ['--port=0'] : []),
        `--cert-dir=${this.#files.path('manager-certificates')}`,
        '--use-service-account-credentials=false',
        // Its default of 20 requests a second is for large clusters that have time.
        '--kube-api-qps=500',
        '--kube-api-burst=1000',
      ],
      { cwd: this.#files.directory },
    );
    this.#servers.set('controllers', server);
    const core = this.admin().makeApiClient(CoreV1Api);
    const namespace = 'default';
    const { metadata } = await core.createNamespacedConfigMap({
      namespace,
      body: {
        metadata: {
          generateName: 'garbage-',
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Secret', name: 'none', uid: 'none' },
          ],
        },
      },
    });
    await this.#ready('kube-controller-manager', server, async () => {
      const { items } = await core.listNamespacedConfigMap({ namespace });
      return items.every(item => item.metadata?.name !== metadata?.name);
    });
  }

  /** Creates every object of some manifests; what is there already stays as it is. */
  async create(manifests: string): Promise<void> {
    const api = KubernetesObjectApi.makeApiClient(this.admin());
    for (const object of loadAllYaml(manifests)) {
      if (object) {
        await api.create(object).catch(error => {
          if (error?.code !== 409) {
            throw error;
          }
        });
      }
    }
  }

  /** @returns a kubeconfig file of a service account, with a token that the API server issued for it */
  async kubeconfigFor(namespace: string, name: string): Promise<string> {
    const core = this.admin().makeApiClient(CoreV1Api);
    const { status } = await core.createNamespacedServiceAccountToken({
      namespace,
      name,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences: [], expirationSeconds: 3600 },
      },
    });
    return this.#files.writeKubeconfig(
      `${namespace}.${name}`,
      this.#server,
      status?.token ?? '',
    );
  }

  /** An answer of the API server to its administrator, as text. */
  async read(urlPath: string, accept = '*/*'): Promise<string> {
    const url = `${this.#server}${urlPath}`;
    const request = new RequestContext(url, HttpMethod.GET);
    request.setHeaderParam('Accept', accept);
    await this.admin().applySecurityAuthentication(request);
    const http = new IsomorphicFetchHttpLibrary();
    return (await http.send(request).toPromise()).body.text();
  }

  /** How many requests the API server has refused since it started because it was too busy, by its own metrics. */
  async refusals(): Promise<number> {
    return (await this.read('/metrics'))
      .split('\n')
      .filter(line =>
        /^apiserver_request_terminations_total\{.*code="429"/.test(line),
      )
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Makes etcd forget every revision that anybody may have seen. */
  async compact(): Promise<void> {
    // The newest revision always stays: a write of nobody's makes one that no object has.
    const { header } = await this.#askEtcd('kv/put', {
      key: Buffer.from('compacted').toString('base64'),
      value: '',
    });
    await this.#askEtcd('kv/compaction', {
      revision: header.revision,
      physical: true,
    });
  }

  async stop(): Promise<void> {
    for (const name of ['controllers', 'api', 'etcd']) {
      await this.#servers.get(name)?.stop();
    }
    await this.#files.remove();
  }

  get #server(): string {
    return `https://127.0.0.1:${this.#ports.api}`;
  }

  #startEtcd(): void {
    const { etcd, peer } = this.#ports;
    const client = `http://127.0.0.1:${etcd}`;
    const peers = `http://127.0.0.1:${peer}`;
    this.#servers.set(
      'etcd',
      ServerProcess.start(
        this.#binaries.etcd,
        [
          ...['--name', 'test', '--data-dir', this.#files.path('etcd')],
          ...[
            '--listen-client-urls',
            client,
            '--advertise-client-urls',
            client,
          ],
          ...[
            '--listen-peer-urls',
            peers,
            '--initial-cluster',
            `test=${peers}`,
          ],
          ...['--initial-advertise-peer-urls', peers],
          ...['--logger', 'zap', '--log-outputs', 'stderr'],
        ],
        { cwd: this.#files.directory },
      ),
    );
  }

  async #askEtcd(
    call: string,
    body: object,
  ): Promise<z.infer<typeof etcdAnswerSchema>> {
    const answer = await fetch(
      `http://127.0.0.1:${this.#ports.etcd}/v3/${call}`,
      { method: 'POST', body: JSON.stringify(body) },
    );
    return etcdAnswerSchema.parse(await answer.json());
  }

  async #ready(
    what: string,
    server: ServerProcess,
    condition: () => Promise<boolean>,
  ): Promise<void> {
    try {
      await until(
        `${what} is ready`,
        () => condition().catch(() => false),
        START_MS,
      );
    } catch (error) {
      throw new Error(`${what} did not start: ${server.log}`, { cause: error });
    }
  }
}
