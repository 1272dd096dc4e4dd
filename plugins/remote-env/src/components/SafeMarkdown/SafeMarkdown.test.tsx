import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInPortal, TestPortal } from '../../__testUtils__';
import { SafeMarkdown } from './SafeMarkdown';

function show(markdown: string) {
  return renderInPortal(<SafeMarkdown>{markdown}</SafeMarkdown>, {
    portal: TestPortal.create({}),
  });
}

describe('SafeMarkdown', () => {
  it('renders what people write', async () => {
    show(
      '# Orders\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[docs](https://example.com)',
    );
    expect(
      await screen.findByRole('heading', { name: 'Orders' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('table')).toBeInTheDocument();
    const link = screen.getByRole('link', { name: 'docs' });
    expect(link).toHaveAttribute('href', 'https://example.com');
    expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  });

  it('renders no HTML, no scripts and no script links', async () => {
    const { container } = show(
      [
        'before',
        '<script>window.hacked = true</script>',
        '<img src="https://evil.example/x.png" onerror="window.hacked = true">',
        '<iframe src="https://evil.example"></iframe>',
        '[click](javascript:window.hacked=true)',
        '<a href="https://evil.example" onclick="x()">raw</a>',
        'after',
      ].join('\n\n'),
    );
    await screen.findByText('after');
    expect(
      container.querySelector('script, iframe, img, [onerror], [onclick]'),
    ).toBeNull();
    expect(
      container.querySelector('a[href^="javascript"], a[href*="evil.example"]'),
    ).toBeNull();
    expect('hacked' in window).toBe(false);
  });

  it('fetches an image only when the reader asks for it', async () => {
    const { container } = show('![plan](https://images.example/plan.png)');
    const button = await screen.findByRole('button', {
      name: 'plan – Image from images.example: show',
    });
    expect(container.querySelector('img')).toBeNull();
    await userEvent.click(button);
    const image = await screen.findByRole('img', { name: 'plan' });
    expect(image).toHaveAttribute('src', 'https://images.example/plan.png');
    expect(image).toHaveAttribute('referrerpolicy', 'no-referrer');
  });

  it('shows images without a site of their own as text', async () => {
    const { container } = show('![own](/api/catalog/entities)');
    expect(await screen.findByText('own')).toBeInTheDocument();
    expect(container.querySelector('img, button')).toBeNull();
  });
});
