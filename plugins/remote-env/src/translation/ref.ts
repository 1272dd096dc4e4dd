import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { activityMessages } from './messages/activity';
import { approvalsMessages } from './messages/approvals';
import { commonMessages } from './messages/common';
import { connectionMessages } from './messages/connection';
import { entityMessages } from './messages/entity';
import { environmentMessages } from './messages/environment';
import { environmentsMessages } from './messages/environments';
import { eventsMessages } from './messages/events';
import { findingMessages } from './messages/finding';
import { healthMessages } from './messages/health';
import { operationMessages } from './messages/operation';
import { qualityMessages } from './messages/quality';
import { registeringMessages, retiringMessages } from './messages/registering';
import { securityMessages } from './messages/security';
import { serviceMessages } from './messages/service';
import { servicesMessages } from './messages/services';
import { useItMessages } from './messages/useIt';
import { versionsMessages } from './messages/versions';

/** Every text of the plugin; apps translate or change them by its id. */
export const remoteEnvTranslationRef = createTranslationRef({
  id: 'plugin.remote-env',
  messages: {
    common: commonMessages,
    environments: environmentsMessages,
    environment: environmentMessages,
    approvals: approvalsMessages,
    connection: connectionMessages,
    events: eventsMessages,
    activity: activityMessages,
    services: servicesMessages,
    finding: findingMessages,
    service: serviceMessages,
    operation: operationMessages,
    versions: versionsMessages,
    quality: qualityMessages,
    registering: registeringMessages,
    retiring: retiringMessages,
    useIt: useItMessages,
    health: healthMessages,
    security: securityMessages,
    entity: entityMessages,
  },
});
