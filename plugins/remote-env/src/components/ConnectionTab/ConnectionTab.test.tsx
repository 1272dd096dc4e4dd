import { tokenIssuePermission } from '@remote-env/plugin-remote-env-common';
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
const HOUR = '2026-11-21T12:00:00.000Z';
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

function portalWith(
  certificates: unknown[] = [certificate],
  former: unknown[] = [],
) {
  return TestPortal.create({
    [`GET ${BASE}/certificates`]: ({ query }) =>
      page(query.get('state') === 'current' ? certificates : former),
    [`GET ${BASE}/calls`]: { body: { from: HOUR, items: [] } },
    [`GET ${BASE}/activity`]: page([]),
    [`GET ${BASE}/tokens`]: { body: { items: [] } },
    [`POST ${BASE}/tokens`]: {
      status: 201,
      body: {
        url: TOKEN_URL,
        token: 'abc',
        fingerprint: FINGERPRINT,
        issuedAt: new Date().toISOString(),
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

const IN = { mountPath: '/*' };

/** Opens the dialog at one of its ways. */
async function openDialog(way?: string) {
  const open = await screen.findByRole('button', {
    name: 'Connect the system',
  });
  await waitFor(() => expect(open).toBeEnabled());
  await userEvent.click(open);
  const dialog = await screen.findByRole('dialog', { name: 'Connect shop' });
  if (way) {
    await userEvent.click(within(dialog).getByRole('tab', { name: way }));
  }
  return within(dialog);
}

describe('ConnectionTab', () => {
  it('fetches a token on click only, and shows how to use it and how long', async () => {
    const portal = portalWith([]);
    renderInPortal(<ConnectionTab environment={shop} />, { portal, ...IN });
    const dialog = await openDialog();
    expect(portal.asked(`POST ${BASE}/tokens`)).toHaveLength(0);

    await userEvent.click(
      dialog.getByRole('button', { name: 'Get a one-time token' }),
    );
    expect(await dialog.findByRole('timer')).toHaveTextContent(
      /Expires in [45]:\d\d/,
    );
    expect(dialog.getByText(TOKEN_URL)).toBeInTheDocument();
    expect(
      dialog.getByText(`remote-env connect '${TOKEN_URL}' --out ./shop`),
    ).toBeInTheDocument();
    expect(
      dialog.getByRole('button', { name: 'Copy Token URL' }),
    ).toBeInTheDocument();
    expect(portal.asked(`POST ${BASE}/tokens`)).toHaveLength(1);
  });

  it('turns green with the first call, and says what it was', async () => {
    const portal = portalWith([]);
    const issuedAt = new Date().toISOString();
    let tokens: object[] = [
      {
        fingerprint: FINGERPRINT,
        issuedBy: 'user:default/ada',
        issuedAt,
        expiresAt: new Date(Date.now() + 240_000).toISOString(),
      },
    ];
    portal.on(`GET ${BASE}/tokens`, () => ({ body: { items: tokens } }));
    renderInPortal(<ConnectionTab environment={shop} />, { portal, ...IN });
    const waiting = 'Waiting for the system to use the one-time token';
    expect((await screen.findAllByText(waiting)).length).toBeGreaterThan(0);

    tokens = [];
    portal.on(`GET ${BASE}/certificates`, ({ query }) =>
      page(
        query.get('state') === 'current'
          ? [
              {
                ...certificate,
                issuedAt,
                lastUsed: issuedAt,
                firstUse: {
                  at: issuedAt,
                  address: '192.0.2.7',
                  gateway: 'edge-0',
                  route: 'management-info',
                  agent: 'curl/8.9',
                },
              },
            ]
          : [],
      ),
    );
    // Nothing signals in this test: the page asks by itself while it waits.
    const connected = await screen.findAllByText(
      'The system is connected',
      undefined,
      { timeout: 15_000 },
    );
    expect(connected.length).toBeGreaterThan(0);
    expect(screen.getByText('192.0.2.7')).toBeInTheDocument();
    expect(
      screen.getByText('Management information by curl/8.9'),
    ).toBeInTheDocument();
    expect(screen.queryByText(waiting)).not.toBeInTheDocument();
  }, 30_000);

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
    renderInPortal(<ConnectionTab environment={shop} />, { portal, ...IN });
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

  it('no longer shows a token that has expired, and gets another', async () => {
    const portal = portalWith([]);
    let expiresAt = new Date(Date.now() - 1_000).toISOString();
    portal.on(`POST ${BASE}/tokens`, () => ({
      status: 201,
      body: {
        url: TOKEN_URL,
        token: 'abc',
        fingerprint: FINGERPRINT,
        issuedAt: new Date().toISOString(),
        expiresAt,
      },
    }));
    renderInPortal(<ConnectionTab environment={shop} />, { portal, ...IN });
    const dialog = await openDialog();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Get a one-time token' }),
    );
    expect(
      await dialog.findByText('Expired: get another one'),
    ).toBeInTheDocument();
    expect(dialog.queryByText(TOKEN_URL)).not.toBeInTheDocument();
    expiresAt = new Date(Date.now() + 300_000).toISOString();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Get another one' }),
    );
    expect(await dialog.findByText(TOKEN_URL)).toBeInTheDocument();
  });

  it('makes a certificate in the page without the key ever leaving it', async () => {
    const portal = portalWith([]);
    renderInPortal(<ConnectionTab environment={shop} />, { portal, ...IN });
    const dialog = await openDialog('In the browser');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Make key and certificate' }),
    );
    expect(
      await dialog.findByRole('button', { name: 'Download PEM files' }),
    ).toBeEnabled();

    const [signing] = portal.asked(`POST ${BASE}/certificates`);
    expect(JSON.parse(signing?.body ?? '')).toEqual({
      csr: expect.stringMatching(/^-----BEGIN CERTIFICATE REQUEST-----/),
      origin: 'browser',
    });
    for (const { path, query, headers, body } of portal.requests) {
      const sent = [path, query, ...headers.values(), body].join('\n');
      expect(sent).not.toContain('PRIVATE KEY');
    }
    const pack = dialog.getByRole('button', { name: 'Download PKCS #12' });
    expect(pack).toBeDisabled();
    await userEvent.type(dialog.getByLabelText('Passphrase'), 'open sesame');
    expect(pack).toBeEnabled();

    // What was made is still there after a look at another way.
    await userEvent.click(dialog.getByRole('tab', { name: 'Token URL' }));
    await userEvent.click(dialog.getByRole('tab', { name: 'In the browser' }));
    await userEvent.click(
      dialog.getAllByRole('button', { name: 'Close' }).at(-1) ?? document.body,
    );
    expect(
      await dialog.findByText(/You have not downloaded the key yet/),
    ).toBeInTheDocument();
  });

  it('shows the portal’s reason when it gives no token', async () => {
    const portal = portalWith([]);
    portal.on(
      `POST ${BASE}/tokens`,
      problem(409, 'ConflictError', 'Too many tokens are alive'),
    );
    renderInPortal(<ConnectionTab environment={shop} />, { portal, ...IN });
    const dialog = await openDialog();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Get a one-time token' }),
    );
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'Too many tokens are alive',
    );
  });

  it('asks for no tokens where nobody may issue them', async () => {
    const portal = portalWith();
    renderInPortal(<ConnectionTab environment={shop} />, {
      portal,
      denied: [tokenIssuePermission.name],
      ...IN,
    });
    await screen.findByRole('article', { name: /ffeeddcc…221100/ });
    expect(portal.asked(`GET ${BASE}/tokens`)).toHaveLength(0);
  });

  it.each([
    ['requested' as const, [], 'Certificates are issued while'],
    [
      'approved' as const,
      [tokenIssuePermission.name],
      'Only its owner or an admin',
    ],
  ])('offers nothing when %s and denied %p', async (state, denied, why) => {
    const portal = portalWith([]);
    renderInPortal(<ConnectionTab environment={{ ...shop, state }} />, {
      portal,
      denied,
      ...IN,
      at: '/?connect=token',
    });
    expect(await screen.findByText(new RegExp(why))).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Connect the system' }),
    ).toBeDisabled();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});
