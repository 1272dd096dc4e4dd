import type { Component, Operation } from './engine/Operation.ts';
import { eventOperations } from './events/operations/index.ts';
import { eventsComponent } from './events/schema.ts';
import { resourceOperations } from './resources/operations/index.ts';
import { resourcesComponent } from './resources/schema.ts';

/** What a worker can be asked to do, by name. */
export const operationsByName: ReadonlyMap<
  string,
  Operation<unknown, unknown>
> = new Map(
  [...resourceOperations, ...eventOperations].map(operation => [
    operation.name,
    operation,
  ]),
);

export const componentsByName: ReadonlyMap<string, Component> = new Map(
  [resourcesComponent, eventsComponent].map(component => [
    component.name,
    component,
  ]),
);
