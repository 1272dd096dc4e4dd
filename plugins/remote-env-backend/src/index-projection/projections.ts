import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  type ClientCertificate,
  type Condition,
  type ConnectionApproval,
  type DocumentFormat,
  type EventSubscription,
  type RemoteEnvironment,
  type RemoteService,
  type RemoteServiceBinding,
  type Resource,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { normalizeEntityRef } from '@remote-env/plugin-remote-env-node/permissions';
import { UPDATED_AT_ANNOTATION } from '../registry/objects/toRegisteredService';

export type ColumnValue = string | number | boolean | null;

/** How one kind is laid out in its table; pure, so that incremental and full builds cannot differ. */
export interface Projection<T extends Resource> {
  kind: ResourceKind<T>;
  table: string;
  /** Grows with every change of `columns`, so that rows of before are written anew. */
  layout: number;
  /** Columns beside those that every table has. */
  columns(object: T): Record<string, ColumnValue>;
  /** Its labels, one a row, in a table of their own. */
  labels?: { table: string; rowsOf(object: T): LabelRow[] };
}

/** One label of one object. */
export interface LabelRow {
  object_name: string;
  label_key: string;
  label_value: string;
  /** What words are looked for in. */
  search: string;
}

const SORT_KEY_LENGTH = 100;

/** PostgreSQL's text holds no NUL. */
function plain(text: string): string {
  return text.replaceAll('\u0000', '');
}

function sortKey(title: string): string {
  return plain(title).toLocaleLowerCase('en-US').slice(0, SORT_KEY_LENGTH);
}

function searchText(...parts: (string | undefined)[]): string {
  return plain(parts.filter(Boolean).join('\n')).toLocaleLowerCase('en-US');
}

function labelText(labels: Record<string, string> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}

/** Each as `key=value` between line ends, so that a whole one can be found. */
function labelLines(labels: Record<string, string> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `\n${labelLine(`${key}=${value}`)}\n`)
    .join('');
}

/** A label as `labels` has it. */
export function labelLine(label: string): string {
  return plain(label).replaceAll('\n', ' ').toLocaleLowerCase('en-US');
}

function reference(value: string | undefined): string | null {
  return value === undefined
    ? null
    : normalizeEntityRef(plain(value)).slice(0, 300);
}

/** What a column of this width holds; nothing of ours is longer, but `kubectl` may have written it. */
function fitting(text: string, width: number): string {
  return plain(text).slice(0, width);
}

const LABEL_KEY_LENGTH = 256;
const LABEL_VALUE_LENGTH = 250;

/** A label's value as `label_value` has it: an index has no room for longer ones. */
export function labelValue(value: string): string {
  return fitting(value, LABEL_VALUE_LENGTH);
}

/** Keys that hold `=` have none: no `key=value` could name them. */
function labelRows(
  name: string,
  labels: Record<string, string> | undefined,
): LabelRow[] {
  return Object.entries(labels ?? {})
    .map(([key, value]) => ({
      object_name: name,
      label_key: fitting(key, LABEL_KEY_LENGTH),
      label_value: labelValue(value),
      search: searchText(`${key}=${value}`),
    }))
    .filter(({ label_key: key }) => key !== '' && !key.includes('='));
}

export type FormatFamily = 'openapi' | 'asyncapi' | 'odata' | 'guides';

/** What people look for; which version of a format it is matters to viewers only. */
const FAMILY_OF: Record<DocumentFormat, FormatFamily> = {
  'swagger-2.0': 'openapi',
  'openapi-3.0': 'openapi',
  'openapi-3.1': 'openapi',
  'openapi-3.2': 'openapi',
  'asyncapi-1': 'asyncapi',
  'asyncapi-2': 'asyncapi',
  'asyncapi-3': 'asyncapi',
  'odata-edmx': 'odata',
  'odata-csdl': 'odata',
  'markdown-set': 'guides',
};

/** Which formats the documents of a service have; the names are those of columns. */
function familyColumns(
  documents: RemoteService['spec']['documents'],
): Record<FormatFamily, boolean> {
  const families = Object.values(documents ?? {}).map(
    document => FAMILY_OF[document.format],
  );
  return {
    openapi: families.includes('openapi'),
    asyncapi: families.includes('asyncapi'),
    odata: families.includes('odata'),
    guides: families.includes('guides'),
  };
}

/** A distinguished name, as certificates of that issuer are found by it. */
export function issuerColumn(name: string): string {
  return fitting(name, 500);
}

const EARLIEST = new Date(0).toISOString();
const LATEST = '9999-12-31T23:59:59.999Z';

/** Of one length and zone, so that the order of texts is that of times. @param otherwise - for what is no time */
function timeColumn(text: string, otherwise: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? otherwise : date.toISOString();
}

function truthOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): boolean | null {
  const status = conditions?.find(each => each.type === type)?.status;
  return status === undefined || status === 'Unknown'
    ? null
    : status === 'True';
}

function ofEnvironment(spec: { environment: { name: string; uid: string } }) {
  return {
    environment: fitting(spec.environment.name, 63),
    environment_uid: fitting(spec.environment.uid, 100),
  };
}

export const environmentProjection: Projection<RemoteEnvironment> = {
  kind: RemoteEnvironmentKind,
  table: 'index_environments',
  layout: 4,
  columns: ({ metadata, spec, status }) => ({
    sort_key: sortKey(spec.displayName ?? metadata.name),
    seen_at: timeColumn(status?.lastSeen ?? '', EARLIEST),
    owner: reference(spec.owner),
    requested_by: reference(spec.requestedBy),
    deleting: metadata.deletionTimestamp !== undefined,
    labels: labelLines(spec.labels),
    search: searchText(
      metadata.name,
      spec.displayName,
      spec.description,
      labelText(spec.labels),
    ),
  }),
  labels: {
    table: 'index_environment_labels',
    rowsOf: ({ metadata, spec }) => labelRows(metadata.name, spec.labels),
  },
};

export const approvalProjection: Projection<ConnectionApproval> = {
  kind: ConnectionApprovalKind,
  table: 'index_approvals',
  layout: 2,
  columns: ({ spec }) => ({
    ...ofEnvironment(spec),
    verdict: spec.verdict,
    decided_at: timeColumn(spec.decidedAt, EARLIEST),
    incomplete: spec.verdict === 'suspended' && !!spec.approvals?.length,
  }),
};

export const serviceProjection: Projection<RemoteService> = {
  kind: RemoteServiceKind,
  table: 'index_services',
  layout: 3,
  columns: ({ metadata, spec, status }) => ({
    ...ofEnvironment(spec),
    service_id: fitting(spec.id, 100),
    service_name: fitting(spec.name, 100),
    sort_key: sortKey(spec.displayName),
    ready: spec.phase === 'Ready' && metadata.deletionTimestamp === undefined,
    has_api: spec.api !== undefined,
    has_events: spec.events !== undefined,
    ...familyColumns(spec.documents),
    healthy: truthOf(status?.conditions, 'Healthy'),
    ends_on: spec.deprecation?.endsOn ?? null,
    changed_at: timeColumn(
      metadata.annotations?.[UPDATED_AT_ANNOTATION] ??
        metadata.creationTimestamp,
      EARLIEST,
    ),
    search: searchText(
      spec.name,
      spec.displayName,
      spec.provider,
      spec.description,
      spec.shortDescription,
      labelText(spec.labels),
      ...(spec.events?.types.map(type => type.name) ?? []),
    ),
  }),
  labels: {
    table: 'index_service_labels',
    rowsOf: ({ metadata, spec }) => labelRows(metadata.name, spec.labels),
  },
};

export const certificateProjection: Projection<ClientCertificate> = {
  kind: ClientCertificateKind,
  table: 'index_certificates',
  layout: 2,
  columns: ({ spec, status }) => ({
    ...ofEnvironment(spec),
    not_before: spec.notBefore,
    issuer: issuerColumn(spec.issuer),
    serial_number: fitting(spec.serialNumber, 100),
    not_after: timeColumn(spec.notAfter, LATEST),
    revoked_at: status?.revocation
      ? timeColumn(status.revocation.at, EARLIEST)
      : null,
    revocation_code: status?.revocation?.code ?? null,
  }),
};

export const bindingProjection: Projection<RemoteServiceBinding> = {
  kind: RemoteServiceBindingKind,
  table: 'index_bindings',
  layout: 1,
  columns: ({ spec }) => ({
    ...ofEnvironment(spec),
    service_id: fitting(spec.serviceId, 100),
  }),
};

export const subscriptionProjection: Projection<EventSubscription> = {
  kind: EventSubscriptionKind,
  table: 'index_subscriptions',
  layout: 1,
  columns: ({ spec }) => ({ ...ofEnvironment(spec), service_id: null }),
};
