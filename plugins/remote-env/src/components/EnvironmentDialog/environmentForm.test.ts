import { emptyForm, formOf, readForm } from './environmentForm';

describe('readForm', () => {
  const form = {
    ...emptyForm('group:default/orders'),
    name: ' shop ',
    displayName: ' Online shop ',
    labels: 'region=eu',
  };

  it('reads what is sent', () => {
    expect(readForm(form)).toEqual({
      environment: {
        name: 'shop',
        displayName: 'Online shop',
        labels: { region: 'eu' },
        owner: 'group:default/orders',
      },
    });
  });

  it('says what is wrong, all at once', () => {
    expect(
      readForm({
        ...form,
        name: 'Shop',
        labels: 'region',
        owner: 'group:default/a/b',
      }),
    ).toEqual({
      problems: {
        name: 'shape',
        labels: { line: 1, reason: 'shape' },
        owner: true,
      },
    });
    expect(readForm({ ...form, name: 'v1' })).toEqual({
      problems: { name: 'reserved' },
    });
  });

  it('reads back what formOf shows of an environment', () => {
    const shown = formOf({
      name: 'shop',
      uid: '1',
      state: 'approved',
      connected: true,
      serviceCount: 0,
      createdAt: '2026-11-21T00:00:00Z',
      labels: { a: 'b' },
      displayName: 'Shop',
      owner: 'user:default/ann',
    });
    expect(readForm(shown)).toEqual({
      environment: {
        name: 'shop',
        displayName: 'Shop',
        labels: { a: 'b' },
        owner: 'user:default/ann',
      },
    });
  });
});
