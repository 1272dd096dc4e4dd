import { useEffect, useRef } from 'react';
import { useQueryParam } from '../../hooks';
import {
  isAddressOfTopic,
  readAddress,
} from '../../lib/documents/asyncapi/addresses';
import type { JsonObject } from '../../lib/documents/json';
import { findChannel, findOperation, reveal } from './revealing';

/** What is drawn. */
interface Drawn {
  kind: string;
  document?: JsonObject;
}

/**
 * Leads to the operation or channel that the page's address names, once it is drawn.
 *
 * @param view - one and the same as long as the same is drawn
 * @param topics - whether channels were topics of AsyncAPI 1, by which links name them
 * @returns for the element below which it is drawn
 */
export function useNamedPlace(view: Drawn, { topics = false } = {}) {
  const root = useRef<HTMLDivElement>(null);
  const [operation] = useQueryParam('operation');
  const [channel] = useQueryParam('channel');
  useEffect(() => {
    const { kind, document } = view;
    if (!root.current || !document || (!operation && !channel)) {
      return undefined;
    }
    if (kind === 'openapi') {
      return reveal(root.current, element => findOperation(element, operation));
    }
    const address = readAddress(document, channel);
    return reveal(root.current, element =>
      findChannel(element, drawn =>
        topics ? isAddressOfTopic(drawn, channel) : drawn === address,
      ),
    );
  }, [view, topics, operation, channel]);
  return root;
}
