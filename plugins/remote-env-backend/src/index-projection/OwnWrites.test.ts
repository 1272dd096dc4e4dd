import { OwnWrites } from './OwnWrites';

describe('OwnWrites', () => {
  let own: OwnWrites;

  beforeEach(() => {
    own = OwnWrites.create();
  });

  const projected = (name: string, version: string) =>
    own.project(name, version, async () => {});

  it('includes each state that was projected, once', async () => {
    await projected('shop', '1');
    expect(await own.includes('shop', '2')).toBe(false);
    expect(await own.includes('erp', '1')).toBe(false);
    expect(await own.includes('shop', '1')).toBe(true);
    expect(await own.includes('shop', '1')).toBe(false);
  });

  it('includes several states of one object, whichever the watch brings first', async () => {
    await projected('shop', '1');
    await projected('shop', '2');
    await projected('shop', '3');
    expect(await own.includes('shop', '1')).toBe(true);
    expect(await own.includes('shop', '3')).toBe(true);
    // The watch brings nothing of before any more.
    expect(await own.includes('shop', '2')).toBe(false);
  });

  it('waits for a projection under way', async () => {
    let finish = () => {};
    const work = new Promise<void>(resolve => {
      finish = resolve;
    });
    const projecting = own.project('shop', '1', () => work);
    let answer: boolean | undefined;
    const asked = own.includes('shop', '1').then(found => {
      answer = found;
    });
    expect(await own.includes('erp', '1')).toBe(false);
    expect(answer).toBeUndefined();
    finish();
    await projecting;
    await asked;
    expect(answer).toBe(true);
  });

  it('includes nothing that could not be projected', async () => {
    const failure = new Error('the database is away');
    await expect(
      own.project('shop', '1', () => Promise.reject(failure)),
    ).rejects.toBe(failure);
    expect(await own.includes('shop', '1')).toBe(false);
  });

  it('begins anew with a list', async () => {
    await projected('shop', '1');
    own.clear();
    expect(await own.includes('shop', '1')).toBe(false);
  });
});
