import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Text } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import { SignInFrame } from '../SignInFrame';
import { OidcIdentity } from './OidcIdentity';
import { oidcSessionApiRef } from './OidcSession';
import { OidcSignIn } from './OidcSignIn';
import { signInProblem, type SignInProblem } from './signInProblem';
import { whyNotReady } from './whyNotReady';

/** Milliseconds between looks at a portal that is not ready. */
const AGAIN_MS = 3000;

const startOver = () => window.location.reload();

/**
 * Takes up the session of this browser, if there is one, and offers to sign in otherwise. A portal that is not ready
 * cannot tell: it is waited for.
 */
export function OidcSignInPage({
  onSignInSuccess,
  title,
}: SignInPageProps & { title: string }) {
  const session = useApi(oidcSessionApiRef);
  const portal = useApi(configApiRef).getString('backend.baseUrl');
  const [state, setState] = useState<'looking' | 'out' | 'pending'>('looking');
  const [notReady, setNotReady] = useState<string>();
  const [problem, setProblem] = useState<SignInProblem>();
  const signedIn = useRef((user: string) => {
    session.onEndedElsewhere(startOver);
    onSignInSuccess(OidcIdentity.create({ session, user, startOver }));
  });

  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const found = await session.existing();
        const reason = found ? undefined : await whyNotReady(portal, signal);
        if (signal.aborted) {
          return;
        }
        if (found) {
          signedIn.current(found.identity.userEntityRef);
        } else if (reason) {
          setNotReady(reason);
          timer = setTimeout(look, AGAIN_MS);
        } else {
          setState('out');
        }
      } catch (error) {
        if (!signal.aborted) {
          setProblem(signInProblem(error));
          setState('out');
        }
      }
    };
    void look();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [portal, session]);

  const signIn = async () => {
    setProblem(undefined);
    setState('pending');
    try {
      const { identity } = await session.begin();
      signedIn.current(identity.userEntityRef);
    } catch (error) {
      setProblem(signInProblem(error));
      setState('out');
    }
  };

  return (
    <SignInFrame>
      {state === 'looking' && notReady && (
        <div role="alert">
          <Alert
            status="warning"
            icon
            title="The portal is not ready"
            description={`${notReady}. This page goes on by itself as soon as it is.`}
          />
        </div>
      )}
      {state === 'looking' ? (
        <Text as="p" role="status">
          Looking for your session …
        </Text>
      ) : (
        <OidcSignIn
          title={title}
          isPending={state === 'pending'}
          problem={problem}
          onSignIn={signIn}
        />
      )}
    </SignInFrame>
  );
}
