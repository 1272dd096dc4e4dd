import {
  identityApiRef,
  oauthRequestApiRef,
  useApi,
  type PendingOAuthRequest,
} from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
} from '@backstage/ui';
import { useEffect, useState } from 'react';
import { signInProblem, type SignInProblem } from './signInProblem';

/**
 * Asks to sign in again once the session has ended. The page stays as it is, with what was typed; calls that were under
 * way go on afterwards.
 */
export function SessionEndedDialog() {
  const requests = useApi(oauthRequestApiRef);
  const identity = useApi(identityApiRef);
  const [pending, setPending] = useState<PendingOAuthRequest[]>([]);
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SignInProblem>();

  useEffect(() => {
    const subscription = requests.authRequest$().subscribe(next => {
      setPending(next);
      setOpen(next.length > 0);
    });
    return () => subscription.unsubscribe();
  }, [requests]);

  const [request] = pending;
  const { title } = request?.provider ?? { title: '' };

  const signIn = async () => {
    setProblem(undefined);
    setBusy(true);
    try {
      await request?.trigger();
    } catch (error) {
      setProblem(signInProblem(error));
    } finally {
      setBusy(false);
    }
  };
  /** Calls that wait fail; the next one asks again. */
  const notNow = () => pending.forEach(waiting => waiting.reject());
  const leave = async () => {
    setBusy(true);
    await identity.signOut();
  };

  return (
    <Dialog
      isOpen={isOpen}
      isDismissable={false}
      width={460}
      onOpenChange={open => {
        if (!open) {
          notNow();
        }
      }}
    >
      <DialogHeader>Your session has ended</DialogHeader>
      <DialogBody>
        <Text as="p">
          {`Sign in with ${title} again to go on. This page stays as it is, with everything you have typed.`}
        </Text>
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
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" isPending={isBusy} onPress={signIn}>
          {`Sign in with ${title}`}
        </Button>
        <Button variant="secondary" isDisabled={isBusy} onPress={leave}>
          Sign out
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
