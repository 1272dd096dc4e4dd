import type { Report } from '../../reports/Reports';
import type { Admission } from '../access/admit';
import type { ProxyError } from '../ProxyError';

/** Whose call it was, where that is known. */
type Called = Pick<Admission, 'environment' | 'service' | 'consumer'>;

/** Who called, in the activity log's terms; the portal speaks for a person whom it names itself. */
function actorOf({ consumer }: Called): string {
  return consumer ? `${consumer.namespace}/${consumer.name}` : 'portal';
}

/** A call that the target answered: evidence of its health, a 5xx of the contrary. */
export function answeredReport(called: Called, status: number): Report {
  return status >= 500
    ? { ...callReport(called, 'failure'), message: `answered ${status}` }
    : callReport(called, 'success');
}

/** A call that was admitted and ended at the proxy. */
export function failedReport(called: Called, error: ProxyError): Report {
  return { ...callReport(called, 'failure'), message: error.message };
}

/** A call that was turned away. */
export function refusedReport(
  error: ProxyError,
  environmentName: string | undefined,
): Report {
  return {
    action: 'api-call-refused',
    outcome: 'refused',
    ...(environmentName !== undefined && { environmentName }),
    message: error.message,
  };
}

function callReport(called: Called, outcome: 'success' | 'failure'): Report {
  const { environment, service } = called;
  return {
    action: 'service-called',
    outcome,
    actor: actorOf(called),
    environmentName: environment.metadata.name,
    environmentUid: environment.metadata.uid,
    serviceId: service.spec.id,
  };
}
