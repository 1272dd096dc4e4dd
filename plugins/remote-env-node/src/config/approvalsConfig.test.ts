import {
  approvalsOf,
  approvalsProblems,
  approvalsSchema,
} from './approvalsConfig';

const read = (input: object | undefined) =>
  approvalsOf(approvalsSchema.parse(input));

describe('remoteEnv.approvals', () => {
  it('is one admin for everything unless something else is said', () => {
    const oneAdmin = { automaticGroups: [], twoAdmins: [] };
    expect(read(undefined)).toEqual(oneAdmin);
    expect(read({ automatic: { groups: '' } })).toEqual(oneAdmin);
  });

  it('takes groups, as text with commas too, and labels', () => {
    expect(
      read({
        automatic: { groups: 'group:default/a, Group:default/b' },
        twoAdmins: [{ stage: 'production' }, { tier: 'gold', region: 'eu' }],
      }),
    ).toEqual({
      automaticGroups: ['group:default/a', 'Group:default/b'],
      twoAdmins: [{ stage: 'production' }, { tier: 'gold', region: 'eu' }],
    });
  });

  it.each([
    [{ automatic: { groups: ['user:default/ann'] } }, /reference to a group/],
    [{ automatic: { group: [] } }, /Unrecognized key: "group"/],
    [{ twoAdmins: [{}] }, /must have a label/],
    [{ twoAdmins: { stage: 'production' } }, /must be a list of labels/],
    [{ twoAdmins: [{ stage: 1 }] }, /expected string/],
  ])('refuses %j', (input, message) => {
    const { error } = approvalsSchema.safeParse(input);
    expect(error?.issues[0]?.message).toMatch(message);
  });

  it('says when two people can never be found', () => {
    const two = read({ twoAdmins: [{ stage: 'production' }] });
    const problems = (admins: string[]) => [...approvalsProblems(two, admins)];
    expect(problems(['user:default/ann', 'User:default/Ann'])).toEqual([
      expect.stringMatching(/^remoteEnv\.approvals\.twoAdmins needs two/),
    ]);
    for (const admins of [
      [],
      ['group:default/admins'],
      ['user:default/ann', 'user:default/bob'],
    ]) {
      expect(problems(admins)).toEqual([]);
    }
    expect([...approvalsProblems(read({}), ['user:default/ann'])]).toEqual([]);
  });
});
