/*
 * Runs in a process of its own, with the loader by which the portal runs from source (jest loads no module on demand):
 * `resourceStoreProgram.ts <configuration as JSON> <name>`. Creates a remote environment of that name in the system
 * namespace, and prints its uid.
 */
import { ConfigReader } from '@backstage/config';
import {
  API_VERSION,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import { readRemoteEnvConfig } from '../../config';
import { createResourceStore } from '../createResourceStore';

async function main([configuration = '{}', name = '']: string[]) {
  const { namespaces, resourceStore, secrets } = readRemoteEnvConfig(
    new ConfigReader(JSON.parse(configuration)),
  );
  const store = await createResourceStore(resourceStore, {
    encryptionKey: Buffer.from(secrets.encryptionKey, 'base64'),
  });
  const { metadata } = await store.create(RemoteEnvironmentKind, {
    apiVersion: API_VERSION,
    kind: RemoteEnvironmentKind.kind,
    metadata: { namespace: namespaces.system, name },
    spec: {},
  });
  await store.close();
  process.stdout.write(metadata.uid);
}

main(process.argv.slice(2)).catch(error => {
  process.stdout.write(`${error}\n`);
  process.exitCode = 1;
});
