import { useRegistered } from './__testUtils__/useRegistered';

describe('RemoteOperationCollatorFactory', () => {
  const { add, apply, collate, operations, withOutline } = useRegistered();

  const order = {
    anchor: 'GET /orders/{code}',
    kind: 'operation',
    name: '/orders/{code}',
    method: 'GET',
    summary: 'Find an order',
    operationId: 'findOrder',
    tags: ['orders'],
    slice: '1-0-0',
  };

  it('gives operations and channels, each with the place where it is shown', async () => {
    await add('id-1', {
      documents: {
        apiSpec: await withOutline(
          { state: 'ready', tags: [], entries: [order] },
          'openapi-3.0',
        ),
        eventSpec: await withOutline(
          {
            state: 'ready',
            tags: [],
            entries: [
              {
                anchor: 'orders',
                kind: 'channel',
                name: 'order/created',
                messages: ['OrderCreated'],
              },
            ],
          },
          'asyncapi-3',
        ),
      },
    });
    await add('id-2', { phase: 'Pending' });
    const page = '/remote-env/environments/shop/services/id-1';
    const of = { environment: 'shop', serviceId: 'id-1', service: 'Orders' };
    const { found, missing } = await operations();
    expect(missing).toEqual([0]);
    expect(found).toEqual([
      {
        title: 'GET /orders/{code}',
        text: 'Find an order · findOrder · orders · Orders',
        location: `${page}/api?operation=GET%20%2Forders%2F%7Bcode%7D`,
        authorization: { resourceRef: 'shop' },
        kind: 'operation',
        ...of,
      },
      {
        title: 'order/created',
        text: 'OrderCreated · Orders',
        location: `${page}/events?channel=orders`,
        authorization: { resourceRef: 'shop' },
        kind: 'channel',
        ...of,
      },
    ]);
  });

  it('tells of outlines that are to come, and keeps to its limit', async () => {
    const none = { key: 'k', sha256: 'f'.repeat(64), size: 1 };
    await add('id-1', {
      documents: {
        apiSpec: {
          ...none,
          contentType: 'application/json',
          format: 'openapi-3.0',
        },
      },
    });
    await add('id-2', {
      documents: {
        apiSpec: await withOutline(
          { state: 'failed', reason: 'takes too long' },
          'openapi-3.0',
        ),
      },
    });
    await add('id-3', {
      documents: {
        apiSpec: await withOutline(
          { state: 'ready', tags: [], entries: [order, order, order] },
          'openapi-3.0',
        ),
      },
    });
    expect(await operations(2)).toMatchObject({
      found: [{ serviceId: 'id-3' }, { serviceId: 'id-3' }],
      missing: [1],
    });
  });

  it('leaves out what was applied and is not completed yet', async () => {
    const outline = await withOutline(
      { state: 'ready', tags: [], entries: [order] },
      'openapi-3.0',
    );
    for (const phase of [undefined, 'Ready'] as const) {
      await apply(phase ? 'ready' : 'bare', {
        documents: { apiSpec: outline },
        phase,
      });
    }
    await add('id-2', { documents: { apiSpec: outline } });
    expect(await collate()).toMatchObject([{ serviceId: 'id-2' }]);
    expect(await operations()).toMatchObject({
      found: [{ serviceId: 'id-2' }],
      missing: [0],
    });
  });

  it('leaves out an outline that is damaged, and no other', async () => {
    for (const [id, outline] of Object.entries({
      'id-1': { state: 'ready', tags: 'none' },
      'id-2': { state: 'ready', tags: [], entries: [order] },
    })) {
      await add(id, {
        documents: { apiSpec: await withOutline(outline, 'openapi-3.0') },
      });
    }
    expect(await operations()).toMatchObject({
      found: [{ serviceId: 'id-2' }],
      missing: [1],
    });
  });
});
