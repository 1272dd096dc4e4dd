import { z } from 'zod';
import { withIdentifier, type GivenService } from './givenService';
import type { DocumentFile } from './parsedFile';

const MAX_DESCRIPTION = 32 * 1024;

const infoSchema = z.object({
  info: z.object({
    title: z.string().trim().min(1),
    summary: z.string().optional().catch(undefined),
    description: z.string().optional().catch(undefined),
  }),
});

const targetSchema = z.object({
  servers: z
    .array(z.object({ url: z.string() }))
    .optional()
    .catch(undefined),
  host: z.string().optional().catch(undefined),
  basePath: z.string().optional().catch(undefined),
  schemes: z.array(z.string()).optional().catch(undefined),
});

/**
 * Services of documents that come without a definition. Their title names the service; two documents of one title, an
 * API and its events, are one service.
 *
 * @param provider - who is said to provide them
 */
export function servicesOfDocuments(
  documents: readonly DocumentFile[],
  provider: string,
): GivenService[] {
  const byTitle = new Map<string, DocumentFile[]>();
  const untitled: GivenService[] = [];
  for (const document of documents) {
    const info = infoSchema.safeParse(document.value).data?.info;
    if (info) {
      byTitle.set(info.title, [...(byTitle.get(info.title) ?? []), document]);
    } else {
      untitled.push({
        source: document.file,
        problem: 'has no info.title, which would name the service',
      });
    }
  }
  return [
    ...untitled,
    ...[...byTitle].map(([title, same]) => serviceOf(title, same, provider)),
  ];
}

function serviceOf(
  title: string,
  documents: readonly DocumentFile[],
  provider: string,
): GivenService {
  const source = documents.map(({ file }) => file).join(', ');
  const [api, secondApi] = documents.filter(({ role }) => role === 'api');
  const [events, secondEvents] = documents.filter(
    ({ role }) => role === 'events',
  );
  if (secondApi ?? secondEvents) {
    return {
      source,
      problem: `several documents have the title '${title}'; a definition file can tell them apart`,
    };
  }
  const targetUrl = api && targetOf(api);
  if (api && targetUrl === undefined) {
    return {
      source,
      problem: `names no absolute http or https address as its server; a definition file can say api.targetUrl`,
    };
  }
  const info = infoSchema.parse((api ?? events)?.value).info;
  return {
    source,
    definition: withIdentifier({
      provider,
      name: title,
      description: (info.description || info.summary || title).slice(
        0,
        MAX_DESCRIPTION,
      ),
      ...(api && { api: { targetUrl, spec: api.text } }),
      ...(events && { events: { spec: events.text } }),
    }),
  };
}

/** Where an API's document says that it is: its first absolute server, or host and path of Swagger 2.0. */
function targetOf({ value }: DocumentFile): string | undefined {
  const { servers, host, basePath, schemes } = targetSchema.parse(value);
  if (host !== undefined) {
    const scheme = schemes?.includes('https') ? 'https' : schemes?.[0];
    return absolute(`${scheme ?? 'https'}://${host}${basePath ?? ''}`);
  }
  return servers?.map(({ url }) => absolute(url)).find(Boolean);
}

function absolute(url: string): string | undefined {
  return /^https?:\/\/[^{}]+$/.test(url) && URL.canParse(url) ? url : undefined;
}
