import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  RUNTIME_ENVIRONMENT,
  GATEWAY_NODE_OPTIONS,
  PORTAL_NODE_OPTIONS,
} from '@remote-env/plugin-remote-env-node';
import { DEPLOY, render } from './__testUtils__/render';
import {
  workloadsOf,
  type Container,
  type Workload,
} from './__testUtils__/workloads';

const CONTAINERS = path.join(DEPLOY, 'containers');
const read = (file: string) =>
  readFileSync(path.join(CONTAINERS, file), 'utf8');

/** What follows an instruction in the last stage of a container file; absent when it is not there. */
function instruction(image: string, name: string): string | undefined {
  const stages = read(`${image}.Containerfile`).split(/^FROM /m);
  return new RegExp(`^${name} (.+)$`, 'm').exec(stages.at(-1) ?? '')?.[1];
}

function nodeOptions(image: string): string[] {
  const set = instruction(image, 'ENV') ?? '';
  return (/NODE_OPTIONS="([^"]*)"/.exec(set)?.[1] ?? '').split(' ');
}

describe.each(['portal', 'gateway'])('the image of the %s', image => {
  let users: { workload: Workload; container: Container }[];

  beforeAll(async () => {
    const rendered = await Promise.all(
      [
        'overlays/embedded',
        'overlays/cluster',
        'alternatives/edge-behind-ingress',
      ].map(render),
    );
    users = rendered
      .flatMap(workloadsOf)
      .flatMap(workload =>
        workload.containers.map(container => ({ workload, container })),
      )
      .filter(({ container }) =>
        container.image.startsWith(`remote-env/${image}:`),
      );
  });

  it('has the user that the manifests run it as', () => {
    expect(users.length).toBeGreaterThan(1);
    for (const { workload } of users) {
      const { runAsUser, runAsGroup } = workload.pod.securityContext ?? {};
      expect(instruction(image, 'USER')).toBe(`${runAsUser}:${runAsGroup}`);
    }
  });

  it('exposes the ports that the manifests name, and no other', () => {
    const ports = users.flatMap(({ container }) =>
      container.ports.map(({ containerPort }) => String(containerPort)),
    );
    expect(instruction(image, 'EXPOSE')?.split(' ').sort()).toEqual(
      [...new Set(ports)].sort(),
    );
  });

  it('is told its arguments and nothing else: the program, its folder and the options of Node are its own', () => {
    for (const { container } of users) {
      expect(container.command).toBeUndefined();
      expect(container.workingDir).toBeUndefined();
      expect(container.env.map(({ name }) => name)).not.toContain(
        'NODE_OPTIONS',
      );
      expect(container.args.length).toBeGreaterThan(0);
    }
    expect(instruction(image, 'WORKDIR')).toBe('/app');
    // A shell as the first process would keep SIGTERM to itself.
    expect(JSON.parse(instruction(image, 'ENTRYPOINT') ?? '')[0]).toBe('node');
  });

  it('has every file of its own that the manifests name', () => {
    const named = users.flatMap(({ container }) =>
      container.args.filter(argument => argument.startsWith('/app/')),
    );
    const copied = [
      ...read('buildPortal.sh').matchAll(/^cp (.+) "\$out\/"$/gm),
    ].flatMap(([, files = '']) => files.split(' '));
    expect(
      named.filter(file => !copied.includes(path.relative('/app', file))),
    ).toEqual([]);
  });
});

it('the portal of the embedded overlay finds its gateway among the packages of its image', async () => {
  const script = read('buildPortal.sh');
  expect(script).toContain('gateway=$out/node_modules/@remote-env/gateway\n');
  const texts = (await render('overlays/embedded'))
    .filter(({ kind }) => kind === 'ConfigMap')
    .map(object => JSON.stringify(object.data));
  expect(texts.join()).toContain('gateway:');
  expect(texts.join()).not.toContain('bundle:');
});

it.each(['portal', 'gateway'])(
  'the %s has the environment in its image that it has from a checkout',
  image => {
    const environment = Object.entries(RUNTIME_ENVIRONMENT).map(
      ([name, value]) => `${name}=${value}`,
    );
    const set = instruction(image, 'ENV') ?? '';
    expect(set.split(' ')).toEqual(expect.arrayContaining(environment));
  },
);

it('the gateway is kept as small in its image as under a portal', () => {
  expect(nodeOptions('gateway')).toEqual(
    expect.arrayContaining(GATEWAY_NODE_OPTIONS),
  );
});

it('the portal starts in its image as it does from a checkout', () => {
  expect(nodeOptions('portal')).toEqual(PORTAL_NODE_OPTIONS);
});
