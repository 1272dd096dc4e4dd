import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigSources } from '@backstage/config-loader';
import {
  createDocumentStore,
  createResourceStore,
  readRemoteEnvConfig,
  type RemoteEnvConfig,
} from '@remote-env/plugin-remote-env-node';
import type { Installation } from '@remote-env/plugin-remote-env-node/moving';
import { CliError, EXIT } from '../output/errors';

export interface OpenInstallation extends Installation {
  /** What the stores complained about so far: objects that this version cannot read, above all. */
  warnings: string[];
  close(): Promise<void>;
}

/**
 * Opens the stores that the portal's configuration names, without a portal.
 *
 * @param configs - files as in the portal's `--config`; none: `app-config.yaml` of the working directory
 * @param use - a source has to be there, a target is made where it is a folder of this machine
 */
export async function openInstallation(
  configs: string[],
  use: 'source' | 'target',
): Promise<OpenInstallation> {
  const config = await readConfig(configs);
  await prepareFolder(config, use);
  const warnings: string[] = [];
  const { resourceStore, documentStore, secrets, namespaces } = config;
  const resources = await createResourceStore(resourceStore, {
    encryptionKey: Buffer.from(secrets.encryptionKey, 'base64'),
    logger: loggerInto(warnings),
  });
  try {
    const documents = await createDocumentStore(
      // Its cache belongs to a portal that may be running; everything is read once.
      documentStore.type === 'minio'
        ? { ...documentStore, cache: undefined }
        : documentStore,
    );
    return {
      resources,
      documents,
      namespaces,
      warnings,
      close: async () => {
        await resources.close();
        await documents.close();
      },
    };
  } catch (error) {
    await resources.close();
    throw error;
  }
}

async function readConfig(configs: string[]): Promise<RemoteEnvConfig> {
  try {
    const config = await ConfigSources.toConfig(
      ConfigSources.default({
        argv: configs.flatMap(file => ['--config', path.resolve(file)]),
        rootDir: process.cwd(),
        watch: false,
      }),
    );
    config.close();
    return readRemoteEnvConfig(config);
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      error instanceof Error ? error.message : String(error),
      'Name the configuration of the installation by --config, once for each of its files, as for the portal.',
    );
  }
}

async function prepareFolder(
  { resourceStore }: RemoteEnvConfig,
  use: 'source' | 'target',
): Promise<void> {
  if (
    resourceStore.type !== 'database' ||
    resourceStore.database.client !== 'sqlite'
  ) {
    return;
  }
  const { file } = resourceStore.database;
  if (use === 'target') {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  } else if (!existsSync(file)) {
    throw new CliError(
      EXIT.notFound,
      `There is no installation to export: ${file} does not exist`,
    );
  }
}

function loggerInto(warnings: string[]) {
  const note = (message: string) => {
    warnings.push(message);
  };
  const logger = {
    error: note,
    warn: note,
    info: () => {},
    debug: () => {},
    child: () => logger,
  };
  return logger;
}
