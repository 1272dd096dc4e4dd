import type { Connection, Connections } from '../../../connections';
import type { EnvironmentList } from '../../../index-projection';
import type { Presented } from './environment';

/** Adds to a connection what index and rules say of it, as people are shown it. */
export async function describeConnection(
  {
    connections,
    environments,
  }: { connections: Connections; environments: EnvironmentList },
  connection: Connection,
): Promise<Presented> {
  const { environment } = connection;
  const { uid } = environment.metadata;
  const [serviceCount, certificatesEndAt] = await Promise.all([
    environments.serviceCount(uid),
    environments.certificatesEndAt(uid),
  ]);
  return {
    ...connection,
    serviceCount,
    certificatesEndAt,
    required: connections.decisions.required(environment),
  };
}
