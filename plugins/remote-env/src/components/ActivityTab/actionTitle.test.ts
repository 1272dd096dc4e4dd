import { actionTitle, isEntityRef } from './actionTitle';

describe('activity', () => {
  it('names actions as people read them', () => {
    expect(actionTitle('certificate-revoke')).toBe('Certificate revoke');
    expect(actionTitle('')).toBe('');
  });

  it('knows which actors are people', () => {
    expect(isEntityRef('user:default/ann')).toBe(true);
    expect(isEntityRef('orders/order-lambda')).toBe(false);
    expect(isEntityRef('certificate:0abc')).toBe(false);
  });
});
