import {
  certificateRevokePermission,
  tokenIssuePermission,
} from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  certificate,
  page,
  problem,
  renderInPortal,
  shop,
  TestPortal,
} from '../../__testUtils__';
import { ConnectionTab } from './ConnectionTab';

const BASE = '/v1/environments/shop';
const TOKEN_URL =
  'https://edge.example/v1/applications/signingRequests/info?token=abc';
const FINGERPRINT = 'ab'.repeat(32);
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

function portalWith(certificates: unknown[] = [certificate]) {
  return TestPortal.create({
    [`GET ${BASE}/certificates`]: page(certificates),
    [`GET ${BASE}/tokens`]: { body: { items: [] } },
    [`POST ${BASE}/tokens`]: {
      status: 201,
      body: {
        url: TOKEN_URL,
        token: 'abc',
        fingerprint: FINGERPRINT,
        expiresAt: new Date(Date.now() + 300_000).toISOString(),
      },
    },
    [`GET ${BASE}/signing-info`]: {
      body: {
        subject: 'O=Acme,OU=IT,L=Berlin,ST=Berlin,C=DE,CN=shop',
        keyAlgorithm: 'rsa2048',
      },
    },
    [`POST ${BASE}/certificates`]: {
      status: 201,
      body: {
        certificate: PEM,
        chain: PEM,
        fingerprint: certificate.fingerprint,
      },
    },
    [`GET ${BASE}/certificates/${certificate.fingerprint}`]: {
      body: { ...certificate, pem: PEM, chain: PEM },
    },
    [`POST ${BASE}/certificates/${certificate.fingerprint}/revocation`]: {
      body: { ...certificate, state: 'revoked' },
    },
  });
}

describe('ConnectionTab', () => {
  it('fetches a token on click only, and shows how to use it and how long', async () => {
    const portal = portalWith();
    renderInPortal(<ConnectionTab environment={shop} />, { portal });
    await screen.findByText('ffeeddcc…221100');
    expect(portal.asked(`POST ${BASE}/tokens`)).toHaveLength(0);

    const button = screen.getByRole('button', {
      name: 'Get a one-time token',
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('timer')).toHaveTextContent(
      /Expires in [45]:\d\d/,
    );
    expect(within(dialog).getByText(TOKEN_URL)).toBeInTheDocument();
    expect(
      within(dialog).getByText(
        `remote-env connect '${TOKEN_URL}' --out ./shop`,
      ),
    ).toBeInTheDocument();
    expect(
      within(dialog).getByRole('button', { name: 'Copy Token URL' }),
    ).toBeInTheDocument();
    expect(portal.asked(`POST ${BASE}/tokens`)).toHaveLength(1);
  });

  it('shows tokens in circulation to those who may issue them, and cancels one', async () => {
    const portal = portalWith();
    let items = [
      {
        fingerprint: FINGERPRINT,
        issuedBy: 'user:default/ada',
        issuedAt: new Date().toISOString(),
        expiresAt: new Date(Date.now() + 240_000).toISOString(),
      },
    ];
    portal.on(`GET ${BASE}/tokens`, () => ({ body: { items } }));
    portal.on(`DELETE ${BASE}/tokens/${FINGERPRINT}`, () => {
      items = [];
      return { status: 204 };
    });
    renderInPortal(<ConnectionTab environment={shop} />, { portal });
    expect(
      await screen.findByText('One-time tokens in circulation'),
    ).toBeInTheDocument();
    expect(await screen.findByText(/^[34]:\d\d$/)).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Cancel: abababab…ababab' }),
    );
    await waitFor(() =>
      expect(
        screen.queryByText('One-time tokens in circulation'),
      ).not.toBeInTheDocument(),
    );
    expect(portal.asked(`DELETE ${BASE}/tokens/${FINGERPRINT}`)).toHaveLength(
      1,
    );
  });

  it('asks for no tokens where nobody may issue them', async () => {
    const portal = portalWith();
    renderInPortal(<ConnectionTab environment={shop} />, {
      portal,
      denied: [tokenIssuePermission.name],
    });
    expect(
      await screen.findByText(/Only its owner or an admin/),
    ).toBeInTheDocument();
    await screen.findByText('ffeeddcc…221100');
    expect(portal.asked(`GET ${BASE}/tokens`)).toHaveLength(0);
  });

  it('no longer shows a token that has expired', async () => {
    const portal = portalWith();
    portal.on(`POST ${BASE}/tokens`, {
      status: 201,
      body: {
        url: TOKEN_URL,
        token: 'abc',
        expiresAt: new Date(Date.now() - 1_000).toISOString(),
      },
    });
    renderInPortal(<ConnectionTab environment={shop} />, { portal });
    const button = await screen.findByRole('button', {
      name: 'Get a one-time token',
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    expect(
      await screen.findByText('Expired: get another one'),
    ).toBeInTheDocument();
    expect(screen.queryByText(TOKEN_URL)).not.toBeInTheDocument();
  });

  it('makes a certificate in the page without the key ever leaving it', async () => {
    const portal = portalWith();
    renderInPortal(<ConnectionTab environment={shop} />, { portal });
    const button = await screen.findByRole('button', {
      name: 'Make key and certificate',
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    const dialog = await screen.findByRole('dialog');
    expect(
      within(dialog).getByRole('button', { name: 'Download PEM files' }),
    ).toBeEnabled();

    const [signing] = portal.asked(`POST ${BASE}/certificates`);
    expect(JSON.parse(signing?.body ?? '')).toEqual({
      csr: expect.stringMatching(/^-----BEGIN CERTIFICATE REQUEST-----/),
    });
    for (const { path, query, headers, body } of portal.requests) {
      const sent = [path, query, ...headers.values(), body].join('\n');
      expect(sent).not.toContain('PRIVATE KEY');
    }

    await userEvent.click(
      within(dialog).getAllByRole('button', { name: 'Close' }).at(-1) ??
        document.body,
    );
    expect(
      await screen.findByText(/You have not downloaded the key yet/),
    ).toBeInTheDocument();
    expect(screen.getByRole('dialog')).toBeInTheDocument();
  });

  it('asks for a passphrase before it packs PKCS #12', async () => {
    const portal = portalWith();
    renderInPortal(<ConnectionTab environment={shop} />, { portal });
    const make = await screen.findByRole('button', {
      name: 'Make key and certificate',
    });
    await waitFor(() => expect(make).toBeEnabled());
    await userEvent.click(make);
    await screen.findByRole('dialog');
    const pack = screen.getByRole('button', { name: 'Download PKCS #12' });
    expect(pack).toBeDisabled();
    await userEvent.type(screen.getByLabelText('Passphrase'), 'open sesame');
    expect(pack).toBeEnabled();
  });

  it('shows the portal’s reason when it does not sign', async () => {
    const portal = portalWith();
    portal.on(
      `POST ${BASE}/tokens`,
      problem(409, 'ConflictError', 'Too many tokens are alive'),
    );
    const { toasts } = renderInPortal(<ConnectionTab environment={shop} />, {
      portal,
    });
    const button = await screen.findByRole('button', {
      name: 'Get a one-time token',
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    await waitFor(() =>
      expect(toasts.post).toHaveBeenCalledWith(
        expect.objectContaining({
          description: 'Too many tokens are alive',
          status: 'danger',
        }),
      ),
    );
  });

  it.each([
    ['requested' as const, [], 'Certificates are issued while'],
    [
      'approved' as const,
      [tokenIssuePermission.name],
      'Only its owner or an admin',
    ],
  ])('offers nothing when %s and denied %p', async (state, denied, why) => {
    renderInPortal(<ConnectionTab environment={{ ...shop, state }} />, {
      portal: portalWith([]),
      denied,
    });
    expect(await screen.findByText(new RegExp(why))).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Get a one-time token' }),
    ).toBeDisabled();
    expect(
      screen.getByRole('button', { name: 'Make key and certificate' }),
    ).toBeDisabled();
  });

  it('revokes after asking for a reason', async () => {
    const portal = portalWith();
    renderInPortal(<ConnectionTab environment={shop} />, { portal });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Details' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Revoke' }),
    );
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Reason (optional)' }),
      'Lost laptop',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Revoke' }));
    await waitFor(() =>
      expect(
        portal
          .asked(
            `POST ${BASE}/certificates/${certificate.fingerprint}/revocation`,
          )
          .map(({ body }) => JSON.parse(body)),
      ).toEqual([{ reason: 'Lost laptop' }]),
    );
  });

  it('hides revocation from readers who may not revoke', async () => {
    renderInPortal(<ConnectionTab environment={shop} />, {
      portal: portalWith(),
      denied: [certificateRevokePermission.name],
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Details' }),
    );
    await screen.findByText('CN=Remote Environments CA');
    expect(
      screen.queryByRole('button', { name: 'Revoke' }),
    ).not.toBeInTheDocument();
  });
});
