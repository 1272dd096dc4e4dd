import { daysLeft, relativeTime, timeLeft } from './time';

const NOW = Date.parse('2026-11-21T12:00:00Z');

describe('relativeTime', () => {
  it.each([
    [0, 'now'],
    [-5, '5 seconds ago'],
    [-90, '1 minute ago'],
    [-3 * 3600, '3 hours ago'],
    [-86_400, 'yesterday'],
    [89 * 86_400, 'in 2 months'],
  ])('%p seconds from now is "%s"', (seconds, text) => {
    expect(relativeTime(NOW + seconds * 1000, NOW, 'en')).toBe(text);
  });
});

describe('timeLeft', () => {
  it.each([
    [300_000, '5:00'],
    [299_001, '5:00'],
    [61_000, '1:01'],
    [9_000, '0:09'],
    [0, '0:00'],
    [-4_000, '0:00'],
  ])('%p ms is %s', (ms, text) => {
    expect(timeLeft(NOW + ms, NOW)).toBe(text);
  });
});

describe('daysLeft', () => {
  it('counts whole days', () => {
    expect(daysLeft(NOW + 86_400_000 * 1.5, NOW)).toBe(1);
    expect(daysLeft(NOW - 1, NOW)).toBe(-1);
  });
});
