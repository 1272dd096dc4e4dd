import type { DocumentInfo } from '../../apis';
import { useText } from '../../translation';

/** What a document's outline lists, and the parameter of the address that names the open one. */
export type OutlineParameter = 'operation' | 'channel';

export function outlineParameter({
  role,
}: Pick<DocumentInfo, 'role'>): OutlineParameter {
  return role === 'eventSpec' ? 'channel' : 'operation';
}

/** What people read about a list of operations, or of channels. */
export function useOutlineTexts(document: Pick<DocumentInfo, 'role'>) {
  const { t } = useText();
  const of =
    outlineParameter(document) === 'channel'
      ? ('service.channels' as const)
      : ('service.operations' as const);
  return {
    filter: t(`${of}.filter`),
    filterPlaceholder: t(`${of}.filterPlaceholder`),
    total: (count: number, tags: number) =>
      tags > 0
        ? t(`${of}.total`, { count, tags: String(tags) })
        : t(`${of}.count`, { count }),
    hits: (count: number, total: number) =>
      t(`${of}.hits`, { count, total: String(total) }),
    count: (count: number) => t(`${of}.count`, { count }),
    pendingHint: t(`${of}.pendingHint`),
    failed: t(`${of}.failed`),
  };
}
