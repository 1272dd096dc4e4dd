/**
 * Reads Kubernetes objects, a JSON array, from standard input and prints what their published schemas say of them:
 * a JSON array of messages. A program of its own, because the schemas come as ES modules.
 */
import { text } from 'node:stream/consumers';

const PACKAGES = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

const problems = [];
for (const object of JSON.parse(await text(process.stdin))) {
  const [group] = object.apiVersion.split('/');
  const module = `${PACKAGES[group] ?? 'kubernetes-models'}/${
    object.apiVersion
  }`;
  const { [object.kind]: Model } = await import(module);
  if (!Model) {
    throw new Error(`${module} has no schema of ${object.kind}`);
  }
  try {
    new Model(object).validate();
  } catch (error) {
    problems.push(`${object.kind} ${object.metadata.name}: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify(problems));
