import { actionTitle } from './actionTitle';

describe('actionTitle', () => {
  it('names actions as people read them', () => {
    expect(actionTitle('certificate-revoke')).toBe('Certificate revoke');
    expect(actionTitle('')).toBe('');
  });
});
