import {
  API_VERSION,
  type ConnectionApproval,
  type NewResource,
  type RemoteEnvironment,
  type RemoteService,
  type Verdict,
} from '@remote-env/plugin-remote-env-common';
import { SYSTEM } from './testStore';

export function environmentObject(
  name: string,
  spec: RemoteEnvironment['spec'] = {},
): NewResource<RemoteEnvironment> {
  return {
    apiVersion: API_VERSION,
    kind: 'RemoteEnvironment',
    metadata: { namespace: SYSTEM, name },
    spec,
  };
}

export function approvalObject(
  environment: { name: string; uid: string },
  verdict: Verdict,
): NewResource<ConnectionApproval> {
  return {
    apiVersion: API_VERSION,
    kind: 'ConnectionApproval',
    metadata: { namespace: SYSTEM, name: environment.name },
    spec: {
      environment: { name: environment.name, uid: environment.uid },
      verdict,
      decidedBy: 'user:default/admin',
      decidedAt: '2026-11-21T00:00:00Z',
    },
  };
}

export function serviceObject(
  environment: { name: string; uid: string },
  id: string,
  spec: Partial<RemoteService['spec']> = {},
): NewResource<RemoteService> {
  return {
    apiVersion: API_VERSION,
    kind: 'RemoteService',
    metadata: { namespace: SYSTEM, name: id },
    spec: {
      environment: { name: environment.name, uid: environment.uid },
      id,
      name: `service-${id}`,
      provider: 'acme',
      displayName: `Service ${id}`,
      description: 'Orders and baskets',
      phase: 'Ready',
      ...spec,
    },
  };
}
