import {
  CHANNELS_FROM_BYTES,
  SLICED_FROM_BYTES,
} from '@remote-env/plugin-remote-env-common';
import { viewerOf } from './viewerOf';

describe('viewerOf', () => {
  it.each([
    ['openapi-3.1', 1, 'openapi'],
    ['swagger-2.0', SLICED_FROM_BYTES - 1, 'openapi'],
    ['swagger-2.0', SLICED_FROM_BYTES, 'operations'],
    ['asyncapi-2', CHANNELS_FROM_BYTES - 1, 'asyncapi'],
    ['asyncapi-3', CHANNELS_FROM_BYTES, 'channels'],
    ['asyncapi-1', SLICED_FROM_BYTES, 'asyncapi'],
    ['odata-edmx', SLICED_FROM_BYTES, 'odata'],
    ['markdown-set', 1, undefined],
  ])('shows %s of %d bytes by %s', (format, size, viewer) => {
    expect(viewerOf({ format, size })).toBe(viewer);
  });
});
