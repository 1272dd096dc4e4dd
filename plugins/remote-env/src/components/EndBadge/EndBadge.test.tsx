import { screen } from '@testing-library/react';
import { renderInPortal, TestPortal } from '../../__testUtils__';
import { isOver } from '../../lib/format/day';
import { EndBadge } from './EndBadge';

describe('EndBadge', () => {
  it.each([
    ['2001-02-03', 'Was to end 2001-02-03'],
    ['9999-12-31', 'Ends 9999-12-31'],
  ])('says of %s: %s', async (day, words) => {
    renderInPortal(<EndBadge day={day} />, { portal: TestPortal.create({}) });
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('counts the last day to the end', () => {
    const evening = new Date(2026, 10, 22, 23, 59);
    expect(isOver('2026-11-22', evening)).toBe(false);
    expect(isOver('2026-11-21', evening)).toBe(true);
  });
});
