import { screen } from '@testing-library/react';
import { problem, renderInPortal, TestPortal } from '../../__testUtils__';
import { HealthPage } from './HealthPage';

describe('HealthPage', () => {
  it('shows gateway, store and index', async () => {
    renderInPortal(<HealthPage />, {
      portal: TestPortal.create({
        'GET /v1/health': {
          body: {
            gateway: {
              state: 'restarting',
              restarts: 2,
              adopted: false,
              lastExit: 'signal SIGKILL',
              viewAgeSeconds: 0.44,
            },
            authority: { state: 'ok' },
            store: { state: 'unavailable', message: 'The disk is full' },
            index: { state: 'behind', objects: 12 },
          },
        },
      }),
    });
    for (const text of [
      'Restarting',
      'signal SIGKILL',
      '0.4 s',
      'Unavailable',
      'The disk is full',
      'Behind',
      '12',
    ]) {
      expect(await screen.findByText(text)).toBeInTheDocument();
    }
  });

  it('says why it cannot', async () => {
    renderInPortal(<HealthPage />, {
      portal: TestPortal.create({
        'GET /v1/health': problem(403, 'NotAllowedError', 'Admins only'),
      }),
    });
    expect(await screen.findByText('Admins only')).toBeInTheDocument();
  });
});
