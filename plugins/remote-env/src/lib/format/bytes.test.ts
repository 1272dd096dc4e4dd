import { formatBytes } from './bytes';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [14_541, '14.2 KiB'],
    [3 * 1024 * 1024, '3.0 MiB'],
  ])('%p is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
