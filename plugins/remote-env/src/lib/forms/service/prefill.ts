import { z } from 'zod';
import { parseDocument } from '../../documents/parseDocument';
import type { ServiceForm } from './serviceForm';

/** Documents beyond this are not parsed in the browser. */
const MAX_LENGTH = 4 * 1024 * 1024;

const documentSchema = z.object({
  info: z
    .object({
      title: z.string().optional().catch(undefined),
      description: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  servers: z
    .array(z.object({ url: z.string() }))
    .catch([])
    .optional(),
});

/** What a document says that the fields do not yet. */
export function prefilled(
  form: ServiceForm,
  text: string,
): Partial<ServiceForm> {
  if (text.length > MAX_LENGTH) {
    return {};
  }
  let content: unknown;
  try {
    content = parseDocument(text);
  } catch {
    return {};
  }
  const { info, servers } = documentSchema.safeParse(content).data ?? {};
  const target = Array.isArray(servers)
    ? servers.find(({ url }) => /^https?:\/\/[^{}]+$/.test(url))?.url
    : undefined;
  return {
    ...(!form.name.trim() && info?.title && { name: info.title }),
    ...(!form.description.trim() &&
      info?.description && { description: info.description }),
    ...(!form.targetUrl.trim() && target && { targetUrl: target }),
  };
}
