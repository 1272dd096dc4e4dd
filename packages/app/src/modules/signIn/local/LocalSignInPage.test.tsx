import type { IdentityApi } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { LocalSignInPage } from './LocalSignInPage';

const KEY = 'remote-env.local-user';

/** The auth back end as the network sees it. */
function answer(user: string): Response {
  return new Response(
    JSON.stringify({
      profile: { displayName: user },
      backstageIdentity: {
        token: `header.${window.btoa('{"exp":4000000000}')}.signature`,
        identity: {
          type: 'user',
          userEntityRef: `user:default/${user}`,
          ownershipEntityRefs: [`user:default/${user}`],
        },
      },
    }),
    { headers: { 'content-type': 'application/json' } },
  );
}

function show() {
  const network = jest.fn(async (_url: RequestInfo | URL, init?: RequestInit) =>
    answer(new Headers(init?.headers).get('x-remote-env-local-user') ?? ''),
  );
  Object.assign(globalThis, { fetch: network });
  const signedIn = jest.fn<void, [IdentityApi]>();
  renderInTestApp(<LocalSignInPage onSignInSuccess={signedIn} />);
  return { network, signedIn };
}

describe('LocalSignInPage', () => {
  const realFetch = globalThis.fetch;
  afterEach(() => {
    window.localStorage.clear();
    Object.assign(globalThis, { fetch: realFetch });
  });

  it('offers two users and asks nobody before one is chosen', async () => {
    const { network } = show();
    expect(
      await screen.findByRole('button', { name: 'Developer' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Admin' })).toBeInTheDocument();
    expect(network).not.toHaveBeenCalled();
  });

  it('signs in as the user chosen and remembers it', async () => {
    const { network, signedIn } = show();
    fireEvent.click(await screen.findByRole('button', { name: 'Admin' }));
    await waitFor(() => expect(signedIn).toHaveBeenCalledTimes(1));
    expect(String(network.mock.lastCall?.[0])).toBe(
      'http://localhost:7007/api/auth/local/refresh',
    );
    await expect(
      signedIn.mock.lastCall?.[0].getBackstageIdentity(),
    ).resolves.toMatchObject({ userEntityRef: 'user:default/admin' });
    expect(window.localStorage.getItem(KEY)).toBe('admin');
  });

  it('signs the remembered user in again, and forgets at sign-out', async () => {
    window.localStorage.setItem(KEY, 'developer');
    const { signedIn } = show();
    await waitFor(() => expect(signedIn).toHaveBeenCalledTimes(1));
    const identity = signedIn.mock.lastCall?.[0];
    await expect(identity?.getProfileInfo()).resolves.toMatchObject({
      displayName: 'developer',
    });
    await identity?.signOut();
    expect(window.localStorage.getItem(KEY)).toBeNull();
  });

  it('offers the choice for anything else that is remembered', async () => {
    window.localStorage.setItem(KEY, 'root');
    const { network } = show();
    expect(
      await screen.findByRole('button', { name: 'Developer' }),
    ).toBeInTheDocument();
    expect(network).not.toHaveBeenCalled();
  });

  it('says why signing in failed, and lets try again', async () => {
    const { network, signedIn } = show();
    network.mockImplementationOnce(
      async () =>
        new Response(
          JSON.stringify({
            error: { name: 'ServiceUnavailableError', message: 'Starting up' },
            response: { statusCode: 503 },
          }),
          {
            status: 503,
            headers: { 'content-type': 'application/json' },
          },
        ),
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Developer' }));
    expect(await screen.findByText(/Starting up|503/)).toBeInTheDocument();
    expect(signedIn).not.toHaveBeenCalled();
    act(() => {
      fireEvent.click(screen.getByRole('button', { name: 'Developer' }));
    });
    await waitFor(() => expect(signedIn).toHaveBeenCalledTimes(1));
  });
});
