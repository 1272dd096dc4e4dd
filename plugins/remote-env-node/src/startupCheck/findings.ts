import { StoreUnavailableError } from '../ports/errors';

/** What was found of one engine, as one line. */
export interface EngineFinding {
  /** `failed`: it cannot work before somebody does something; `warning`: it may come by itself, or works, but not well. */
  state: 'ok' | 'warning' | 'failed';
  line: string;
  /** It did not answer: it may later. */
  away?: true;
}

/** What a check has to say of an engine that answers. */
export interface EngineAnswer {
  says: string;
  /** Whole lines. */
  warnings?: readonly string[];
}

/**
 * Runs one check against the clock.
 *
 * @param check - gives what there is to say of an engine that answers, its text alone where there is no more
 */
export async function findings(
  name: string,
  timeoutMs: number,
  check: () => Promise<string | EngineAnswer>,
): Promise<EngineFinding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new StoreUnavailableError(`no answer within ${timeoutMs / 1000} s`),
        ),
      timeoutMs,
    );
  });
  try {
    const answer = await Promise.race([check(), late]);
    const { says, warnings = [] } =
      typeof answer === 'string' ? { says: answer } : answer;
    return [
      { state: 'ok', line: `${name}: ${says}` },
      ...warnings.map(line => ({ state: 'warning' as const, line })),
    ];
  } catch (error) {
    const away = error instanceof StoreUnavailableError;
    const message = error instanceof Error ? error.message : String(error);
    return [
      {
        state: away ? 'warning' : 'failed',
        line: `${name}: ${message.replace(/\s+/g, ' ')}`,
        ...(away && { away }),
      },
    ];
  } finally {
    clearTimeout(timer);
  }
}
