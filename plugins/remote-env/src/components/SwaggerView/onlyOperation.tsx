import type { ReactNode } from 'react';

function Nothing() {
  return null;
}

function hide() {
  return Nothing;
}

function Children({ children }: { children?: ReactNode }) {
  return <>{children}</>;
}

/** Leaves of a document of one operation what is said of that operation: the page has its title already. */
export function onlyOperation() {
  return {
    wrapComponents: {
      InfoContainer: hide,
      OperationTag: () => Children,
      OperationSummary: hide,
    },
  };
}
