import { Alert, Button, Text } from '@backstage/ui';
import { useId } from 'react';
import { LOCAL_USERS, type LocalUser } from './rememberedUser';
import styles from '../SignInFrame.module.css';
import { USER_ROLES, USER_TITLES } from './users';

interface SignInChoiceProps {
  onChoose(user: LocalUser): void;
  /** Why the last try failed. */
  problem?: string;
}

/** One button for each user of a local start. */
export function SignInChoice({ onChoose, problem }: SignInChoiceProps) {
  const id = useId();
  return (
    <div className={styles.choices}>
      {problem && (
        <div role="alert">
          <Alert
            status="danger"
            icon
            title="Signing in did not work"
            description={problem}
          />
        </div>
      )}
      {LOCAL_USERS.map((user, index) => (
        <div key={user} className={styles.choice}>
          <Button
            variant={index === 0 ? 'primary' : 'secondary'}
            onPress={() => onChoose(user)}
            aria-describedby={`${id}-${user}`}
          >
            {USER_TITLES[user]}
          </Button>
          <Text
            id={`${id}-${user}`}
            as="p"
            variant="body-small"
            color="secondary"
          >
            {USER_ROLES[user]}
          </Text>
        </div>
      ))}
      <Text as="p" variant="body-small" color="secondary">
        These two users exist on this machine only.
      </Text>
    </div>
  );
}
