import { createHash, randomBytes } from 'node:crypto';

/** A new API key, as its owner gets it once. */
export function newSecret(): string {
  return `ak-${randomBytes(24).toString('base64url')}`;
}

/** What is kept of an API key: enough to know it again, not enough to use it. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** An API key as lists show it. A short one, which only a seed can hold, shows nothing of itself. */
export function redact(secret: string): string {
  return secret.length < 20 ? 'ak-***' : `${secret.slice(0, 6)}...${secret.slice(-3)}`;
}
