export interface SignInProblem {
  title: string;
  description: string;
}

/** What went wrong when somebody tried to sign in, and what to do about it, in plain words. */
export function signInProblem(error: unknown): SignInProblem {
  const { name, message } =
    error instanceof Error ? error : { name: '', message: String(error) };
  switch (name) {
    case 'PopupRejectedError':
      return {
        title: 'The sign-in window could not be opened',
        description:
          'Your browser blocked it. Allow pop-up windows for this site, then try again.',
      };
    case 'PopupClosedError':
      return {
        title: 'You are not signed in yet',
        description:
          'The sign-in window was closed before it was done. Try again when you are ready.',
      };
    case 'NotAllowedError':
      return {
        title: 'Sign-in was refused',
        description: `${sentence(
          message,
        )} Try again, or ask whoever runs the sign-in provider for access.`,
      };
    case 'ServiceUnavailableError':
      return {
        title: 'The sign-in provider is away',
        description: `${sentence(message)} Try again in a moment.`,
      };
    case 'AuthenticationError':
    case 'NotFoundError':
      return {
        title: 'The portal does not know you',
        description: `${sentence(
          message,
        )} Ask an admin of this portal for access.`,
      };
    case 'TypeError':
      return {
        title: 'The portal cannot be reached',
        description: 'Check your connection, then try again.',
      };
    default:
      return {
        title: 'Signing in did not work',
        description: message ? sentence(message) : 'The portal gave no reason.',
      };
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
