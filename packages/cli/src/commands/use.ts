import { InvalidArgumentError, type Command } from 'commander';
import { CliError, EXIT, exitCodeForStatus } from '../output/errors';
import { errorMessage, expectData } from '../portal/client';
import { reach } from '../portal/session';
import type { Define } from './define';
import { parseEventType } from './eventType';

function headerLine(text: string, all: string[] = []): string[] {
  if (!/^[A-Za-z0-9-]+:/.test(text)) {
    throw new InvalidArgumentError('Expected NAME: VALUE.');
  }
  return [...all, text];
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(
      EXIT.usage,
      '--data must be JSON.',
      'Quote strings twice: --data \'"text"\'',
    );
  }
}

/** send-event, call */
export function defineUseCommands(program: Command, define: Define): void {
  define(
    program
      .command('send-event <name>')
      .description('send an event in the name of the environment')
      .requiredOption(
        '--type <type[:version]>',
        'event type',
        (text: string) => [text],
      )
      .option('--data <json>', 'payload')
      .option(
        '--id <id>',
        'event id; the same id within five minutes is accepted once',
      ),
    async ({ portal, output }, [name = ''], options) => {
      const { type, version } = parseEventType(options.type?.[0] ?? '');
      const data = parseJson(options.data);
      const client = await portal();
      const accepted = await expectData(
        client.POST('/v1/environments/{name}/events', {
          params: { path: { name } },
          body: { type, version, id: options.id, data },
        }),
      );
      output.result(
        accepted,
        `Accepted ${accepted.id}${accepted.duplicate ? ' (seen before)' : ''}.`,
      );
    },
  );

  define(
    program
      .command('call <name> <service> <path>')
      .description("call a service's API through the portal, credentials added")
      .option('--method <method>', 'HTTP method', 'GET')
      .option(
        '--header <name: value>',
        'request header; may be given several times',
        headerLine,
      )
      .option('--data <body>', 'request body'),
    async (
      { portal, session, output },
      [name = '', service = '', target = ''],
      options,
    ) => {
      const client = await portal();
      const found = await expectData(
        client.GET('/v1/environments/{name}/services/{serviceId}', {
          params: { path: { name, serviceId: service } },
        }),
      );
      const { portalUrl, token } = await session();
      const headers = new Headers({ authorization: `Bearer ${token}` });
      for (const line of options.header ?? []) {
        const at = line.indexOf(':');
        headers.set(line.slice(0, at), line.slice(at + 1).trim());
      }
      const base = `${portalUrl}/api/remote-env/v1/environments/${encodeURIComponent(
        name,
      )}/services/${found.id}/invoke`;
      const response = await reach(portalUrl, () =>
        fetch(`${base}/${target.replace(/^\/+/, '')}`, {
          method: options.method,
          headers,
          body: options.data,
        }),
      );
      const text = await response.text();
      output.result(
        {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: text,
        },
        text === '' ? `(status ${response.status}, no body)` : text,
      );
      if (!response.ok) {
        let body: unknown;
        try {
          body = JSON.parse(text);
        } catch {
          body = undefined;
        }
        throw new CliError(
          exitCodeForStatus(response.status),
          errorMessage(body, response.status, 'system'),
        );
      }
    },
  );
}
