import type { Redact } from './redact.ts';
import type { Problem } from './error.ts';
import { isRecord } from '../records.ts';

/** The value of a JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a body is an HTML page, such as those of proxies, firewalls and login screens. */
export const isHtml = (contentType: string | undefined, text: string): boolean =>
  /^\s*(?:text\/html|application\/xhtml)/i.test(contentType ?? '') ||
  /^\s*(?:<!--[^]{0,500}?-->\s*)?<(?:!doctype\s+html|html|head)\b/i.test(text);

/** The title of a page, which usually names the proxy. */
export function titleOf(text: string, clean: Redact): string | undefined {
  const title = /<title[^>]*>([^<]*)<\/title/i.exec(text)?.[1];
  const cleaned = title === undefined ? '' : clean(title);
  return cleaned === '' ? undefined : cleaned;
}

/** The problem in an error's body: `application/problem+json`, GraphQL's `errors`, or something similar. */
export function problemOf(text: string, clean: Redact): Problem | undefined {
  const body = parseJson(text);
  if (!isRecord(body)) {
    const detail = body === undefined || typeof body === 'string' ? clean(body ?? text) : '';
    return detail === '' ? undefined : { detail };
  }
  const errors = body['errors'];
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const said = (...values: unknown[]): string | undefined => {
    const found = values.find((value) => typeof value === 'string' && value.trim() !== '');
    return typeof found === 'string' ? clean(found) : undefined;
  };
  const title = said(body['title']);
  const detail = said(
    body['detail'],
    isRecord(first) ? first['message'] : first,
    body['message'],
    body['error'],
  );
  const type = said(body['type']);
  if (title === undefined && detail === undefined && type === undefined) return undefined;
  return {
    ...(title === undefined ? {} : { title }),
    ...(detail === undefined ? {} : { detail }),
    ...(type === undefined ? {} : { type }),
  };
}
