/** What the part of an address behind `#` asks for, so that a mail or a ticket can link to it. */
export type Route =
  | { readonly to: 'overview'; readonly section?: string }
  | { readonly to: 'person'; readonly person: string; readonly in?: string }
  | { readonly to: 'resource'; readonly address: string }
  | { readonly to: 'role'; readonly role: string }
  | { readonly to: 'team'; readonly team: string }
  | { readonly to: 'permission'; readonly permission: string; readonly in?: string };

/** The route of `#person=jane@example.com&in=space/Platform Team/team-alpha`. */
export function routeOf(hash: string): Route {
  const [first = '', ...more] = hash.replace(/^#/, '').split('&').map(decoded);
  const cut = first.indexOf('=');
  if (cut < 0) return { to: 'overview', ...(first !== '' && { section: first }) };
  const value = first.slice(cut + 1);
  const where = more.find((part) => part.startsWith('in='))?.slice('in='.length);
  switch (first.slice(0, cut)) {
    case 'person':
      return { to: 'person', person: value, ...(where !== undefined && { in: where }) };
    case 'resource':
      return { to: 'resource', address: value };
    case 'role':
      return { to: 'role', role: value };
    case 'team':
      return { to: 'team', team: value };
    case 'permission':
      return { to: 'permission', permission: value, ...(where !== undefined && { in: where }) };
    default:
      return { to: 'overview' };
  }
}

/** The same as a link within the page. */
export function hashOf(route: Route): string {
  switch (route.to) {
    case 'overview':
      return `#${route.section ?? ''}`;
    case 'person':
      return `#person=${encoded(route.person)}${whereOf(route.in)}`;
    case 'resource':
      return `#resource=${encoded(route.address)}`;
    case 'role':
      return `#role=${encoded(route.role)}`;
    case 'team':
      return `#team=${encoded(route.team)}`;
    case 'permission':
      return `#permission=${encoded(route.permission)}${whereOf(route.in)}`;
  }
}

const whereOf = (where: string | undefined): string =>
  where === undefined ? '' : `&in=${encoded(where)}`;

/** E-mails and addresses stay readable; half a character, which no address can hold, becomes a question mark. */
const encoded = (text: string): string =>
  encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '?'))
    .replaceAll('%40', '@')
    .replaceAll('%2F', '/');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
