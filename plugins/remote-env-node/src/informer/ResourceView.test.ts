import type { Resource } from '@remote-env/plugin-remote-env-common';
import { PackedObjects } from './PackedObjects';
import { ResourceView } from './ResourceView';

interface Thing extends Resource {
  keys: string[];
}

let versions = 0;

function thing(name: string, keys: string[], uid = name): Thing {
  versions += 1;
  return {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: {
      name,
      namespace: 'system',
      uid,
      resourceVersion: String(versions),
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    keys,
  };
}

const STORES = {
  'as they are': () => new Map<string, Thing>(),
  packed: () => PackedObjects.create<Thing>(),
};

describe.each(Object.entries(STORES))(
  'ResourceView, objects %s',
  (_, store) => {
    /** A view with what is told, indexed by its keys. */
    function viewOf(...things: Thing[]) {
      const view = ResourceView.create(store());
      view.addIndex('keys', ({ keys }) => keys);
      things.forEach(each => view.put(each));
      return {
        view,
        names: (key: string) =>
          [...view.byIndex('keys', key)].map(({ metadata }) => metadata.name),
      };
    }

    it('finds one or several by a key', () => {
      const { names } = viewOf(
        thing('a', ['alone', 'shared']),
        thing('b', ['shared']),
        thing('c', ['shared']),
      );
      expect(names('alone')).toEqual(['a']);
      expect(names('shared')).toEqual(['a', 'b', 'c']);
      expect(names('nobody')).toEqual([]);
    });

    it('finds the others when one of several goes', () => {
      const a = thing('a', ['shared']);
      const b = thing('b', ['shared']);
      const { view, names } = viewOf(a, b);
      view.remove(a);
      expect(names('shared')).toEqual(['b']);
      view.remove(b);
      expect(names('shared')).toEqual([]);
      view.put(thing('d', ['shared']));
      expect(names('shared')).toEqual(['d']);
    });

    it('takes an object whose keys are the same for one', () => {
      const twice = thing('twice', ['key', 'key']);
      const other = thing('other', ['key']);
      const { view, names } = viewOf(twice);
      expect(names('key')).toEqual(['twice']);
      view.put(other);
      expect(names('key')).toEqual(['twice', 'other']);
      view.remove(twice);
      expect(names('key')).toEqual(['other']);
    });

    it('follows an object whose keys change', () => {
      const { view, names } = viewOf(thing('a', ['one']), thing('b', ['two']));
      const moved = thing('a', ['two']);
      view.put(moved);
      expect(names('one')).toEqual([]);
      expect(names('two')).toEqual(['b', 'a']);
      expect([...view.byIndex('keys', 'two')]).toContainEqual(moved);
    });

    it('keeps the newest state of what has its key alone', () => {
      const { view } = viewOf(thing('a', ['one']));
      const newer = thing('a', ['one']);
      view.put(newer);
      expect([...view.byIndex('keys', 'one')]).toEqual([newer]);
    });

    it('lets go of one that another of its name replaces', () => {
      const { view, names } = viewOf(thing('a', ['old'], 'first'));
      const changes = view.put(thing('a', ['new'], 'second'));
      expect(changes.map(({ type }) => type)).toEqual(['DELETED', 'ADDED']);
      expect(names('old')).toEqual([]);
      expect(names('new')).toEqual(['a']);
    });

    it('indexes what was there before the index', () => {
      const view = ResourceView.create(store());
      view.put(thing('a', ['key']));
      view.addIndex('keys', ({ keys }) => keys);
      expect([...view.byIndex('keys', 'key')]).toHaveLength(1);
    });

    it('lets go of what is not told', () => {
      const { view, names } = viewOf(thing('a', ['key']), thing('b', ['key']));
      const changes = view.retain(new Set(['system/b', 'system/other']));
      expect(
        changes.map(({ type, object }) => `${type} ${object.metadata.name}`),
      ).toEqual(['DELETED a']);
      expect(names('key')).toEqual(['b']);
      expect(view.size).toBe(1);
    });

    it('passes over what goes while others are looked at', () => {
      const b = thing('b', ['key']);
      const { view } = viewOf(thing('a', ['key']), b, thing('c', ['key']));
      const seen: string[] = [];
      for (const { metadata } of view.values()) {
        seen.push(metadata.name);
        view.remove(b);
      }
      expect(seen).toEqual(['a', 'c']);
    });

    it.each(['values', 'byIndex'] as const)(
      'meets once what changes while others are looked at (%s)',
      how => {
        const { view } = viewOf(thing('a', ['key']), thing('b', ['key']));
        const seen: string[] = [];
        const all =
          how === 'values' ? view.values() : view.byIndex('keys', 'key');
        for (const { metadata } of all) {
          seen.push(metadata.name);
          view.put(thing(metadata.name, ['key', 'another']));
          if (seen.length === 1) {
            view.put(thing('c', ['key']));
          }
        }
        expect(seen).toEqual(['a', 'b', 'c']);
      },
    );
  },
);
