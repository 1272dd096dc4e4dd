import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TestCa } from '../__testUtils__/pki';
import { gatewayProblems } from './gatewayProblems';

const key = () => randomBytes(32).toString('base64');
const token = () => randomBytes(32).toString('hex');

describe('gatewayProblems', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'gateway-'));
    writeFileSync(path.join(directory, 'token'), `${token()}\n${token()}\n`);
    writeFileSync(path.join(directory, 'key'), key());
    writeFileSync(path.join(directory, 'kubeconfig'), 'clusters: []');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const good = () => ({
    roles: ['edge', 'events'],
    dataDir: directory,
    resourceStore: {
      type: 'kubernetes',
      kubernetes: { kubeconfig: path.join(directory, 'kubeconfig') },
    },
    eventBus: { type: 'nats', nats: { servers: ['tls://nats:4222'] } },
    edge: { listen: { port: 8443 }, publicUrl: 'https://edge.acme.test' },
    apiProxy: { listen: { port: 8081 }, publicUrl: 'http://proxy.acme.test' },
    metrics: { listen: { port: 9464 } },
    portal: {
      url: 'http://portal:7007/api/remote-env',
      tokenFile: 'token',
      assertionKeyFile: 'key',
    },
    control: { socketPath: path.join(directory, 'sock'), token: token() },
  });

  const problems = (
    document: unknown,
    options: { roles?: string[]; production?: boolean } = {},
  ) =>
    gatewayProblems(document, {
      sources: { env: { SET: 'https://edge.acme.test' }, directory },
      roles: options.roles,
      production: options.production ?? true,
    });

  it('finds nothing wrong with a good one, and knows where its files are', () => {
    expect(problems(good())).toEqual({
      problems: [],
      unknownKeys: [],
      config: expect.objectContaining({
        portal: {
          url: 'http://portal:7007/api/remote-env',
          tokenFile: path.join(directory, 'token'),
          assertionKeyFile: path.join(directory, 'key'),
        },
      }),
    });
  });

  it('finds nothing wrong with that of deploy/ but what only a pod has', () => {
    const file = path.resolve(
      __dirname,
      '../../../../deploy/overlays/cluster/gateway.json',
    );
    const { problems: found } = gatewayProblems(
      JSON.parse(readFileSync(file, 'utf8')),
      { sources: { env: {}, directory: '/' }, production: true },
    );
    expect(found.length).toBeGreaterThan(5);
    for (const line of found) {
      expect(line).toMatch(/variable \w+ is not set|cannot be read \(ENOENT\)/);
    }
  });

  it('says everything that is wrong at once, each with its key', () => {
    const { edge, ...rest } = good();
    const {
      problems: found,
      unknownKeys,
      config,
    } = problems({
      ...rest,
      roles: ['edge', 'event'],
      dataDr: '/tmp',
      resourceStore: { type: 'kubernets' },
      eventBus: { type: 'nats', nats: { servers: ['nats.acme.test'] } },
      edge: { listen: { port: 84430 }, publicUrl: 'http://edge.acme.test' },
      apiProxy: { listen: { port: 8081 }, publicUrl: { $env: 'UNSET' } },
      portal: { url: 'portal', token: { $file: 'nowhere' }, tokn: 'x' },
      outbound: { alow: {} },
    });
    expect(config).toBeUndefined();
    for (const text of [
      /^apiProxy\.publicUrl: variable UNSET is not set: set it$/,
      /^portal\.token: '.*nowhere' cannot be read \(ENOENT\): mount it, or name another file$/,
      /^roles\[1\] must be edge, events, apiproxy or delivery$/,
      /^resourceStore\.type: /,
      /^eventBus\.nats\.servers must be nats:\/\/host:port or tls:/,
      /^edge\.listen\.port: /,
      /^edge\.publicUrl must be an absolute https URL/,
      /^portal\.url must be an absolute http/,
      /^portal\.assertionKey is missing: set it to base64/,
    ]) {
      expect(found.filter(line => text.test(line))).toHaveLength(1);
    }
    expect(found).toHaveLength(9);
    expect(unknownKeys).toEqual([
      'the document has unknown keys: dataDr (did you mean dataDir?)',
      'portal has unknown keys: tokn (did you mean token?)',
      'outbound has unknown keys: alow (did you mean allow?)',
    ]);
  });

  it.each([
    ['dataDir', undefined, /^dataDir is missing: name the folder/],
    ['dataDir', '/dev/null/x', /^dataDir: '\/dev\/null\/x' cannot be written/],
    ['portal', undefined, /^portal is missing: say how/],
    ['roles', undefined, /^roles is missing: name those/],
    [
      'resourceStore',
      { type: 'kubernetes', kubernetes: { kubeconfig: '/nowhere' } },
      /^resourceStore\.kubernetes\.kubeconfig: '\/nowhere' cannot be read/,
    ],
    [
      'metrics',
      { listen: { port: 8443 } },
      /^metrics\.listen\.port is the same as edge\.listen\.port/,
    ],
    [
      'control',
      { socketPath: `/${'x'.repeat(120)}`, token: token() },
      /^control\.socketPath has more than 103 bytes/,
    ],
    [
      'control',
      {
        socketPath: '/tmp/s',
        token: 'change-me-change-me-change-me-change-me',
      },
      /^control\.token is a placeholder/,
    ],
    ['outbound', { deny: ['http://x'] }, /^outbound\.deny/],
  ])('names %s when it is %j', (name, value, line) => {
    const { problems: found } = problems({ ...good(), [name]: value });
    expect(found).toEqual([expect.stringMatching(line)]);
  });

  it('takes roles from the command line, and names wrong ones', () => {
    const { config } = problems(good(), { roles: ['apiproxy'] });
    expect(config?.roles).toEqual(['apiproxy']);
    expect(problems(good(), { roles: ['proxy'] }).problems).toEqual([
      'roles[0] must be edge, events, apiproxy or delivery',
    ]);
  });

  describe('of a listener for an ingress', () => {
    const forwarding = (forwarded: object, roles = ['edge']) => {
      const { edge, ...rest } = good();
      return problems({
        ...rest,
        roles,
        edge: {
          ...edge,
          forwarded: {
            listen: { port: 8444 },
            clientCaFile: 'ingress.crt',
            header: 'client-cert',
            ...forwarded,
          },
        },
      });
    };

    beforeAll(async () => {
      const { cert } = await TestCa.create('Ingresses');
      writeFileSync(path.join(directory, 'ingress.crt'), cert);
    });

    it('finds its file beside the configuration', () => {
      const { config, problems: found } = forwarding({
        header: 'x-ssl-client-cert',
        headerName: 'SSL-Client-Cert',
        names: ['ingress.acme.test'],
      });
      expect(found).toEqual([]);
      expect(config?.edge.forwarded).toEqual({
        listen: { host: '127.0.0.1', port: 8444 },
        clientCaFile: path.join(directory, 'ingress.crt'),
        header: 'x-ssl-client-cert',
        headerName: 'ssl-client-cert',
        names: ['ingress.acme.test'],
      });
    });

    it.each([
      [
        { header: 'forwarded' },
        /^edge\.forwarded\.header must be client-cert, x-forwarded/,
      ],
      [
        { headerName: 'ssl-client-cert' },
        /^edge\.forwarded\.headerName must stand with header x-ssl/,
      ],
      [
        { header: 'x-ssl-client-cert', headerName: 'authorization' },
        /^edge\.forwarded\.headerName must be the name of a header for/,
      ],
      [
        { header: 'x-ssl-client-cert', headerName: 'x cert' },
        /^edge\.forwarded\.headerName must be letters and digits/,
      ],
      [{ names: [] }, /^edge\.forwarded\.names/],
      [
        { clientCaFile: undefined },
        /^edge\.forwarded\.clientCaFile is missing: name a file/,
      ],
      [
        { clientCaFile: 'nowhere.crt' },
        /^edge\.forwarded\.clientCaFile: '.*nowhere\.crt' cannot be read/,
      ],
      [
        { clientCaFile: 'token' },
        /^edge\.forwarded\.clientCaFile: '.*token' is not PEM of cert/,
      ],
      [{ listen: undefined }, /^edge\.forwarded\.listen is missing: say where/],
      [
        { listen: { port: 8443 } },
        /^edge\.forwarded\.listen\.port is the same as edge\.listen\.port/,
      ],
    ])('names what is wrong with %j', (change, line) => {
      expect(forwarding(change).problems).toEqual([
        expect.stringMatching(line),
      ]);
    });

    it('needs no file in a gateway that is no edge', () => {
      expect(
        forwarding({ clientCaFile: 'nowhere.crt' }, ['delivery']).problems,
      ).toEqual([]);
    });
  });

  it('demands random secrets only in production', () => {
    const document = {
      ...good(),
      control: { socketPath: '/tmp/s', token: 'c'.repeat(32) },
    };
    expect(problems(document).problems).toEqual([
      expect.stringContaining('control.token can be guessed'),
    ]);
    expect(problems(document, { production: false }).problems).toEqual([]);
  });
});
