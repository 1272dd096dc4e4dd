const PART = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export interface ConsumerName {
  namespace: string;
  name: string;
}

/** Reads a consumer as `namespace/name`; undefined when a part breaks the rule of Kubernetes names. */
export function parseConsumer(text: string): ConsumerName | undefined {
  const [namespace = '', name = '', ...more] = text.trim().split('/');
  if (more.length > 0 || !PART.test(namespace) || !PART.test(name)) {
    return undefined;
  }
  return { namespace, name };
}

export function formatConsumer(consumer: ConsumerName): string {
  return `${consumer.namespace}/${consumer.name}`;
}
