import { certificateRevokePermission } from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  certificate,
  page,
  problem,
  renderInPortal,
  TestPortal,
} from '../../__testUtils__';
import { CertificatesSection } from './CertificatesSection';

const BASE = '/v1/environments/shop';
const REVOCATION = `POST ${BASE}/certificates/${certificate.fingerprint}/revocation`;
const DAY = 86_400_000;
const inDays = (days: number) =>
  new Date(Date.now() + days * DAY + 3_600_000).toISOString();

function portalWith(current: unknown[], former: unknown[] = []) {
  return TestPortal.create({
    [`GET ${BASE}/certificates`]: ({ query }) =>
      page(query.get('state') === 'current' ? current : former),
    [REVOCATION]: { body: { ...certificate, state: 'revoked' } },
  });
}

function render(portal: TestPortal, denied?: string[]) {
  renderInPortal(<CertificatesSection environment="shop" />, {
    portal,
    denied,
  });
}

const card = () => screen.findByRole('article', { name: /ffeeddcc…221100/ });

describe('CertificatesSection', () => {
  it('shows what there is to know of a certificate, and how much of its time is left', async () => {
    const renewed = {
      ...certificate,
      source: 'upload',
      notBefore: inDays(-85),
      notAfter: inDays(5),
      lastUsed: inDays(-1),
      lastUse: { address: '192.0.2.7', gateway: 'edge-0' },
    };
    render(portalWith([renewed]));
    const shown = within(await card());
    expect(shown.getByText(/^01:23:45:67/)).toBeInTheDocument();
    expect(
      shown.getByRole('button', { name: 'Copy fingerprint' }),
    ).toBeInTheDocument();
    expect(shown.getByText('Uploaded request')).toBeInTheDocument();
    expect(
      shown.getByText(/from 192\.0\.2\.7 at gateway edge-0/),
    ).toBeInTheDocument();
    const meter = shown.getByRole('meter', { name: 'Validity' });
    expect(meter).toHaveAttribute('aria-valuenow', '94');
    expect(meter).toHaveAccessibleName('Validity');
    expect(meter.getAttribute('aria-valuetext')).toMatch(
      /^Expires soon: 5 days left of 90, until /,
    );
  });

  it('folds away those that no longer open anything', async () => {
    const former = {
      ...certificate,
      serialNumber: 'AA',
      fingerprint: 'cd'.repeat(32),
      state: 'revoked',
      revocation: {
        at: inDays(-1),
        by: 'user:default/ada',
        code: 'keyCompromise',
        reason: 'Lost laptop',
      },
    };
    render(portalWith([certificate], [former]));
    await card();
    await userEvent.click(
      await screen.findByRole('button', { name: /Former certificates \(1\)/ }),
    );
    const folded = within(
      await screen.findByRole('article', { name: 'Certificate AA' }),
    );
    expect(
      folded.getByText(/by ada because of: Somebody else may have the key/),
    ).toBeInTheDocument();
    expect(folded.getByText('Lost laptop')).toBeInTheDocument();
    expect(
      folded.queryByRole('button', { name: 'Revoke' }),
    ).not.toBeInTheDocument();
  });

  it('revokes with a reason for lists and one for people', async () => {
    const portal = portalWith([certificate]);
    render(portal);
    const revoke = await screen.findByRole('button', { name: 'Revoke' });
    await userEvent.click(revoke);
    const dialog = within(
      await screen.findByRole('dialog', { name: /^Revoke this/ }),
    );
    await userEvent.click(
      dialog.getByRole('button', { name: /Reason on lists/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', {
        name: 'Somebody else may have the key',
      }),
    );
    await userEvent.type(
      dialog.getByRole('textbox', { name: /In words/ }),
      'Lost laptop',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Revoke' }));
    await waitFor(() =>
      expect(
        portal.asked(REVOCATION).map(({ body }) => JSON.parse(body)),
      ).toEqual([{ reason: 'Lost laptop', code: 'keyCompromise' }]),
    );
  });

  it('hides revocation from readers who may not revoke', async () => {
    render(portalWith([certificate]), [certificateRevokePermission.name]);
    const shown = within(await card());
    expect(
      shown.queryByRole('button', { name: 'Revoke' }),
    ).not.toBeInTheDocument();
    expect(shown.getByRole('button', { name: 'Chain' })).toBeInTheDocument();
  });

  it('says that there is none, and that they could not be read', async () => {
    const portal = portalWith([]);
    render(portal);
    expect(
      await screen.findByText('No certificate is valid now'),
    ).toBeInTheDocument();
  });

  it('says why they could not be read, and tries again', async () => {
    const portal = portalWith([certificate]);
    portal.on(`GET ${BASE}/certificates`, problem(503, 'Error', 'No database'));
    render(portal);
    expect(await screen.findByRole('alert')).toHaveTextContent('No database');
    portal.on(`GET ${BASE}/certificates`, page([certificate]));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await card();
  });
});
