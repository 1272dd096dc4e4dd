import {
  KubernetesServiceKind,
  SecretKind,
  type NewObjectMeta,
  type OwnerReference,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceName } from '../ports';
import { ResourceInvalidError } from '../ports/errors';

/** Serialized size of one object at most, in bytes. */
export const MAX_OBJECT_BYTES = 1024 * 1024;

/** Keys and values of all annotations together, in bytes. */
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const QUALIFIED_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/**
 * The rules of Kubernetes for metadata (k8s.io/apimachinery, "Object Names and IDs", "Labels and Selectors",
 * "Annotations").
 *
 * @throws ResourceInvalidError that names the field
 */
export function checkMetadata(metadata: NewObjectMeta): void {
  check(isSubdomain(metadata.name), 'metadata.name', DNS_SUBDOMAIN_RULE);
  check(
    DNS_LABEL.test(metadata.namespace),
    'metadata.namespace',
    DNS_LABEL_RULE,
  );
  checkLabels(metadata.labels ?? {}, 'metadata.labels');
  checkAnnotations(metadata.annotations ?? {});
  for (const [index, finalizer] of (metadata.finalizers ?? []).entries()) {
    check(
      isQualifiedName(finalizer),
      `metadata.finalizers.${index}`,
      QUALIFIED_NAME_RULE,
    );
  }
  checkOwners(metadata.ownerReferences ?? []);
}

/** What a list or a watch may ask for. */
export function checkSelection(selection: {
  namespace?: string;
  labels?: Record<string, string>;
}): void {
  const { namespace, labels } = selection;
  check(
    namespace === undefined || DNS_LABEL.test(namespace),
    'namespace',
    DNS_LABEL_RULE,
  );
  checkLabels(labels ?? {}, 'labels');
}

/** @returns whether an object of that name can exist */
export function isName({ namespace, name }: ResourceName): boolean {
  return DNS_LABEL.test(namespace) && isSubdomain(name);
}

function checkLabels(labels: Record<string, string>, field: string): void {
  for (const [label, value] of Object.entries(labels)) {
    check(isQualifiedName(label), `${field}.${label}`, QUALIFIED_NAME_RULE);
    check(
      value === '' || QUALIFIED_PART.test(value),
      `${field}.${label}`,
      'must be empty or have up to 63 characters: letters, digits, dashes, underscores and dots, beginning and ending with a letter or digit',
    );
  }
}

/**
 * What Kubernetes checks in Secrets and Services besides their shape.
 *
 * @throws ResourceInvalidError that names the field or key
 */
export function checkContents(object: Resource): void {
  if (object.kind === KubernetesServiceKind.kind) {
    check(
      SERVICE_NAME.test(object.metadata.name),
      'metadata.name',
      'must have 1 to 63 characters: lower-case letters, digits and dashes, beginning with a letter and ending with a letter or digit',
    );
    return;
  }
  const secret = SecretKind.schema.safeParse(object);
  if (!secret.success) {
    return;
  }
  for (const [key, value] of Object.entries(secret.data.data ?? {})) {
    check(
      SECRET_KEY.test(key),
      `data.${key}`,
      'must have up to 253 letters, digits, dashes, underscores and dots',
    );
    check(BASE64.test(value), `data.${key}`, 'must be base64');
  }
}

/** @throws ResourceInvalidError when the object is too large */
export function checkSize(serialized: string): void {
  const size = Buffer.byteLength(serialized);
  if (size > MAX_OBJECT_BYTES) {
    throw new ResourceInvalidError(
      `The object is too large: ${size} bytes, ${MAX_OBJECT_BYTES} at most`,
    );
  }
}

const DNS_LABEL_RULE =
  'must have 1 to 63 characters: lower-case letters, digits and dashes, beginning and ending with a letter or digit';
const DNS_SUBDOMAIN_RULE =
  'must have 1 to 253 characters: lower-case letters, digits, dashes and dots, each part beginning and ending with a letter or digit';
const QUALIFIED_NAME_RULE =
  'must be a name of up to 63 letters, digits, dashes, underscores and dots, optionally after a DNS prefix and a slash';

function isSubdomain(name: string): boolean {
  return name.length <= 253 && DNS_SUBDOMAIN.test(name);
}

function isQualifiedName(name: string): boolean {
  const parts = name.split('/');
  const [last] = parts.slice(-1);
  if (parts.length > 2 || last === undefined || !QUALIFIED_PART.test(last)) {
    return false;
  }
  const [prefix] = parts;
  return parts.length === 1 || (prefix !== undefined && isSubdomain(prefix));
}

function checkAnnotations(annotations: Record<string, string>): void {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    check(
      isQualifiedName(key.toLowerCase()),
      `metadata.annotations.${key}`,
      QUALIFIED_NAME_RULE,
    );
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  check(
    size <= MAX_ANNOTATIONS_BYTES,
    'metadata.annotations',
    `must have at most ${MAX_ANNOTATIONS_BYTES} bytes in all, but has ${size}`,
  );
}

function checkOwners(owners: OwnerReference[]): void {
  const fields = ['apiVersion', 'kind', 'name', 'uid'] as const;
  for (const [index, owner] of owners.entries()) {
    for (const field of fields) {
      check(
        owner[field] !== '',
        `metadata.ownerReferences.${index}.${field}`,
        'must not be empty',
      );
    }
  }
  check(
    owners.filter(owner => owner.controller).length <= 1,
    'metadata.ownerReferences',
    'must name one controller at most',
  );
}

function check(holds: boolean, field: string, rule: string): void {
  if (!holds) {
    throw new ResourceInvalidError(`${field}: ${rule}`);
  }
}
