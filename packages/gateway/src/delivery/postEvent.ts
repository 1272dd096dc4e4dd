import {
  OutboundDeniedError,
  toOutboundError,
  type BusEvent,
  type OutboundClient,
} from '@remote-env/plugin-remote-env-node';
import { request } from 'undici';
import { eventHeaders } from './eventHeaders';
import { parseRetryAfter, type TryResult } from './judge';

/** Bytes of an answer that are read so that its connection can be used again; what it says is of no interest. */
const MAX_DUMP_BYTES = 64 * 1024;

/** Sends one event to a sink; redirects are not followed. Never rejects but when the signal aborts. */
export async function postEvent(
  outbound: OutboundClient,
  event: BusEvent,
  {
    sink,
    timeoutMs,
    signal,
  }: { sink: string; timeoutMs: number; signal: AbortSignal },
): Promise<TryResult> {
  const ending = new AbortController();
  const late = setTimeout(
    () => ending.abort(new DOMException('took too long', 'TimeoutError')),
    timeoutMs,
  );
  const cut = () => ending.abort(signal.reason);
  signal.addEventListener('abort', cut, { once: true });
  try {
    signal.throwIfAborted();
    const answer = await request(sink, {
      dispatcher: outbound.dispatcherFor(sink, {
        purpose: 'sink',
        connectTimeoutMs: timeoutMs,
        headersTimeoutMs: timeoutMs,
        bodyTimeoutMs: timeoutMs,
      }),
      method: 'POST',
      headers: { 'user-agent': 'remote-env', ...eventHeaders(event) },
      body: event.data ?? null,
      signal: ending.signal,
    });
    const retryAfter = [answer.headers['retry-after']].flat()[0];
    // The status has decided; an answer that breaks off after it changes nothing.
    await answer.body.dump({ limit: MAX_DUMP_BYTES }).catch(() => {});
    return {
      kind: 'answered',
      status: answer.statusCode,
      retryAfterMs: parseRetryAfter(retryAfter, Date.now()),
    };
  } catch (error) {
    signal.throwIfAborted();
    const origin = URL.parse(sink)?.origin ?? '?';
    const failure = toOutboundError(error, origin);
    return {
      kind: failure instanceof OutboundDeniedError ? 'forbidden' : 'unanswered',
      reason: failure.message,
    };
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', cut);
  }
}
