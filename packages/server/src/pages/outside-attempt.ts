// Where an outside provider sends people back to.

/** Path of the callback, to be registered at the provider. */
export const outsideCallback = '/sign-in/outside/callback';
