import { z } from 'zod';
import { CliError, EXIT } from '../output/errors';
import { expectData, type PortalClient } from '../portal/client';
import type { Definition, GivenService } from './givenService';

/** What became, or would become, of one service. */
export interface Registration {
  source: string;
  name: string;
  result: 'registered' | 'replaced' | 'unchanged' | 'failed';
  id?: string;
  /** Fields that differ from what was registered before; values of secrets are not compared. */
  changes?: string[];
  /** Why it failed; nothing of it was kept. */
  problems?: string[];
}

export interface RegisterOptions {
  environment: string;
  /** Asks only what would become of it. */
  dryRun: boolean;
}

/** Registers one service, or replaces what was registered by its identifier. Never throws for what is wrong with it. */
export async function registerService(
  client: PortalClient,
  given: GivenService,
  options: RegisterOptions,
): Promise<Registration> {
  const { source } = given;
  const name =
    typeof given.definition?.name === 'string' ? given.definition.name : source;
  if (given.definition === undefined) {
    return { source, name, result: 'failed', problems: [given.problem] };
  }
  try {
    const done = await settled(client, given.definition, options);
    return { source, name, ...done };
  } catch (error) {
    // Nobody to ask, or not allowed to: the next one would fare no better.
    if (
      !(error instanceof CliError) ||
      error.exitCode === EXIT.notAllowed ||
      error.exitCode === EXIT.notFound ||
      error.exitCode === EXIT.unreachable
    ) {
      throw error;
    }
    return { source, name, result: 'failed', problems: [error.message] };
  }
}

async function settled(
  client: PortalClient,
  definition: Definition,
  { environment, dryRun }: RegisterOptions,
): Promise<Omit<Registration, 'source' | 'name'>> {
  const path = { name: environment };
  const check = await expectData(
    client.POST('/v1/environments/{name}/service-check', {
      params: { path },
      body: { definition },
    }),
  );
  if (check.problems.length > 0) {
    return { result: 'failed', problems: check.problems.map(lineOf) };
  }
  const { existing, changes = [] } = check;
  if (!existing) {
    if (dryRun) {
      return { result: 'registered' };
    }
    const { id } = await expectData(
      client.POST('/v1/environments/{name}/services', {
        params: { path },
        body: definition,
      }),
    );
    return { result: 'registered', id };
  }
  const { id, etag } = existing;
  const isSame = changes.length === 0;
  if (isSame && (dryRun || !bringsSecrets(definition))) {
    return { result: 'unchanged', id };
  }
  if (dryRun) {
    return { result: 'replaced', id, changes };
  }
  const replaced = await expectData(
    client.PUT('/v1/environments/{name}/services/{serviceId}', {
      params: {
        path: { ...path, serviceId: id },
        header: { 'if-match': etag },
      },
      body: definition,
    }),
  );
  return replaced.etag === etag
    ? { result: 'unchanged', id }
    : { result: 'replaced', id, changes };
}

/** A problem in one line, as compilers write theirs. */
function lineOf(found: {
  field: string;
  problem: string;
  line?: number;
  column?: number;
}): string {
  const { field, problem, line, column } = found;
  const place = line === undefined ? '' : ` (line ${line}, column ${column})`;
  return `${field ? `${field}: ` : ''}${problem}${place}`;
}

const apiSchema = z.object({
  api: z.record(z.string(), z.unknown()).optional(),
});

/** Whether it may hold values that the portal does not compare. */
function bringsSecrets(definition: Definition): boolean {
  const { api = {} } = apiSchema.safeParse(definition).data ?? {};
  return [
    'credentials',
    'requestParameters',
    'headers',
    'queryParameters',
  ].some(field => api[field] !== undefined);
}
