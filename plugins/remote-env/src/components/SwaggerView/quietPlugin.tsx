import { SafeMarkdown } from '../SafeMarkdown';

function Nothing() {
  return null;
}

function hide() {
  return Nothing;
}

function SafeDescription(props: { source?: string }) {
  return props.source ? <SafeMarkdown>{props.source}</SafeMarkdown> : null;
}

/**
 * Takes from Swagger UI what does not belong here: credentials, since the gateway adds them; servers, since
 * there is only our route; and its Markdown, which would load images from anywhere.
 */
export function quietPlugin() {
  return {
    wrapComponents: {
      authorizeBtn: hide,
      AuthorizeBtnContainer: hide,
      authorizeOperationBtn: hide,
      SchemesContainer: hide,
      ServersContainer: hide,
      Markdown: () => SafeDescription,
    },
  };
}
