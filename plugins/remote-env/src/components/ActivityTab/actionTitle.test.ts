import { actionKey, actionWords } from './actionTitle';

describe('actions', () => {
  it('have texts', () => {
    expect(actionKey('certificate-revoke')).toBe(
      'activity.action.certificateRevoke',
    );
    expect(actionKey('constructor')).toBeUndefined();
  });

  it('are shown by their words when they have none', () => {
    expect(actionKey('moon-landing')).toBeUndefined();
    expect(actionWords('moon-landing')).toBe('Moon landing');
    expect(actionWords('')).toBe('');
  });
});
