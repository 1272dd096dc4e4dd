import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { problem, renderInPortal, TestPortal } from '../../__testUtils__';
import { HealthPage } from './HealthPage';

const authority = (name: string, certificates: number) => ({
  subject: `O=Acme,CN=${name}`,
  issuer: `O=Acme,CN=${name}`,
  fingerprint: name.repeat(64),
  serialNumber: '1',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2036-01-01T00:00:00Z',
  keyAlgorithm: 'rsa3072',
  certificates,
  revoked: 0,
});
const AUTHORITIES = {
  current: { ...authority('a', 71), source: 'made' },
  retired: [],
};
const HEALTHY = {
  gateway: { state: 'running' },
  authority: { state: 'ok' },
  store: { state: 'ok' },
  index: { state: 'current', objects: 12 },
};

describe('HealthPage', () => {
  it('rotates the authority that it shows, after a question', async () => {
    let rotated = false;
    const portal = TestPortal.create({
      'GET /v1/health': { body: HEALTHY },
      'GET /v1/authority': () => ({
        body: rotated
          ? {
              current: { ...authority('b', 0), source: 'made' },
              retired: [
                { ...authority('a', 71), retiredAt: '2026-11-21T00:00:00Z' },
              ],
            }
          : AUTHORITIES,
      }),
      'POST /v1/authority/rotation': () => {
        rotated = true;
        return {
          body: {
            current: { ...authority('b', 0), source: 'made' },
            retired: [],
          },
        };
      },
    });
    renderInPortal(<HealthPage />, { portal });
    expect(await screen.findByText('O=Acme,CN=a')).toBeInTheDocument();
    expect(screen.getByText('71')).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Rotate' }),
    );
    expect(rotated).toBe(false);
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Rotate' }),
    );
    expect(await screen.findByText('O=Acme,CN=b')).toBeInTheDocument();
    expect(await screen.findByText('Former')).toBeInTheDocument();
    const sent = portal.requests.find(({ method }) => method === 'POST');
    expect(JSON.parse(sent?.body ?? '')).toEqual({ replaces: 'a'.repeat(64) });
  });

  it('says why an authority is refused, and offers nothing where it comes from outside', async () => {
    renderInPortal(<HealthPage />, {
      portal: TestPortal.create({
        'GET /v1/health': { body: HEALTHY },
        'GET /v1/authority': {
          body: {
            current: { ...authority('a', 71), source: 'files' },
            retired: [],
            problem: 'the chain is incomplete',
            obstacle: 'It comes from files',
          },
        },
      }),
    });
    for (const text of [
      'the chain is incomplete',
      'Replacement refused',
      'Signs (from files)',
      'It comes from files',
    ]) {
      expect(await screen.findByText(text)).toBeInTheDocument();
    }
    expect(
      screen.queryByRole('button', { name: 'Rotate' }),
    ).not.toBeInTheDocument();
  });

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
        'GET /v1/authority': { body: AUTHORITIES },
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
