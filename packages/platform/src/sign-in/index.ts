// What other floors may use of people's sign-in.

export type { Account } from './accounts.js';
export { createSignIn, type SignIn, type SignInOptions } from './create-sign-in.js';
export { type DeviceRequest, deviceCodeLifetime } from './device-codes.js';
export type { OutsideIdentity } from './outside-accounts.js';
export type { Proven } from './password-sign-in.js';
export { type AuthenticationMethod, type Session, sessionLifetime } from './sessions.js';
export { GrantError, type GrantErrorCode, SignInError, type SignInErrorCode } from './sign-in-error.js';
export type { NewFamily, TokenFamilies, TokenFamily } from './token-families.js';
