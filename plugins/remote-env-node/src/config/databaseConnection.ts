import { z } from 'zod';

/** How an engine of the `database` adapters is reached. */
export const databaseConnectionSchema = z.discriminatedUnion('client', [
  z.object({
    client: z.literal('sqlite'),
    /** File of ours; created with mode 0600. */
    file: z.string(),
  }),
  z.object({
    client: z.literal('pg'),
    /** `postgres://…`, or what the `pg` package takes from the environment when empty. */
    connectionString: z.string(),
    schema: z.string().default('remote_env'),
  }),
]);
export type DatabaseConnection = z.infer<typeof databaseConnectionSchema>;
