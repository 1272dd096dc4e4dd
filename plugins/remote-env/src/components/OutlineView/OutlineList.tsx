import { Box, Button, SearchField, Text } from '@backstage/ui';
import { serviceInvokePermission } from '@remote-env/plugin-remote-env-common';
import {
  startTransition,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { DocumentInfo, DocumentOutline, ServiceRef } from '../../apis';
import { useAllowedOnceKnown, useInvokeUrl, useQueryParam } from '../../hooks';
import {
  outlineGroups,
  type OutlineGroup as Group,
} from '../../lib/documents/outlineGroups';
import { useText } from '../../translation';
import { EmptyState, Filters } from '../../ui';
import { SafeMarkdown } from '../SafeMarkdown';
import { preloadViewer } from '../ServiceDocument';
import { OutlineGroup } from './OutlineGroup';
import styles from './OutlineView.module.css';
import {
  outlineParameter,
  useOutlineTexts,
  type OutlineParameter,
} from './useOutlineTexts';

/** Hits that are shown at once: nobody reads more, and each takes its time to paint. */
const MAX_HITS = 200;

interface OutlineListProps {
  service: ServiceRef;
  document: DocumentInfo;
  outline: DocumentOutline;
}

/** The operations of an API, or the channels of a catalog, under their tags; the one that the address names is open. */
export function OutlineList({ service, document, outline }: OutlineListProps) {
  const { t } = useText();
  // Every operation that is opened asks for them: known by then.
  const mayInvoke = useAllowedOnceKnown(
    serviceInvokePermission,
    service.environment,
  );
  useInvokeUrl(service);
  const [filter, setFilter] = useState('');
  const words = useDeferredValue(filter.trim());
  const texts = useOutlineTexts(document);
  const parameter = outlineParameter(document);
  const [named, setNamed] = useOpenEntry(parameter);
  const open = anchorOf(outline, named);
  const all = useMemo(() => outlineGroups(outline, ''), [outline]);
  const [openGroups, setOpenGroups] = useState(() => firstOpen(all, open));
  useEffect(() => {
    if (parameter === 'channel') {
      preloadViewer('asyncapi');
    }
  }, [parameter]);
  const groups = useMemo(
    () => (words ? limited(outlineGroups(outline, words)) : all),
    [outline, words, all],
  );
  const total = outline.entries?.length ?? 0;

  const toggle = (tag: string | undefined) =>
    setOpenGroups(before => {
      const after = new Set(before);
      if (!after.delete(tag)) {
        after.add(tag);
      }
      return after;
    });

  return (
    <Box bg="neutral" className={styles.view}>
      <div className={styles.about}>
        <Text as="h3" variant="title-small" weight="bold">
          {outline.title} {outline.version}
        </Text>
        {outline.description && <About description={outline.description} />}
      </div>
      <Filters>
        <SearchField
          aria-label={texts.filter}
          placeholder={texts.filterPlaceholder}
          value={filter}
          onChange={setFilter}
        />
      </Filters>
      <Text as="div" color="secondary" role="status">
        {words
          ? texts.hits(
              new Set(groups.flatMap(each => each.entries)).size,
              total,
            )
          : texts.total(
              total,
              all.filter(({ tag }) => tag !== undefined).length,
            )}
      </Text>
      {parameter === 'operation' && mayInvoke !== undefined && (
        <Text as="div" color="secondary">
          {mayInvoke
            ? t('service.document.tryIt')
            : t('service.document.readOnly')}
        </Text>
      )}
      {groups.length === 0 && <EmptyState title={t('common.noMatch')} />}
      <div>
        {groups.map(group => (
          <OutlineGroup
            key={group.tag ?? ''}
            group={group}
            service={service}
            document={document}
            isOpen={words !== '' || openGroups.has(group.tag)}
            onToggle={words === '' ? () => toggle(group.tag) : undefined}
            openAnchor={open}
            onOpen={setNamed}
          />
        ))}
      </div>
    </Box>
  );
}

/** What the address names, by its anchor; people write the address of a channel, too. */
function anchorOf({ entries = [] }: DocumentOutline, named: string): string {
  const entry =
    entries.find(({ anchor }) => anchor === named) ??
    entries.find(({ kind, name }) => kind === 'channel' && name === named);
  return entry?.anchor ?? named;
}

/**
 * The operation or channel that the address names. One that is clicked is open at once, and the address, by which the whole page is
 * drawn anew, follows.
 */
function useOpenEntry(
  parameter: OutlineParameter,
): [string, (anchor: string) => void] {
  const [named, setNamed] = useQueryParam(parameter);
  const [open, setOpen] = useState(named);
  useEffect(() => setOpen(named), [named]);
  // Another one with each address, which must not draw all rows anew.
  const latest = useRef(setNamed);
  useEffect(() => {
    latest.current = setNamed;
  }, [setNamed]);
  const change = useCallback((anchor: string) => {
    setOpen(anchor);
    startTransition(() => latest.current(anchor));
  }, []);
  return [open, change];
}

/** The group of what the address names, or the first one. */
function firstOpen(
  groups: readonly Group[],
  open: string,
): Set<string | undefined> {
  const named = groups.find(group =>
    group.entries.some(({ anchor }) => anchor === open),
  );
  const first = named ?? groups[0];
  return new Set(first ? [first.tag] : []);
}

function limited(groups: readonly Group[]): Group[] {
  let left = MAX_HITS;
  return groups.flatMap(group => {
    const entries = group.entries.slice(0, Math.max(left, 0));
    left -= entries.length;
    return entries.length > 0 ? [{ ...group, entries }] : [];
  });
}

/** A document may begin with pages of text: the reader came for its operations. */
function About({ description }: { description: string }) {
  const { t } = useText();
  const [isWhole, setIsWhole] = useState(false);
  const [beginning = ''] = description.split('\n\n', 1);
  return (
    <>
      <SafeMarkdown>{isWhole ? description : beginning}</SafeMarkdown>
      {beginning.length < description.length && (
        <div>
          <Button
            size="small"
            variant="tertiary"
            aria-expanded={isWhole}
            onPress={() => setIsWhole(!isWhole)}
          >
            {isWhole
              ? t('service.operations.less')
              : t('service.operations.more')}
          </Button>
        </div>
      )}
    </>
  );
}
