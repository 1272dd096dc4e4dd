import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import { OidcSession, oidcSessionApiRef } from './OidcSession';
import { OidcSignInPage } from './OidcSignInPage';

const AWAY = 'The database cannot be reached';

describe('OidcSignInPage', () => {
  const existing = jest.fn();
  const onSignInSuccess = jest.fn();
  const readiness = jest.spyOn(globalThis, 'fetch');

  const answer = (status: number, body: object) => {
    readiness.mockImplementation(async () => Response.json(body, { status }));
  };

  function show() {
    const session = {
      existing,
      onEndedElsewhere: () => () => {},
    } satisfies Partial<OidcSession>;
    renderInTestApp(
      <OidcSignInPage title="Acme" onSignInSuccess={onSignInSuccess} />,
      {
        config: {
          app: { baseUrl: 'https://portal.acme.test' },
          backend: { baseUrl: 'https://portal.acme.test' },
        },
        apis: [[oidcSessionApiRef, session]],
      },
    );
  }

  beforeEach(() => jest.resetAllMocks());
  afterAll(() => readiness.mockRestore());

  it('offers to sign in where there is no session', async () => {
    existing.mockResolvedValue(undefined);
    answer(200, { status: 'ok' });
    show();
    expect(
      await screen.findByRole('button', { name: 'Sign in with Acme' }),
    ).toBeInTheDocument();
    expect(String(readiness.mock.calls[0]?.[0])).toBe(
      'https://portal.acme.test/.backstage/health/v1/readiness',
    );
  });

  it('offers to sign in where nothing can be asked', async () => {
    existing.mockResolvedValue(undefined);
    readiness.mockRejectedValue(new TypeError('Failed to fetch'));
    show();
    expect(await screen.findByRole('button')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('waits for a portal that is not ready, says why, and takes up the session then', async () => {
    existing.mockResolvedValue(undefined);
    answer(503, { status: 'error', message: AWAY });
    show();
    expect(await screen.findByRole('alert')).toHaveTextContent(AWAY);
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
    existing.mockResolvedValue({
      identity: { userEntityRef: 'user:default/dora' },
    });
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1), {
      timeout: 10_000,
    });
  });
});
