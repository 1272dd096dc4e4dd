import { z } from 'zod';

/*
 * What an OData metadata document says, for readers: one shape for CSDL of all versions, XML or JSON. Names of types
 * are qualified by their namespace, never by an alias.
 */

const described = { description: z.string().optional() };

/** A type where it is used. */
const typed = {
  /** `Edm.String`, or the qualified name of a type of the model. */
  type: z.string(),
  collection: z.boolean().optional(),
  /** Said only where it is `false`. */
  nullable: z.literal(false).optional(),
};

export const oDataPropertySchema = z.object({
  name: z.string(),
  ...typed,
  ...described,
  /** `max` is for any length. */
  maxLength: z.string().optional(),
  /** Digits in all, and after the point, as they are written. */
  precision: z.string().optional(),
  scale: z.string().optional(),
});

export const oDataTypeSchema = z.object({
  kind: z.enum(['entity', 'complex', 'enum', 'definition']),
  name: z.string(),
  ...described,
  /** The type that it extends, or of which its values are. */
  base: z.string().optional(),
  abstract: z.boolean().optional(),
  /** Paths of properties. */
  key: z.array(z.string()),
  properties: z.array(oDataPropertySchema),
  navigation: z.array(oDataPropertySchema),
  members: z.array(
    z.object({
      name: z.string(),
      value: z.string().optional(),
      ...described,
    }),
  ),
});

/** An entity set or a singleton. */
export const oDataResourceSchema = z.object({
  name: z.string(),
  /** Of one entity. */
  type: z.string(),
  ...described,
});

export const oDataOperationSchema = z.object({
  kind: z.enum(['function', 'action']),
  /** Under which it is called: of an import, or qualified where it is bound to a type. */
  name: z.string(),
  bound: z.boolean(),
  ...described,
  parameters: z.array(oDataPropertySchema),
  returns: z.object(typed).optional(),
});

export const oDataModelSchema = z.object({
  /** Of OData, as the document says it. */
  version: z.string(),
  entitySets: z.array(oDataResourceSchema),
  singletons: z.array(oDataResourceSchema),
  operations: z.array(oDataOperationSchema),
  types: z.array(oDataTypeSchema),
});

export type ODataModel = z.infer<typeof oDataModelSchema>;
export type ODataProperty = z.infer<typeof oDataPropertySchema>;
export type ODataType = z.infer<typeof oDataTypeSchema>;
export type ODataResource = z.infer<typeof oDataResourceSchema>;
export type ODataOperation = z.infer<typeof oDataOperationSchema>;
