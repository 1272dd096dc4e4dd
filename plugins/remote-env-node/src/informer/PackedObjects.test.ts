import { PackedObjects } from './PackedObjects';

/** As many that those looked at last are not all of them. */
const MANY = 3000;

function thing(number: number) {
  return {
    metadata: { name: `thing-${number}`, labels: { [`of-${number}`]: 'yes' } },
    spec: { words: ['ümlaut', '\u{1F600}', `number ${number}`], size: number },
  };
}

function packed(count: number) {
  const objects = PackedObjects.create<ReturnType<typeof thing>>();
  for (let number = 0; number < count; number += 1) {
    objects.set(`path-${number}`, thing(number));
  }
  return objects;
}

describe('PackedObjects', () => {
  it('gives each back as it was', () => {
    const objects = packed(MANY);
    expect(objects.size).toBe(MANY);
    for (let number = 0; number < MANY; number += 1) {
      expect(objects.get(`path-${number}`)).toEqual(thing(number));
    }
  });

  it('gives what was just taken without a copy', () => {
    const objects = packed(1);
    const own = thing(7);
    objects.set('own', own);
    expect(objects.get('own')).toBe(own);
  });

  it('knows the latest state only, and nothing of what went', () => {
    const objects = packed(MANY);
    objects.set('path-3', thing(77));
    objects.delete('path-4');
    expect(objects.get('path-3')).toEqual(thing(77));
    expect(objects.get('path-4')).toBeUndefined();
    expect([...objects.keys()]).not.toContain('path-4');
    expect(objects.size).toBe(MANY - 1);
  });

  it('takes objects that have nothing of the first, and larger ones', () => {
    const objects = PackedObjects.create<{ text: string }>();
    const long = Array.from({ length: 9000 }, (_, i) => i).join();
    objects.set('first', { text: '' });
    objects.set('large', { text: long });
    for (let i = 0; i < MANY; i += 1) {
      objects.set(`other-${i}`, { text: `${i}` });
    }
    expect(objects.get('large')).toEqual({ text: long });
    expect(objects.get('first')).toEqual({ text: '' });
  });
});
