/** W3C Trace Context, "traceparent Header Field Values"; version ff and all-zero ids are invalid. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Printable ASCII; longer lists may be dropped (W3C Trace Context, "tracestate Limits"). */
const TRACESTATE = /^[\u0020-\u007e]{1,512}$/;

/** Trace context as CloudEvents extensions (CloudEvents, "Distributed Tracing" extension). */
export interface TraceContext {
  traceparent?: string;
  tracestate?: string;
}

/** Reads the trace context of a request; what is malformed counts as absent. */
export function readTraceContext(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): TraceContext {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string' || !TRACEPARENT.test(traceparent)) {
    return {};
  }
  return typeof tracestate === 'string' && TRACESTATE.test(tracestate)
    ? { traceparent, tracestate }
    : { traceparent };
}
