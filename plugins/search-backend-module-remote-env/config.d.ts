import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  search?: {
    collators?: {
      remoteEnv?: {
        /**
         * How often registered services are indexed at most: not without a change, and less often where it takes long.
         * Default: every 2 minutes.
         */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /** Operations and channels of all services together that search knows. Default: 20,000. */
        maxOperations?: number;
      };
    };
  };
}
