import type { Component, Operation } from './engine/Operation.ts';
import { resourceOperations } from './resources/operations/index.ts';
import { resourcesComponent } from './resources/schema.ts';

/** What a worker can be asked to do, by name. */
export const operationsByName: ReadonlyMap<
  string,
  Operation<unknown, unknown>
> = new Map(resourceOperations.map(operation => [operation.name, operation]));

export const componentsByName: ReadonlyMap<string, Component> = new Map(
  [resourcesComponent].map(component => [component.name, component]),
);
