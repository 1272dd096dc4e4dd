import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { problem, renderInPortal, shop, TestPortal } from '../../__testUtils__';
import { EnvironmentDialog } from './EnvironmentDialog';

const CREATE = 'POST /v1/environments';

function field(name: string) {
  return screen.getByRole('textbox', { name });
}

describe('EnvironmentDialog', () => {
  it('checks the name while it is typed, and sends nothing until it is right', async () => {
    const portal = TestPortal.create({ [CREATE]: { status: 201, body: shop } });
    renderInPortal(<EnvironmentDialog isOpen onClose={jest.fn()} />, {
      portal,
    });
    await userEvent.type(field('Name'), 'Shop');
    expect(await screen.findByText(/lower-case letters/)).toBeInTheDocument();
    expect(field('Name')).toBeInvalid();
    await userEvent.click(screen.getByRole('button', { name: 'Request' }));
    expect(portal.requests).toHaveLength(0);

    await userEvent.clear(field('Name'));
    await userEvent.type(field('Name'), 'v1');
    expect(await screen.findByText('"v1" is reserved')).toBeInTheDocument();
  });

  it('sends what was filled in, owned by the reader unless said otherwise', async () => {
    const onClose = jest.fn();
    const portal = TestPortal.create({ [CREATE]: { status: 201, body: shop } });
    const { toasts } = renderInPortal(
      <EnvironmentDialog isOpen onClose={onClose} />,
      { portal },
    );
    await waitFor(() =>
      expect(screen.getByRole('combobox', { name: 'Owner' })).toHaveValue(
        'user:default/ann',
      ),
    );
    await userEvent.type(field('Name'), 'shop');
    await userEvent.type(field('Display name'), 'Online shop');
    await userEvent.type(field('Labels'), 'region=eu');
    await userEvent.click(screen.getByRole('button', { name: 'Request' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(portal.asked(CREATE).map(({ body }) => JSON.parse(body))).toEqual([
      {
        name: 'shop',
        displayName: 'Online shop',
        labels: { region: 'eu' },
        owner: 'user:default/ann',
      },
    ]);
    expect(toasts.post).toHaveBeenCalledWith(
      expect.objectContaining({ title: 'Requested shop', status: 'success' }),
    );
  });

  it('stays open with the portal’s own words when the name is taken', async () => {
    const onClose = jest.fn();
    const portal = TestPortal.create({
      [CREATE]: problem(409, 'ConflictError', "name 'shop' is taken"),
    });
    renderInPortal(<EnvironmentDialog isOpen onClose={onClose} />, { portal });
    await userEvent.type(field('Name'), 'shop{Enter}');
    expect(await screen.findByText("name 'shop' is taken")).toBeInTheDocument();
    expect(onClose).not.toHaveBeenCalled();
    expect(portal.asked(CREATE)).toHaveLength(1);
  });

  it('changes what people see, under the version that was shown', async () => {
    const onClose = jest.fn();
    const portal = TestPortal.create({
      'PATCH /v1/environments/shop': { body: shop },
    });
    renderInPortal(
      <EnvironmentDialog isOpen environment={shop} onClose={onClose} />,
      { portal },
    );
    expect(
      screen.queryByRole('textbox', { name: 'Name' }),
    ).not.toBeInTheDocument();
    await userEvent.clear(field('Description'));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    const [request] = portal.requests;
    expect(request?.headers.get('if-match')).toBe('"1"');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      displayName: 'Online shop',
      description: '',
      labels: { region: 'eu' },
      owner: 'group:default/orders',
    });
  });
});
