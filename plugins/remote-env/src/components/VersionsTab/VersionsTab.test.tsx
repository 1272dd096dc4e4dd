import { CHANGE_RULES } from '@remote-env/plugin-remote-env-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DocumentVersion } from '../../apis';
import {
  orders,
  problem,
  renderInPortal,
  TestPortal,
} from '../../__testUtils__';
import { versionsMessages } from '../../translation/messages/versions';
import { VersionsTab } from './VersionsTab';

const VERSIONS = `/v1/environments/shop/services/${orders.id}/versions`;

const version = (
  number: number,
  more: Partial<DocumentVersion> = {},
): DocumentVersion => ({
  role: 'apiSpec',
  number,
  sha256: String(number).repeat(64),
  format: 'openapi-3.0',
  contentType: 'application/json',
  size: 2048,
  at: `2026-11-2${number}T11:00:00Z`,
  current: false,
  comparison: { state: 'none' },
  ...more,
});

const api = orders.documents[0]!;
const service = { ...orders, documents: [api] };
const THREE = [
  version(3, {
    sha256: api.sha256,
    current: true,
    changedBy: { kind: 'person', by: 'user:default/ann' },
    comparison: { state: 'ready', breaking: 1, risky: 0, compatible: 2 },
  }),
  version(2, {
    changedBy: { kind: 'system', by: 'certificate:abc' },
    comparison: { state: 'failed', reason: 'takes too much memory to read' },
  }),
  version(1, { changedBy: { kind: 'kubernetes' } }),
];

function show(handlers: Parameters<typeof TestPortal.create>[0]) {
  const portal = TestPortal.create(handlers);
  renderInPortal(<VersionsTab service={service} />, { portal });
  return portal;
}

describe('VersionsTab', () => {
  it('shows who made which version, and how grave its changes are', async () => {
    show({ [`GET ${VERSIONS}`]: { body: { items: THREE } } });
    const list = await screen.findByRole('list', {
      name: 'Versions of API specification',
    });
    const [newest, failed, first] = within(list).getAllByRole('listitem');
    expect(newest).toHaveTextContent('Version 3');
    expect(newest).toHaveTextContent('Current');
    expect(newest).toHaveTextContent('by ann');
    expect(newest).toHaveTextContent('1 breaking change');
    expect(newest).toHaveTextContent('2 compatible changes');
    expect(newest).not.toHaveTextContent('risky');
    expect(failed).toHaveTextContent('by the system itself');
    expect(failed).toHaveTextContent('takes too much memory to read');
    expect(first).toHaveTextContent('in Kubernetes');
    expect(
      screen.queryByRole('button', { name: 'What changed in version 1' }),
    ).not.toBeInTheDocument();
  });

  it('opens which pages of a guide say something else', async () => {
    const guide = (number: number, more: Partial<DocumentVersion>) =>
      version(number, {
        role: 'documentation',
        format: 'markdown-set',
        ...more,
      });
    show({
      [`GET ${VERSIONS}`]: {
        body: {
          items: [
            guide(2, { comparison: { state: 'ready', compatible: 1 } }),
            guide(1, {}),
          ],
        },
      },
      [`GET ${VERSIONS}/documentation/2/changes`]: {
        body: {
          ...{ state: 'ready', before: 1, after: 2 },
          ...{ breaking: 0, risky: 0, compatible: 1 },
          changes: [
            {
              level: 'compatible',
              rule: 'page.changed',
              kind: 'page',
              name: 'Getting started',
            },
          ],
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'What changed in version 2' }),
    );
    const changes = await screen.findByRole('region', {
      name: 'Compatible (1)',
    });
    expect(changes).toHaveTextContent('Getting started');
    expect(changes).toHaveTextContent('Says something else');
  });

  it('opens what changed, and compares with another version', async () => {
    const ready = {
      state: 'ready',
      before: 2,
      after: 3,
      breaking: 2,
      risky: 0,
      compatible: 1,
      changes: [
        {
          level: 'breaking',
          rule: 'property.required',
          kind: 'schema',
          name: 'Order',
          direction: 'request',
          at: 'items[].price',
          usedBy: ['POST /orders'],
        },
        {
          level: 'breaking',
          rule: 'type.changed',
          kind: 'operation',
          name: 'GET /orders',
          at: 'query limit',
          before: 'string',
          after: 'integer',
        },
        {
          level: 'compatible',
          rule: 'of.tomorrow',
          kind: 'document',
          name: '',
        },
      ],
    };
    const portal = show({
      [`GET ${VERSIONS}`]: { body: { items: THREE } },
      [`GET ${VERSIONS}/apiSpec/3/changes`]: ({ query }) => ({
        body:
          query.get('since') === '1'
            ? { ...ready, breaking: 0, compatible: 0, changes: [] }
            : ready,
      }),
    });
    const toggle = await screen.findByRole('button', {
      name: 'What changed in version 3',
    });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(toggle);
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    const breaking = await screen.findByRole('region', {
      name: 'Breaking (2)',
    });
    expect(breaking).toHaveTextContent('Order, as it is sent');
    expect(breaking).toHaveTextContent('Used by POST /orders');
    expect(breaking).toHaveTextContent(
      'items[].price Property is required now',
    );
    expect(breaking).toHaveTextContent(
      'query limit Type changed (string → integer)',
    );
    expect(
      screen.getByRole('region', { name: 'Compatible (1)' }),
    ).toHaveTextContent('of.tomorrow');
    expect(
      portal.asked(`GET ${VERSIONS}/apiSpec/3/changes`)[0]?.query.get('since'),
    ).toBe('2');

    await userEvent.click(
      screen.getByRole('button', { name: /Compared with/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'Version 1' }),
    );
    expect(
      await screen.findByText('No change that consumers could notice.'),
    ).toBeInTheDocument();
    await userEvent.click(toggle);
    expect(
      screen.queryByRole('region', { name: /Changes from/ }),
    ).not.toBeInTheDocument();
  });

  it('waits for versions that are being compared', async () => {
    let reads = 0;
    show({
      [`GET ${VERSIONS}`]: () => {
        reads += 1;
        const comparison: DocumentVersion['comparison'] =
          reads === 1
            ? { state: 'pending' }
            : { state: 'ready', breaking: 0, risky: 1, compatible: 0 };
        const [newest] = THREE;
        return { body: { items: [{ ...newest, comparison }] } };
      },
    });
    expect(
      await screen.findByText(/The portal is comparing it/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('1 risky change', undefined, { timeout: 5000 }),
    ).toBeInTheDocument();
  });

  it('says that there are none yet, and that they cannot be read', async () => {
    let answer = problem(503, 'ServiceUnavailableError', 'not now');
    show({ [`GET ${VERSIONS}`]: () => answer });
    expect(await screen.findByText('not now')).toBeInTheDocument();
    answer = { body: { items: [] } };
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('No versions are kept yet'),
    ).toBeInTheDocument();
  });

  it('has words for everything that may happen to a document', () => {
    const worded = Object.entries(versionsMessages.rule).flatMap(
      ([thing, words]) => Object.keys(words).map(what => `${thing}.${what}`),
    );
    expect(worded.sort()).toEqual([...CHANGE_RULES].sort());
  });
});
