import { expect, test } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { callPortal } from '../support/people';

test('a binding into a namespace that the portal has no rights in is refused in plain words, and nothing of it stays', async () => {
  const [orders] = await remoteEnv<{ id: string }[]>(
    sharedInstallation(),
    'services',
    'shop',
  );
  const bindings = `/v1/environments/shop/services/${orders?.id}/bindings`;
  const refused = await callPortal('Developer', 'POST', bindings, {
    consumer: { namespace: 'kube-system', name: 'caller' },
  });
  expect(refused.status).toBe(400);
  expect(refused.body).toContain('consumer.namespace');
  expect(refused.body).toContain('kube-system');
  expect(refused.body).not.toContain('serviceaccount');
  const left = await callPortal(
    'Developer',
    'GET',
    '/v1/bindings?environment=shop',
  );
  expect(left.status).toBe(200);
  expect(left.body).toContain('order-lambda');
  expect(left.body).not.toContain('kube-system');
});
