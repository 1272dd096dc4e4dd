import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  orders,
  problem,
  renderInPortal,
  TestPortal,
} from '../../__testUtils__';
import type { DocumentInfo } from '../../apis';
import { saveFile } from '../../lib/download';
import { DocumentDownload } from './DocumentDownload';

const DOCUMENT = `GET /v1/environments/shop/services/${orders.id}/documents/apiSpec`;

/** There are no downloads here. */
jest.mock('../../lib/download', () => ({ saveFile: jest.fn() }));

beforeEach(() => jest.mocked(saveFile).mockClear());

function show(portal: TestPortal, changed: Partial<DocumentInfo> = {}) {
  const document = orders.documents.find(({ role }) => role === 'apiSpec');
  if (!document) {
    throw new Error('No apiSpec');
  }
  return renderInPortal(
    <DocumentDownload
      service={orders}
      document={{ ...document, ...changed }}
    />,
    { portal },
  );
}

const open = async () =>
  userEvent.click(
    await screen.findByRole('button', { name: 'Download document' }),
  );

describe('DocumentDownload', () => {
  it('saves a document as it was registered, or in another syntax', async () => {
    const portal = TestPortal.create({
      [DOCUMENT]: ({ query }) => ({ body: `in ${query.get('format')}` }),
    });
    show(portal, { contentType: 'application/yaml', format: 'openapi-3.1' });
    for (const [name, ...saved] of [
      ['As registered', 'yaml', 'in null', 'application/yaml'],
      ['As JSON', 'json', 'in json', 'application/json'],
      ['As YAML', 'yaml', 'in yaml', 'application/yaml'],
    ]) {
      await open();
      await userEvent.click(await screen.findByRole('menuitem', { name }));
      const [ending, ...rest] = saved;
      await waitFor(() =>
        expect(saveFile).toHaveBeenLastCalledWith(
          `${orders.name}-apiSpec.${ending}`,
          ...rest,
        ),
      );
    }
  });

  it('saves what is no data without a choice', async () => {
    const portal = TestPortal.create({ [DOCUMENT]: { body: '<a/>' } });
    show(portal, { contentType: 'application/xml', format: 'odata-edmx' });
    await open();
    await waitFor(() =>
      expect(saveFile).toHaveBeenCalledWith(
        `${orders.name}-apiSpec.xml`,
        '<a/>',
        'application/xml',
      ),
    );
    expect(screen.queryByRole('menuitem')).toBeNull();
  });

  it('says so when it cannot be had', async () => {
    const portal = TestPortal.create({
      [DOCUMENT]: problem(503, 'ServiceUnavailableError', 'Try again later'),
    });
    const { toasts } = show(portal, { format: 'odata-edmx' });
    await open();
    await waitFor(() => expect(toasts.post).toHaveBeenCalled());
    expect(saveFile).not.toHaveBeenCalled();
  });
});
