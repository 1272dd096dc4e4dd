import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { configApiRef } from '@backstage/frontend-plugin-api';
import { renderHook, waitFor } from '@testing-library/react';
import type { PropsWithChildren } from 'react';
import { useDocumentTitle } from './useDocumentTitle';

const config = mockApis.config({ data: { app: { title: 'Portal' } } });

function wrapper({ children }: PropsWithChildren<{}>) {
  return (
    <TestApiProvider apis={[[configApiRef, config]]}>
      {children}
    </TestApiProvider>
  );
}

const show = (initialProps: string | undefined) =>
  renderHook(useDocumentTitle, { wrapper, initialProps });
const isTitled = (title: string) =>
  waitFor(() => expect(document.title).toBe(title));

describe('useDocumentTitle', () => {
  beforeEach(() => {
    document.title = 'Portal';
  });

  it('titles the tab while the page is shown', async () => {
    const { rerender, unmount } = show('Orders');
    await isTitled('Orders | Portal');
    rerender('Stock');
    await isTitled('Stock | Portal');
    unmount();
    expect(document.title).toBe('Portal');
  });

  it('brings the title back after others wrote over it', async () => {
    show('Orders');
    await isTitled('Orders | Portal');
    document.title = 'Portal';
    await waitFor(() => expect(document.title).toBe('Orders | Portal'));
  });

  it('leaves what others put before it', async () => {
    const { rerender } = show('Orders');
    await isTitled('Orders | Portal');
    document.title = '(3) Orders | Portal';
    rerender('Stock');
    await isTitled('Stock | Portal');
    document.title = '(3) Stock | Portal';
    rerender('Stock');
    expect(document.title).toBe('(3) Stock | Portal');
  });
});
