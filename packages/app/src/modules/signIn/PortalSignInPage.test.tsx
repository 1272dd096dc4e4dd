import type { JsonObject } from '@backstage/types';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { OidcSession, oidcSessionApiRef } from './oidc/OidcSession';
import { PortalSignInPage } from './PortalSignInPage';

const OIDC = {
  environment: 'production',
  providers: {
    oidc: {
      production: {
        metadataUrl: 'https://login.acme.test/.well-known/openid-configuration',
      },
    },
  },
};

function show(given: JsonObject) {
  // Nobody listens there.
  const config = { backend: { baseUrl: 'http://localhost:9' }, ...given };
  const session = {
    existing: async () => undefined,
  } satisfies Partial<OidcSession>;
  renderInTestApp(<PortalSignInPage onSignInSuccess={jest.fn()} />, {
    config,
    apis: [[oidcSessionApiRef, session]],
  });
}

describe('PortalSignInPage', () => {
  it('offers OpenID Connect where it is configured, and nothing else', async () => {
    show({ app: { baseUrl: 'http://localhost:7007' }, auth: OIDC });
    expect(
      await screen.findByRole('button', {
        name: 'Sign in with login.acme.test',
      }),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('button')).toHaveLength(1);
  });

  it('offers the two local users on this machine only', async () => {
    show({ app: { baseUrl: 'http://localhost:7007' } });
    expect(
      await screen.findByRole('button', { name: 'Developer' }),
    ).toBeInTheDocument();
  });

  it.each([
    { app: { baseUrl: 'https://portal.acme.test' } },
    // Of another environment.
    {
      app: { baseUrl: 'https://localhost.acme.test' },
      auth: { ...OIDC, environment: 'staging' },
    },
  ])('offers nothing where there is none', async config => {
    show(config);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Nobody can sign in',
    );
    expect(screen.queryAllByRole('button')).toEqual([]);
  });
});
