import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  page,
  problem,
  renderInPortal,
  shop,
  TestPortal,
} from '../../__testUtils__';
import { encodePem } from '../../lib/certificates/pem';
import { UploadWay, useUploadWay } from '.';

const BASE = '/v1/environments/shop';
const CHECK = `POST ${BASE}/certificate-request-check`;
const SIGN = `POST ${BASE}/certificates`;
const DER = Uint8Array.from([0x30, 0x03, 0x02, 0x01, 0x05]);
const CSR = encodePem(DER.buffer, 'CERTIFICATE REQUEST');
const SUBJECT = 'O=Acme,CN=shop';

function Upload() {
  const state = useUploadWay(shop.name);
  return <UploadWay environment={shop.name} isEnabled state={state} />;
}

function render(problems: string[]) {
  const portal = TestPortal.create({
    [CHECK]: {
      body: {
        subject: problems.length ? 'CN=other' : SUBJECT,
        expectedSubject: SUBJECT,
        key: 'rsa2048',
        signatureAlgorithm: 'SHA-256 with RSA',
        problems,
      },
    },
    [SIGN]: {
      status: 201,
      body: { certificate: 'leaf', chain: 'chain', fingerprint: 'ab' },
    },
    [`GET ${BASE}/certificates`]: page([]),
    [`GET ${BASE}/tokens`]: { body: { items: [] } },
  });
  renderInPortal(<Upload />, { portal });
  return portal;
}

const sent = (portal: TestPortal, route: string) =>
  portal.asked(route).map(({ body }) => JSON.parse(body));
const signButton = () => screen.getByRole('button', { name: 'Have it signed' });

describe('UploadWay', () => {
  it('says exactly why a pasted request would be refused, and does not send it to be signed', async () => {
    const portal = render(['CSR: Invalid common name provided.']);
    const field = await screen.findByRole('textbox');
    fireEvent.change(field, { target: { value: CSR } });
    const alert = await screen.findByRole('alert');
    expect(
      within(alert).getByText('CSR: Invalid common name provided.'),
    ).toBeInTheDocument();
    expect(screen.getByText('CN=other')).toBeInTheDocument();
    expect(screen.getByText(SUBJECT)).toBeInTheDocument();
    expect(signButton()).toBeDisabled();
    expect(sent(portal, CHECK)).toEqual([{ csr: CSR }]);
  });

  it('has a DER file signed, and offers certificate, chain and both', async () => {
    const portal = render([]);
    const choose = await screen.findByLabelText('Choose a file');
    fireEvent.change(choose, {
      target: { files: [new File([DER], 'shop.der')] },
    });
    expect(
      await screen.findByText('This request can be signed'),
    ).toBeInTheDocument();
    await userEvent.click(signButton());
    for (const name of ['Certificate', 'Chain', 'Both in one file']) {
      expect(await screen.findByRole('button', { name })).toBeEnabled();
    }
    expect(sent(portal, SIGN)).toEqual([{ csr: CSR, origin: 'upload' }]);
    expect(
      await screen.findAllByText(/Waiting for the first call/),
    ).not.toHaveLength(0);
  });

  it('takes a file that is dropped', async () => {
    const portal = render([]);
    fireEvent.drop(
      await screen.findByRole('group', { name: /Drop a file here/ }),
      { dataTransfer: { files: [new File([CSR], 'shop.csr')] } },
    );
    await waitFor(() => expect(sent(portal, CHECK)).toEqual([{ csr: CSR }]));
  });

  it('never sends a private key', async () => {
    const portal = render([]);
    fireEvent.change(await screen.findByRole('textbox'), {
      target: { value: `-----BEGIN PRIVATE KEY-----\nMIIB\n${CSR}` },
    });
    expect(
      await screen.findByText(/This is a private key/),
    ).toBeInTheDocument();
    expect(signButton()).toBeDisabled();
    expect(portal.asked(CHECK)).toEqual([]);
  });

  it('shows what the portal says when it does not look, or does not sign', async () => {
    const portal = render([]);
    portal.on(SIGN, problem(409, 'ConflictError', 'It was suspended'));
    fireEvent.change(await screen.findByRole('textbox'), {
      target: { value: CSR },
    });
    await screen.findByText('This request can be signed');
    await userEvent.click(signButton());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'It was suspended',
    );
  });
});
