import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceManifestKind,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { z } from 'zod';

/** `additionalPrinterColumns` of a CustomResourceDefinition: what `kubectl get` shows. */
export interface PrinterColumn {
  name: string;
  type: 'string' | 'integer' | 'date';
  jsonPath: string;
  /** 0 always, 1 with `-o wide`. */
  priority?: 1;
}

/** What a CustomResourceDefinition says about a kind besides its schema. */
export interface DefinedKind {
  kind: Pick<ResourceKind, 'apiVersion' | 'kind' | 'plural'> & {
    readonly schema: {
      readonly shape: { readonly spec: z.ZodType; readonly status: z.ZodType };
    };
  };
  singular: string;
  shortName: string;
  description: string;
  columns: PrinterColumn[];
}

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};
const ENVIRONMENT: PrinterColumn = {
  name: 'Environment',
  type: 'string',
  jsonPath: '.spec.environment.name',
};

const text = (name: string, jsonPath: string): PrinterColumn => ({
  name,
  type: 'string',
  jsonPath,
});
const wide = (column: PrinterColumn): PrinterColumn => ({
  ...column,
  priority: 1,
});
const reasonOf = (type: string): string =>
  `.status.conditions[?(@.type=="${type}")].reason`;
const condition = (type: string): PrinterColumn =>
  text(type, `.status.conditions[?(@.type=="${type}")].status`);

export const DEFINED_KINDS: readonly DefinedKind[] = [
  {
    kind: RemoteEnvironmentKind,
    singular: 'remoteenvironment',
    shortName: 're',
    description: 'One connected external system.',
    columns: [
      text('Title', '.spec.displayName'),
      text('State', reasonOf('Approved')),
      condition('Connected'),
      { name: 'Services', type: 'integer', jsonPath: '.status.serviceCount' },
      { name: 'Seen', type: 'date', jsonPath: '.status.lastSeen' },
      wide(condition('Valid')),
      wide(condition('Healthy')),
      wide(text('Owner', '.spec.owner')),
      AGE,
    ],
  },
  {
    kind: ConnectionApprovalKind,
    singular: 'connectionapproval',
    shortName: 'rappr',
    description:
      'The decision on one remote environment, named like it; counts only while it names the uid of that environment.',
    columns: [
      text('Verdict', '.spec.verdict'),
      text('By', '.spec.decidedBy'),
      wide(text('Reason', '.spec.reason')),
      AGE,
    ],
  },
  {
    kind: RemoteServiceManifestKind,
    singular: 'remoteservice',
    shortName: 'rsvc',
    description:
      'One service that a remote environment registered: an API, an event catalog, or both.',
    columns: [
      ENVIRONMENT,
      text('Title', '.spec.displayName'),
      condition('Ready'),
      text('Reason', reasonOf('Ready')),
      condition('Healthy'),
      { name: 'Called', type: 'date', jsonPath: '.status.lastCall' },
      wide(text('Phase', '.spec.phase')),
      wide(text('Host', '.spec.hostName')),
      wide(text('Target', '.spec.api.targetUrl')),
      wide(text('Authentication', '.spec.api.authentication.type')),
      AGE,
    ],
  },
  {
    kind: ClientCertificateKind,
    singular: 'clientcertificate',
    shortName: 'rcert',
    description:
      'The record of one client certificate that was issued to a remote environment.',
    columns: [
      ENVIRONMENT,
      text('Serial', '.spec.serialNumber'),
      text('Expires', '.spec.notAfter'),
      text('Revoked', '.status.revocation.at'),
      { name: 'Used', type: 'date', jsonPath: '.status.lastUsed' },
      wide(text('Source', '.spec.source')),
      AGE,
    ],
  },
  {
    kind: RemoteServiceBindingKind,
    singular: 'remoteservicebinding',
    shortName: 'rbind',
    description: 'The permission of one consumer to use one service.',
    columns: [
      ENVIRONMENT,
      text('Service', '.spec.serviceId'),
      text('Namespace', '.spec.consumer.namespace'),
      text('Consumer', '.spec.consumer.name'),
      text('Secret', '.status.binding.name'),
      AGE,
    ],
  },
  {
    kind: EventSubscriptionKind,
    singular: 'eventsubscription',
    shortName: 'rsub',
    description:
      'The wish of one consumer to get some event types of a remote environment.',
    columns: [
      ENVIRONMENT,
      text('Namespace', '.spec.consumer.namespace'),
      text('Consumer', '.spec.consumer.name'),
      condition('Ready'),
      wide(text('Sink', '.spec.sink')),
      AGE,
    ],
  },
];
