import { createServer } from 'node:net';

export interface Ports {
  portal: number;
  edge: number;
  apiProxy: number;
  metrics: number;
}

const VARIABLES: Record<keyof Ports, { variable: string; fallback: number }> = {
  portal: { variable: 'PORTAL_PORT', fallback: 7007 },
  edge: { variable: 'EDGE_PORT', fallback: 8443 },
  apiProxy: { variable: 'API_PROXY_PORT', fallback: 8081 },
  metrics: { variable: 'METRICS_PORT', fallback: 9464 },
};

function portOf(name: keyof Ports, env: NodeJS.ProcessEnv): number {
  const { variable, fallback } = VARIABLES[name];
  const text = env[variable];
  if (text === undefined || text === '') {
    return fallback;
  }
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(
      `${variable} must be a port between 1 and 65535, not '${text}'.`,
    );
  }
  return port;
}

export function readPorts(env: NodeJS.ProcessEnv): Ports {
  const ports: Ports = {
    portal: portOf('portal', env),
    edge: portOf('edge', env),
    apiProxy: portOf('apiProxy', env),
    metrics: portOf('metrics', env),
  };
  const seen = new Map<number, string>();
  for (const name of Object.keys(VARIABLES) as (keyof Ports)[]) {
    const other = seen.get(ports[name]);
    if (other) {
      throw new Error(
        `${VARIABLES[name].variable} and ${other} are both ${ports[name]}.`,
      );
    }
    seen.set(ports[name], VARIABLES[name].variable);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}

/** @throws Error that names each port in use and the variable that changes it */
export async function checkPortsFree(ports: Ports): Promise<void> {
  const taken: string[] = [];
  for (const name of Object.keys(VARIABLES) as (keyof Ports)[]) {
    if (!(await isFree(ports[name]))) {
      taken.push(
        `port ${ports[name]} is in use: set ${VARIABLES[name].variable} to another one`,
      );
    }
  }
  if (taken.length > 0) {
    throw new Error(taken.join('\n'));
  }
}
