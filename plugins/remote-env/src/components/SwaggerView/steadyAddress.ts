function Nothing() {
  return null;
}

/**
 * Tells Swagger UI that the document comes from the portal's root. It would take the page's own address otherwise, against which it
 * resolves references within the document too: one with braces (`?operation=GET /orders/{code}`) it does not recognise again, and
 * then tries to fetch it.
 */
export function steadyAddress() {
  return {
    statePlugins: {
      spec: {
        wrapSelectors: { url: () => () => `${window.location.origin}/` },
      },
    },
    wrapComponents: { InfoUrl: () => Nothing },
  };
}
