import type { BusEvent } from '../../ports';
import { checkEvent, eventSchema } from '../../events/eventRules';
import type { EventRecord } from './operations';

/** @throws ResourceInvalidError that names the attribute */
export function toRecord(event: BusEvent): EventRecord {
  const attributes = checkEvent(event);
  const { data } = event;
  return {
    environmentUid: attributes.environmentUid,
    id: attributes.id,
    type: attributes.type,
    typeVersion: attributes.typeVersion,
    envelope: JSON.stringify(attributes),
    // A copy of just these bytes: a view would carry its whole backing buffer across the thread boundary.
    data: data && new Uint8Array(data),
  };
}

export function fromRecord(record: {
  envelope: string;
  data?: Uint8Array;
}): BusEvent {
  const attributes = eventSchema.parse(JSON.parse(record.envelope));
  const { data } = record;
  return {
    ...attributes,
    ...(data && {
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    }),
  };
}
