import { Alert, Button, Text } from '@backstage/ui';
import type { SignInProblem } from './signInProblem';
import styles from '../SignInFrame.module.css';

interface OidcSignInProps {
  /** What people call the provider. */
  title: string;
  /** The provider's window is open. */
  isPending: boolean;
  /** Why the last try failed. */
  problem?: SignInProblem;
  onSignIn(): void;
}

/** The button that opens the provider's window, and what came of it. */
export function OidcSignIn(props: OidcSignInProps) {
  const { isPending, onSignIn, problem, title } = props;
  return (
    <div className={styles.choices}>
      {problem && (
        <div role="alert">
          <Alert
            status="danger"
            icon
            title={problem.title}
            description={problem.description}
          />
        </div>
      )}
      <Button variant="primary" isPending={isPending} onPress={onSignIn}>
        {`Sign in with ${title}`}
      </Button>
      <Text as="p" role="status" variant="body-small" color="secondary">
        {isPending
          ? `Go on in the window of ${title} that has just opened.`
          : `A window of ${title} opens, and closes again when you are done.`}
      </Text>
    </div>
  );
}
