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
    ['retire', 'retired'],
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

  it('says when an approval is the first of two', async () => {
    const { portal } = given();
    portal.on('PUT /v1/environments/erp/decision', () => ({
      status: 200,
      body: {
        ...ERP,
        approvals: [{ by: 'user:default/ann', at: ERP.createdAt }],
        requiredApprovals: 2,
      },
    }));
    expect((await run('approve', 'erp')).stdout).toBe(
      'erp has 1 of 2 approvals: another admin has to approve it, too.\n',
    );
  });

  it.each(['reject', 'retire'])('wants a reason to %s', async name => {
    const ended = await run(name, 'erp');
    expect(ended).toMatchObject({ exitCode: 2 });
    expect(ended.stderr).toContain('--reason');
    expect(sent()).toEqual([]);
  });

  it('lists what waits, and what was decided', async () => {
    const { portal } = given();
    const asked: string[] = [];
    portal.on('GET /v1/approvals', ({ path: target }) => {
      asked.push(target);
      return {
        status: 200,
        body: {
          items: [{ ...ERP, approvals: [], requiredApprovals: 2 }],
          totalItems: 1,
        },
      };
    });
    const waiting = await run('approvals', '--label', 'stage=production');
    expect(waiting.stdout).toContain('erp   requested  0 of 2');
    expect(asked[0]).toContain('state=waiting');
    expect(decodeURIComponent(asked[0] ?? '')).toContain(
      'label=stage=production',
    );
    await run('approvals', '--state', 'rejected');
    expect(asked[1]).toContain('state=rejected');
    expect(await run('approvals', '--state', 'lost')).toMatchObject({
      exitCode: 2,
    });
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
