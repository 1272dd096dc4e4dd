import path from 'node:path';
import { expect, test } from '@playwright/test';
import { freePorts } from '@remote-env/plugin-remote-env-node/testing-ports';
import { runWalkThrough } from '../../scripts/lib/walkThrough.mts';
import { sharedInstallation } from '../support/installation';

const CHECKOUT = path.resolve(import.meta.dirname, '..', '..');

function portOf(address: string): string {
  return new URL(address).port;
}

test('somebody who only has the documentation connects a system of their own', async () => {
  test.setTimeout(200_000);
  const { portal, edge, apiProxy, dataDir } = sharedInstallation();
  const [erp, lambda] = await freePorts(2);
  const printed = await runWalkThrough({
    file: path.join(CHECKOUT, 'docs', 'walk-through.md'),
    env: {
      CHECKOUT,
      DATA: dataDir,
      PORTAL_PORT: portOf(portal),
      EDGE_PORT: portOf(edge),
      API_PROXY_PORT: portOf(apiProxy),
      ERP_PORT: String(erp),
      LAMBDA_PORT: String(lambda),
    },
  });
  expect(printed).toContain('"customer":"Acme"');
});
