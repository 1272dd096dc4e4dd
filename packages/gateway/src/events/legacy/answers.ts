import {
  EventFieldError,
  EventMediaTypeError,
  EventSyntaxError,
} from '../errors';

/** Answer of the older protocol when an event is stored. */
export interface LegacyAccepted {
  'event-id': string;
  status: 'published';
  reason: string;
}

/** Every error of the older event routes (application-connector 2.4). */
export interface LegacyErrorBody {
  status: number;
  type:
    | 'bad_payload_syntax'
    | 'validation_violation'
    | 'request_body_too_large'
    | 'internal_server';
  message: string;
  moreInfo: string;
  details: {
    field: string;
    type: 'missing_field' | 'invalid_field';
    message: string;
    moreInfo: string;
  }[];
}

export function legacyAccepted(id: string): LegacyAccepted {
  return { 'event-id': id, status: 'published', reason: '' };
}

function withoutDetails(
  status: number,
  type: LegacyErrorBody['type'],
  message: string,
  moreInfo: string,
): LegacyErrorBody {
  return { status, type, message, moreInfo, details: [] };
}

export function legacyTooLarge(limit: number): LegacyErrorBody {
  return withoutDetails(
    413,
    'request_body_too_large',
    'Request body too large',
    `at most ${limit} bytes`,
  );
}

export function legacyUnavailable(): LegacyErrorBody {
  return withoutDetails(
    503,
    'internal_server',
    'Event was not stored',
    'try again later, with the same event-id',
  );
}

/** @returns undefined for what is no fault of the event */
export function legacyErrorBody(error: unknown): LegacyErrorBody | undefined {
  if (error instanceof EventFieldError) {
    const [type, message] =
      error.problem === 'missing'
        ? (['missing_field', 'Missing field'] as const)
        : (['invalid_field', 'Invalid field'] as const);
    return {
      status: 400,
      type: 'validation_violation',
      message,
      moreInfo: '',
      details: [{ field: error.field, type, message, moreInfo: error.rule }],
    };
  }
  if (
    error instanceof EventSyntaxError ||
    error instanceof EventMediaTypeError
  ) {
    return withoutDetails(
      error instanceof EventSyntaxError ? 400 : 415,
      'bad_payload_syntax',
      'Bad payload syntax',
      error.message,
    );
  }
  return undefined;
}
