import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { page, problem, renderInPortal, TestPortal } from '../../__testUtils__';
import { SecurityPage } from './SecurityPage';
import { stepsOf } from './stepsOf';

const LIST = 'GET /v1/security-events';
const COUNTS = 'GET /v1/security-events/counts';

const NO_COUNTS = {
  from: '2026-11-21T10:00:00Z',
  to: '2026-11-22T10:00:00Z',
  step: 'hour',
  items: [],
};

describe('SecurityPage', () => {
  it('shows what happened, how often and since when, and narrows it down', async () => {
    const portal = TestPortal.create({
      [LIST]: page([
        {
          id: '7',
          at: '2026-11-22T09:59:00Z',
          kind: 'token-guess',
          count: 1400,
          address: '192.0.2.66',
          environment: 'shop',
          message: 'A one-time token was shown that is not valid',
        },
      ]),
      [COUNTS]: {
        body: {
          ...NO_COUNTS,
          items: [
            { at: '2026-11-22T08:00:00Z', kind: 'token-guess', count: 2 },
            { at: '2026-11-22T09:00:00Z', kind: 'token-guess', count: 1400 },
          ],
        },
      },
    });
    renderInPortal(<SecurityPage />, { portal });
    expect(await screen.findByText('192.0.2.66')).toBeInTheDocument();
    expect(screen.getByText('1400')).toBeInTheDocument();
    expect(
      screen.getByText(/^A one-time token was shown.* · shop · /),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('img', {
        name: /^Token guess: 1402, at most 1400 at once/,
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: 'Forged header: none' }),
    ).toBeInTheDocument();

    await userEvent.type(screen.getByLabelText('Address'), '192.0.2.');
    await waitFor(() =>
      expect(
        [LIST, COUNTS].map(route =>
          portal.asked(route).at(-1)?.query.get('address'),
        ),
      ).toEqual(['192.0.2.', '192.0.2.']),
    );
    const from = portal.asked(LIST).at(-1)?.query.get('from');
    const age = Date.now() - Date.parse(from ?? '');
    expect(Math.round(age / 3_600_000)).toBe(24);
  });

  it('says that there is nothing', async () => {
    const portal = TestPortal.create({
      [LIST]: page([]),
      [COUNTS]: { body: NO_COUNTS },
    });
    renderInPortal(<SecurityPage />, { portal });
    expect(await screen.findByText('Nothing of concern')).toBeInTheDocument();
  });

  it('says why it cannot', async () => {
    const portal = TestPortal.create({
      [LIST]: problem(403, 'NotAllowedError', 'Admins only'),
      [COUNTS]: problem(403, 'NotAllowedError', 'Admins only'),
    });
    renderInPortal(<SecurityPage />, { portal });
    expect(await screen.findByText('Admins only')).toBeInTheDocument();
    expect(screen.getByRole('main')).toHaveAttribute(
      'data-remote-env-state',
      'failed',
    );
  });
});

describe('stepsOf', () => {
  it('puts counts where they were, also where there are gaps', () => {
    const steps = stepsOf({
      from: '2026-11-21T10:20:00Z',
      to: '2026-11-21T12:20:00Z',
      step: 'hour',
      items: [
        { at: '2026-11-21T10:00:00Z', kind: 'token-guess', count: 4 },
        { at: '2026-11-21T12:00:00Z', kind: 'token-guess', count: 1 },
        { at: '2026-11-21T12:00:00Z', kind: 'forged-header', count: 9 },
      ],
    });
    expect([steps.length, steps.most]).toEqual([3, 9]);
    expect(steps.of('token-guess')).toMatchObject({
      total: 5,
      most: 4,
      bars: [
        { position: 0, count: 4 },
        { position: 2, count: 1 },
      ],
    });
    expect(steps.of('refused-ingress').bars).toEqual([]);
  });
});
