import { signInProblem } from './signInProblem';

function failure(name: string, message = 'Something happened') {
  return Object.assign(new Error(message), { name });
}

describe('signInProblem', () => {
  it.each([
    ['PopupRejectedError', /could not be opened/, /Allow pop-up windows/],
    ['PopupClosedError', /not signed in yet/, /closed before it was done/],
    ['NotAllowedError', /refused/, /^Something happened\. Try again/],
    ['ServiceUnavailableError', /is away/, /^Something happened\. Try again/],
    ['AuthenticationError', /does not know you/, /^Something happened\. Ask/],
    ['NotFoundError', /does not know you/, /^Something happened\. Ask/],
    ['TypeError', /portal cannot be reached/, /Check your connection/],
    ['Error', /did not work/, /^Something happened\.$/],
  ])('says what %s means', (name, title, description) => {
    expect(signInProblem(failure(name))).toEqual({
      title: expect.stringMatching(title),
      description: expect.stringMatching(description),
    });
  });

  it('has words for what has none', () => {
    expect(signInProblem(failure('Error', '')).description).toBe(
      'The portal gave no reason.',
    );
    expect(signInProblem('no').description).toBe('no.');
  });
});
