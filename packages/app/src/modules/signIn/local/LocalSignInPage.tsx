import { ProxiedSignInPage } from '@backstage/core-components';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Text } from '@backstage/ui';
import { useEffect, useMemo, useState } from 'react';
import { RememberedIdentity } from './RememberedIdentity';
import { SignInChoice } from './SignInChoice';
import { SignInFrame } from '../SignInFrame';
import { USER_TITLES } from './users';
import {
  onOtherTabChange,
  rememberedUser,
  rememberUser,
  type LocalUser,
} from './rememberedUser';

/** Header by which the auth back end's provider `local` is told who signs in. */
const LOCAL_USER_HEADER = 'x-remote-env-local-user';

const NO_REASON = 'The portal gave no reason.';

/**
 * Offers the users of a local start, and signs the remembered one in again after a reload or in another tab.
 */
export function LocalSignInPage({ onSignInSuccess }: SignInPageProps) {
  const [user, setUser] = useState<LocalUser | undefined>(rememberedUser);
  const [problem, setProblem] = useState<string>();

  const ErrorComponent = useMemo(
    () =>
      function SignInFailed({ error }: { error?: Error }) {
        useEffect(() => {
          setProblem(error?.message || NO_REASON);
          setUser(undefined);
        }, [error]);
        return null;
      },
    [],
  );

  if (!user) {
    return (
      <SignInFrame>
        <SignInChoice
          problem={problem}
          onChoose={chosen => {
            setProblem(undefined);
            setUser(chosen);
          }}
        />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame>
      <Text as="p" role="status">
        Signing in as {USER_TITLES[user]} …
      </Text>
      <ProxiedSignInPage
        provider="local"
        headers={{ [LOCAL_USER_HEADER]: user }}
        ErrorComponent={ErrorComponent}
        onSignInSuccess={identity => {
          rememberUser(user);
          onOtherTabChange(user, () => window.location.reload());
          onSignInSuccess(RememberedIdentity.create(identity));
        }}
      />
    </SignInFrame>
  );
}
