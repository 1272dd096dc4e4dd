import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  orders,
  problem,
  renderInPortal,
  TestPortal,
} from '../../__testUtils__';
import { QualityTab } from './QualityTab';

const DOCUMENTS = `GET /v1/environments/shop/services/${orders.id}/documents`;
const OF_API = `${DOCUMENTS}/apiSpec/quality`;
const OF_EVENTS = `${DOCUMENTS}/eventSpec/quality`;

const clean = {
  state: 'ready',
  score: 100,
  operations: 1,
  rules: [],
  examplesChecked: true,
};
const report = {
  state: 'ready',
  score: 62,
  operations: 20,
  examplesChecked: false,
  rules: [
    {
      rule: 'path-params',
      severity: 'error',
      count: 1,
      url: 'https://rules.example/path-params',
      findings: [
        {
          message: 'Operation must define parameter "{code}".',
          path: ['paths', '/orders/{code}', 'get'],
          line: 12,
          column: 7,
        },
      ],
    },
    {
      rule: 'operation-tags',
      severity: 'warning',
      count: 30,
      findings: [{ message: 'No tags.', path: [] }],
    },
  ],
};

function render(portal: TestPortal, service = orders) {
  return renderInPortal(<QualityTab service={service} />, { portal });
}

const part = (name: string) => screen.findByRole('region', { name });

describe('QualityTab', () => {
  it('shows score, counts and findings of each document', async () => {
    render(
      TestPortal.create({
        [OF_API]: { body: report },
        [OF_EVENTS]: { body: clean },
      }),
    );
    const api = within(await part('Quality: API specification'));
    const meter = await api.findByRole('meter', { name: 'Score' });
    expect(meter).toHaveAttribute('aria-valuenow', '62');
    expect(meter).toHaveAttribute('aria-valuetext', '62 of 100, fair');
    expect(api.getByText('1 error')).toBeInTheDocument();
    expect(api.getByText('30 warnings')).toBeInTheDocument();
    expect(api.queryByText(/hints?$/)).toBeNull();
    expect(
      api.getByText(/were not held against their schemas/),
    ).toBeInTheDocument();

    await userEvent.click(api.getByText('path-params'));
    expect(
      api.getByText('Operation must define parameter "{code}".'),
    ).toBeVisible();
    const place = api.getByText("$.paths['/orders/{code}'].get");
    expect(place.parentElement).toHaveTextContent(/, line 12$/);
    const about = api.getByRole('link', {
      name: 'About the rule path-params',
    });
    expect(about).toHaveAttribute('href', 'https://rules.example/path-params');
    await userEvent.click(api.getByText('operation-tags'));
    expect(api.getByText('the whole document')).toBeVisible();
    expect(api.getByText('and 29 more')).toBeVisible();

    const events = within(await part('Quality: Event catalog'));
    expect(await events.findByText('No findings')).toBeInTheDocument();
    expect(events.getByRole('meter')).toHaveAttribute('aria-valuenow', '100');
    expect(events.queryByText(/were not held/)).toBeNull();
  });

  it('waits for what is being checked', async () => {
    const portal = TestPortal.create({
      [OF_API]: { body: { state: 'pending' } },
      [OF_EVENTS]: { body: clean },
    });
    render(portal);
    const api = within(await part('Quality: API specification'));
    expect(
      await api.findByText('The portal is checking this document'),
    ).toBeInTheDocument();
    portal.on(OF_API, { body: report });
    expect(
      await api.findByRole('meter', undefined, { timeout: 10_000 }),
    ).toBeInTheDocument();
  });

  it('says why a document was not checked, and that it could not be read', async () => {
    render(
      TestPortal.create({
        [OF_API]: { body: { state: 'failed', reason: 'takes too long' } },
        [OF_EVENTS]: problem(500, 'InternalServerError', 'broken'),
      }),
    );
    const api = within(await part('Quality: API specification'));
    expect(await api.findByText('It takes too long.')).toBeInTheDocument();
    const events = within(await part('Quality: Event catalog'));
    expect(await events.findByRole('alert')).toBeInTheDocument();
  });

  it('says plainly where there are no rules, and asks for nothing', async () => {
    const portal = TestPortal.create({});
    const documents = orders.documents
      .filter(({ role }) => role !== 'eventSpec')
      .map(document => ({ ...document, format: 'odata-edmx' }));
    render(portal, { ...orders, documents });
    expect(
      await screen.findByText('There are no rules for odata-edmx documents'),
    ).toBeInTheDocument();
    expect(portal.asked(OF_API)).toHaveLength(0);
  });
});
