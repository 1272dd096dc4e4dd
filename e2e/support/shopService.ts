import { remoteEnv } from './commandLine';
import { sharedInstallation } from './installation';

/** Id of the service that the sample shop registers. */
export async function shopService(): Promise<string> {
  const [orders] = await remoteEnv<{ id: string }[]>(
    sharedInstallation(),
    'services',
    'shop',
  );
  if (!orders) {
    throw new Error('The sample shop has registered nothing.');
  }
  return orders.id;
}
