import { ERP } from '../__testUtils__/samples';
import { useCommand } from '../__testUtils__/useCommand';

describe('remote-env on environments', () => {
  const { given, run, sent } = useCommand();

  it('requests an environment with everything it was given', async () => {
    const { portal } = given();
    portal.on('POST /v1/environments', () => ({ status: 201, body: ERP }));
    const ended = await run(
      ...['create', 'erp', '--display-name', 'ERP', '--description', 'Books'],
      ...['--label', 'team=finance', '--label', 'note=a=b'],
      ...['--owner', 'group:default/finance', '--json'],
    );
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toEqual(ERP);
    expect(sent()).toEqual([
      {
        route: 'POST /v1/environments',
        body: {
          name: 'erp',
          displayName: 'ERP',
          description: 'Books',
          labels: { team: 'finance', note: 'a=b' },
          owner: 'group:default/finance',
        },
      },
    ]);
  });

  it.each([
    ['approve', 'approved'],
    ['reject', 'rejected'],
    ['suspend', 'suspended'],
  ])('%s decides', async (name, verdict) => {
    const { portal } = given();
    portal.on('PUT /v1/environments/erp/decision', () => ({
      status: 200,
      body: { ...ERP, state: verdict },
    }));
    const ended = await run(name, 'erp', '--reason', 'because');
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: `erp is ${verdict}.\n`,
    });
    expect(sent()[0]?.body).toEqual({ verdict, reason: 'because' });
  });

  it('reads every page of a list', async () => {
    const { portal } = given();
    portal.on('GET /v1/environments', ({ path: target }) => ({
      status: 200,
      body: target.includes('cursor=next')
        ? { items: [{ ...ERP, name: 'shop' }], totalItems: 2 }
        : { items: [ERP], totalItems: 2, nextCursor: 'next' },
    }));
    const asJson = await run('list', '--json');
    expect(
      JSON.parse(asJson.stdout).map((e: { name: string }) => e.name),
    ).toEqual(['erp', 'shop']);
    const asTable = await run('list');
    expect(asTable.stdout).toBe(
      'NAME  STATE      SERVICES  OWNER\nerp   requested  0\nshop  requested  0\n',
    );
  });

  it('acts as the user whose token it is given', async () => {
    const { command, portal } = given();
    portal.on('GET /v1/environments', () => ({
      status: 200,
      body: { items: [], totalItems: 0 },
    }));
    const ended = await command.run([
      ...['list', '--url', `${portal.url}/`, '--token', portal.userToken],
    ]);
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: 'No remote environments.\n',
    });
  });
});
