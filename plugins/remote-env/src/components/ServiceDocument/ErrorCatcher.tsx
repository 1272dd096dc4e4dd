import { Component, type ReactNode } from 'react';

interface ErrorCatcherProps {
  fallback(error: unknown): ReactNode;
  children: ReactNode;
}

/** Keeps a renderer that fails on a document from taking the page with it. */
export class ErrorCatcher extends Component<
  ErrorCatcherProps,
  { failure?: { error: unknown } }
> {
  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } };
  }

  state: { failure?: { error: unknown } } = {};

  render() {
    const { failure } = this.state;
    return failure ? this.props.fallback(failure.error) : this.props.children;
  }
}
