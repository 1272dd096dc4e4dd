import { useApi } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Text } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import { SignInFrame } from '../SignInFrame';
import { OidcIdentity } from './OidcIdentity';
import { oidcSessionApiRef } from './OidcSession';
import { OidcSignIn } from './OidcSignIn';
import { signInProblem, type SignInProblem } from './signInProblem';

const startOver = () => window.location.reload();

/** Takes up the session of this browser, if there is one, and offers to sign in otherwise. */
export function OidcSignInPage({
  onSignInSuccess,
  title,
}: SignInPageProps & { title: string }) {
  const session = useApi(oidcSessionApiRef);
  const [state, setState] = useState<'looking' | 'out' | 'pending'>('looking');
  const [problem, setProblem] = useState<SignInProblem>();
  const signedIn = useRef((user: string) => {
    session.onEndedElsewhere(startOver);
    onSignInSuccess(OidcIdentity.create({ session, user, startOver }));
  });

  useEffect(() => {
    let gone = false;
    session.existing().then(
      found => {
        if (gone) {
          return;
        }
        if (found) {
          signedIn.current(found.identity.userEntityRef);
        } else {
          setState('out');
        }
      },
      error => {
        if (!gone) {
          setProblem(signInProblem(error));
          setState('out');
        }
      },
    );
    return () => {
      gone = true;
    };
  }, [session]);

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
