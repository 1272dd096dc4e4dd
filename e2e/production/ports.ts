import { freePorts } from '@remote-env/plugin-remote-env-node/testing-ports';

/** Of the entrances before the processes. */
export interface FrontPorts {
  /** Where people reach the portals. */
  portal: number;
  /** Where gateways do, as by a Service of the cluster. */
  portalInside: number;
  edge: number;
  apiProxy: number;
}

export interface GatewayPorts {
  edge: number;
  apiProxy: number;
  metrics: number;
}

/** Of the processes themselves. */
export interface ProcessPorts {
  /** In the order of `PORTALS`. */
  portals: number[];
  gateways: Record<'edgeA' | 'edgeB' | 'apiProxy' | 'delivery', GatewayPorts>;
  /** Of the gateway beside each portal. */
  beside: GatewayPorts[];
}

export async function frontPorts(): Promise<FrontPorts> {
  const [portal = 0, portalInside = 0, edge = 0, apiProxy = 0] =
    await freePorts(4);
  return { portal, portalInside, edge, apiProxy };
}

export async function processPorts(): Promise<ProcessPorts> {
  const some = async (): Promise<GatewayPorts> => {
    const [edge = 0, apiProxy = 0, metrics = 0] = await freePorts(3);
    return { edge, apiProxy, metrics };
  };
  return {
    portals: await freePorts(2),
    gateways: {
      edgeA: await some(),
      edgeB: await some(),
      apiProxy: await some(),
      delivery: await some(),
    },
    beside: [await some(), await some()],
  };
}
